"""Which groups can be told apart, and which cannot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

ALPHA = 0.05

Pair = tuple[str, str]


def holm(p_values: Mapping[Pair, float]) -> dict[Pair, float]:
    """Return p values that together are wrong with a probability of at most what they say.

    Source: S. Holm, "A simple sequentially rejective multiple test procedure", Scandinavian Journal of
    Statistics 6 (1979).
    """
    known = sorted((p, pair) for pair, p in p_values.items() if p == p)
    adjusted: dict[Pair, float] = {}
    highest = 0.0
    for nth, (p, pair) in enumerate(known):
        highest = max(highest, min(1.0, (len(known) - nth) * p))
        adjusted[pair] = highest
    return {pair: adjusted.get(pair, float("nan")) for pair in p_values}


def alike(names: Sequence[str], p_values: Mapping[Pair, float]) -> tuple[tuple[str, ...], ...]:
    """Return the largest sets of groups no two of which can be told apart at 5 %, after Holm.

    A group may be in several: A and B may be alike and B and C, while A and C differ. Every group is in one
    at least. A difference that could not be tested tells nothing apart.
    """
    adjusted = holm(p_values)
    apart = {frozenset(pair) for pair, p in adjusted.items() if p < ALPHA}

    def holds(some: Sequence[str]) -> bool:
        return not any(frozenset(pair) in apart for pair in combinations(some, 2))

    found: list[tuple[str, ...]] = []
    for size in range(len(names), 0, -1):
        for some in combinations(names, size):
            if holds(some) and not any(set(some) <= set(larger) for larger in found):
                found.append(some)
    return tuple(sorted(found, key=lambda some: [names.index(name) for name in some]))
