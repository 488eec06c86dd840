"""Bringing the work of one project into another: what is new, what contradicts, what stays."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

Entry = TypeVar("Entry")


class ConflictKind(StrEnum):
    SEGMENT = "segment"  # one annotator, one tier, the same time, two segments
    JOINT = "joint"  # one joint of one frame put in two places
    REVIEW = "review"  # frames accepted on one side and not on the other
    BEATS = "beats"  # two beat grids of one video
    POSES = "poses"  # other tracks of one video, corrected on both sides
    PEOPLE = "people"  # people swapped, named or deleted differently
    SOUND = "sound"  # two offsets of the sound
    RATING = "rating"  # one rater, one dance, two grades


@dataclass(frozen=True)
class Conflict:
    """Where both projects say something else of the same thing.

    Attributes:
        video_id: in the project that was merged into; None where it is about no video.
        video: its name.
        what: a sentence on both, and on what counts now.
    """

    kind: ConflictKind
    video_id: int | None
    video: str
    what: str


@dataclass(frozen=True)
class MergeReport:
    """What a merge did. `added`: rows by noun; `left`: a sentence for each thing that did not come."""

    n_same_videos: int
    added: Mapping[str, int]
    conflicts: tuple[Conflict, ...]
    left: tuple[str, ...]

    @property
    def n_added(self) -> int:
        return sum(self.added.values())


@dataclass(frozen=True)
class Settled(Generic[Entry]):
    """How two append-only logs about one thing become one.

    Attributes:
        new: what to append to ours, in their order.
        last: what to append after it so that the right entry is in force; None where it is already.
        is_conflict: whether both sides went on from what they had in common, to another end.
    """

    new: list[Entry]
    last: Entry | None
    is_conflict: bool


def new_entries(
    ours: Sequence[Entry], theirs: Sequence[Entry], key: Callable[[Entry], Hashable]
) -> list[Entry]:
    """Return what theirs has and ours has not, in their order; equal entries count as often as they occur."""
    known = Counter(map(key, ours))
    new = []
    for entry in theirs:
        if known[key(entry)] > 0:
            known[key(entry)] -= 1
        else:
            new.append(entry)
    return new


def settle(
    ours: Sequence[Entry],
    theirs: Sequence[Entry],
    key: Callable[[Entry], Hashable],
    effect: Callable[[Entry], Hashable],
) -> Settled[Entry]:
    """Merge two logs of which the last entry is in force.

    Where they only went on from all that we have, their last entry comes into force; where we have entries
    that they do not know, ours stays. Nothing is dropped, and merging once more gives nothing new.

    Args:
        key: what makes two entries the same one.
        effect: what an entry does while it is in force.
    """
    new = new_entries(ours, theirs, key)
    if not new:
        return Settled([], None, is_conflict=False)
    diverged = bool(new_entries(theirs, ours, key))
    wanted = ours[-1] if diverged else theirs[-1]
    last = None if effect(new[-1]) == effect(wanted) else wanted
    return Settled(new, last, is_conflict=diverged and effect(ours[-1]) != effect(theirs[-1]))
