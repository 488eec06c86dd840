"""Which dances are danced to the same song."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from core.data.dance import Dance


def song_groups(dances: Sequence[Dance]) -> list[tuple[int, ...]]:
    """Return the indices of the dances, grouped by song and ordered by their first member.

    Dances with equal `Dance.song` are together; one without a song is alone.
    """
    by_song: dict[str, list[int]] = {}
    for i, dance in enumerate(dances):
        if dance.song is not None:
            by_song.setdefault(dance.song, []).append(i)
    return joined(len(dances), (pair for members in by_song.values() for pair in pairwise(members)))


def joined(n: int, pairs: Iterable[tuple[int, int]]) -> list[tuple[int, ...]]:
    """Return the connected groups of 0..n-1 under `pairs`, each rising, ordered by their first member."""
    group = list(range(n))

    def find(i: int) -> int:
        while group[i] != i:
            i = group[i]
        return i

    for a, b in pairs:
        low, high = sorted((find(a), find(b)))
        group[high] = low
    members: dict[int, list[int]] = {}
    for i in range(n):
        members.setdefault(find(i), []).append(i)
    return [tuple(m) for m in members.values()]
