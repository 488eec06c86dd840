"""The queue of suggestions: evidence of every kind, gathered, merged, and ranked by one likelihood."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from core.suggestions import detectors
from core.suggestions.block import MARGIN_FRAMES, Block, Evidence
from core.suggestions.dancer_habits import Habits, habits_of
from core.suggestions.findings import Finding, findings, joined, together
from core.suggestions.sentences import sentence
from core.suggestions.suggestion import Dancer, Suggestion

BLOCK_FRAMES = 4096
"""Frames looked at in one go: what bounds the memory of a track of any length."""


def suggest(
    dancers: Sequence[Dancer],
    *,
    fps: float,
    size_px: tuple[int, int],
    should_stop: Callable[[], bool] = lambda: False,
) -> list[Suggestion]:
    """Return the stretches of a video that are likely wrong, the likeliest first.

    Every reason gives each joint of each frame a likelihood of its own. Where several reasons meet, it is
    the likelihood that not all of them are mistaken, as if they were independent but for a discount
    (`findings.together`); so it can be compared across reasons, and the queue has one order.

    Args:
        dancers: everybody in the video, of one skeleton each; frame t is the same moment for all.
        fps: frames a second, for the words.
        size_px: width and height of the pictures; (0, 0) when it is not known.
        should_stop: asked between stretches; when it says so the queue is empty.
    """
    learnt = [habits_of(dancer) for dancer in dancers]
    found: list[Finding] = []
    for start in range(0, max((dancer.n_frames for dancer in dancers), default=0), BLOCK_FRAMES):
        if should_stop():
            return []
        blocks = [_block(dancer, start) for dancer in dancers]
        for person, (dancer, habits) in enumerate(zip(dancers, learnt, strict=True)):
            block = blocks[person]
            if habits is None or not len(block):
                continue
            others = [other for i, other in enumerate(blocks) if i != person]
            for evidence in _evidence(dancer, block, habits, others, size_px):
                found += findings(evidence, person, dancer.skeleton, block.start, start, start + BLOCK_FRAMES)
    suggestions = [
        _suggestion(group, dancers[group[0].person], fps) for group in together(joined(found), dancers)
    ]
    return sorted(suggestions, key=lambda each: (-each.likelihood, each.frame, each.person))


def _block(dancer: Dancer, start: int) -> Block:
    stop = min(start + BLOCK_FRAMES + MARGIN_FRAMES, dancer.n_frames)
    return Block.read(dancer, max(0, min(start - MARGIN_FRAMES, stop)), stop)


def _evidence(
    dancer: Dancer, block: Block, habits: Habits, others: Sequence[Block], size_px: tuple[int, int]
) -> Iterator[Evidence]:
    for other in others:
        if other.seen.shape == block.seen.shape:
            yield detectors.exchanged_people(block, other)
    yield detectors.exchanged_sides(block, dancer.skeleton)
    if min(size_px) > 0:
        yield detectors.outside(block, size_px)
    yield detectors.jumps(block, habits)
    yield detectors.bones(block, habits, dancer.skeleton)
    yield detectors.strange(block, habits)
    yield detectors.doubts(block, habits)


def _suggestion(group: Sequence[Finding], dancer: Dancer, fps: float) -> Suggestion:
    """Return a suggestion of findings, the one that names it first."""
    main = group[0]
    missed = np.prod([1 - main.likelihood, *(1 - 0.5 * other.likelihood for other in group[1:])])
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
        likelihood=round(float(1 - missed), 4),
        sentence=sentence(main, dancer.skeleton, fps),
    )
