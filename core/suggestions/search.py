"""The search for what is likely wrong: evidence of every kind, gathered, merged, ranked by one likelihood."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from core.errors import Cancelled
from core.suggestions import detectors
from core.suggestions.block import MARGIN_FRAMES, Block, Evidence
from core.suggestions.dancer_habits import Habits, habits_of
from core.suggestions.findings import Finding, findings, joined, together
from core.suggestions.sentences import sentence
from core.suggestions.suggestion import Dancer, Suggestion

BLOCK_FRAMES = 2048
"""Frames looked at in one go: what bounds the memory of a track of any length, and the cost of an edit."""

_DISCOUNT = 0.5  # of further reasons: what makes one detector err often makes another


class Search:
    """Finds what is likely wrong in a video, and looks again where somebody changed something.

    Every reason gives each joint of each frame a likelihood of its own. Where several reasons meet, it is
    the likelihood that not all of them are mistaken, as if they were independent but for a discount on all
    but the first; so it can be compared across reasons, and the queue has one order.

    What is usual for a dancer is learnt once: a few corrections do not change it.

    Args:
        dancers: everybody in the video; frame t is the same moment for all.
        fps: frames a second, for the words.
        size_px: width and height of the pictures; (0, 0) when it is not known.
    """

    def __init__(
        self,
        dancers: Sequence[Dancer],
        *,
        fps: float,
        size_px: tuple[int, int],
    ) -> None:
        self.dancers = tuple(dancers)
        self._fps, self._size_px = fps, size_px
        self._made: dict[tuple[Finding, ...], Suggestion] = {}
        self._found: dict[int, tuple[Finding, ...]] = {}

    @property
    def n_blocks(self) -> int:
        return -(-max((dancer.n_frames for dancer in self.dancers), default=0) // BLOCK_FRAMES)

    @property
    def found(self) -> Mapping[int, Sequence[Finding]]:
        """What was found, by block: with this a search can be taken up again."""
        return self._found

    def take_up(self, found: Mapping[int, Sequence[Finding]]) -> None:
        """Take what an earlier search has found in some blocks; these are not looked at again."""
        self._found |= {block: tuple(findings) for block, findings in found.items()}

    def complete(self, should_stop: Callable[[], bool] = lambda: False) -> None:
        """Look at every block that was not looked at; `Cancelled` when asked to stop."""
        for block in range(self.n_blocks):
            if should_stop():
                raise Cancelled
            if block not in self._found:
                self._found[block] = self._look(block)

    def renew(self, frames: Iterable[int]) -> None:
        """Look again at the blocks that some frames belong to, or reach into."""
        reach = (frame + margin for frame in frames for margin in (-MARGIN_FRAMES, MARGIN_FRAMES))
        for block in {frame // BLOCK_FRAMES for frame in reach} & set(range(self.n_blocks)):
            self._found[block] = self._look(block)

    def queue(self) -> list[Suggestion]:
        """Return the stretches that are likely wrong, the likeliest first."""
        found = [finding for block in sorted(self._found) for finding in self._found[block]]
        found = joined(found, [dancer.skeleton for dancer in self.dancers])
        groups = [tuple(group) for group in together(found, len(self.dancers))]
        # What did not change is the same object as before, so that a list can tell at once.
        self._made = {group: self._made.get(group) or self._suggestion(group) for group in groups}
        return sorted(self._made.values(), key=lambda each: (-each.likelihood, each.frame, each.person))

    @cached_property
    def _habits(self) -> list[Habits | None]:
        return [habits_of(dancer) for dancer in self.dancers]

    def _look(self, number: int) -> tuple[Finding, ...]:
        first, stop = number * BLOCK_FRAMES, (number + 1) * BLOCK_FRAMES
        blocks = [_block(dancer, first) for dancer in self.dancers]
        found: list[Finding] = []
        for person, (block, habits) in enumerate(zip(blocks, self._habits, strict=True)):
            if habits is None or not len(block):
                continue
            others = [other for i, other in enumerate(blocks) if i != person]
            for evidence in self._evidence(person, block, habits, others):
                found += findings(evidence, person, self.dancers[person].skeleton, block.start, first, stop)
        return tuple(found)

    def _evidence(
        self, person: int, block: Block, habits: Habits, others: Sequence[Block]
    ) -> Iterator[Evidence]:
        skeleton = self.dancers[person].skeleton
        for other in others:
            if other.seen.shape == block.seen.shape:
                yield detectors.exchanged_people(block, other)
        yield detectors.exchanged_sides(block, skeleton)
        if min(self._size_px) > 0:
            yield detectors.outside(block, self._size_px)
        yield detectors.jumps(block, habits)
        yield detectors.bones(block, habits, skeleton)
        yield detectors.strange(block, habits)
        yield detectors.doubts(block, habits)

    def _suggestion(self, group: Sequence[Finding]) -> Suggestion:
        """Return the suggestion of some findings, the one that names it first."""
        main = group[0]
        best = max(group, key=lambda each: each.likelihood)
        others = [1 - _DISCOUNT * each.likelihood for each in group if each is not best]
        joints = dict.fromkeys(joint for finding in group for joint in finding.joints)
        also = dict.fromkeys(finding.reason for finding in group if finding.reason is not main.reason)
        return Suggestion(
            person=main.person,
            frame=main.frame,
            start=min(finding.start for finding in group),
            stop=max(finding.stop for finding in group),
            joints=tuple(joints),
            reason=main.reason,
            also=tuple(also),
            likelihood=round(1 - (1 - best.likelihood) * math.prod(others), 4),
            sentence=sentence(main, self.dancers[main.person].skeleton, self._fps),
        )


def suggest(dancers: Sequence[Dancer], *, fps: float, size_px: tuple[int, int]) -> list[Suggestion]:
    """Return the stretches of a video that are likely wrong, the likeliest first; see `Search`."""
    search = Search(dancers, fps=fps, size_px=size_px)
    search.complete()
    return search.queue()


def _block(dancer: Dancer, first: int) -> Block:
    stop = min(first + BLOCK_FRAMES + MARGIN_FRAMES, dancer.n_frames)
    return Block.read(dancer, max(0, min(first - MARGIN_FRAMES, stop)), stop)
