"""How high the right thing stands in a ranking, and how high it would stand by chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb

import numpy as np
from numpy.typing import NDArray

from core.errors import InputError

Array = NDArray[np.float64]


@dataclass(frozen=True)
class RankingReport:
    """Of N rankings.

    Attributes:
        n: rankings judged; what has no right answer among its candidates is left out.
        reciprocal_rank: mean of 1 / (rank of the best right answer).
        top: (k, share of the rankings with a right answer among the first k) for each k asked for.
        chance_reciprocal_rank, chance_top: expected of a random order, each ranking's own candidates.

    Source: the mean reciprocal rank is that of Voorhees, "The TREC-8 Question Answering Track Report" (1999).

    Pitfall: with few candidates, or many right ones, chance is high: never say one without the other.
    """

    n: int
    reciprocal_rank: float
    top: tuple[tuple[int, float], ...]
    chance_reciprocal_rank: float
    chance_top: tuple[tuple[int, float], ...]


def ranking_report(
    scores: Sequence[Array], right: Sequence[NDArray[np.bool_]], *, top: Sequence[int] = (1, 5)
) -> RankingReport:
    """Judge rankings.

    Args:
        scores: of each ranking the (C,) scores of its candidates; the highest is first. Of equal scores the
            wrong ones are taken to come first.
        right: of each ranking (C,) which candidates are right.

    Raises:
        InputError: shapes that do not fit, or no ranking with a right answer.
    """
    if any(s.shape != r.shape for s, r in zip(scores, right, strict=True)):
        raise InputError("Each ranking needs a score and a truth for every candidate.")
    known = [(s, r) for s, r in zip(scores, right, strict=True) if r.any()]
    if not known:
        raise InputError("None of the rankings has a right answer among its candidates.")
    ranks = np.array([_rank(s, r) for s, r in known])
    chances = [(len(r), int(r.sum())) for _, r in known]
    return RankingReport(
        n=len(known),
        reciprocal_rank=float((1 / ranks).mean()),
        top=tuple((k, float((ranks <= k).mean())) for k in top),
        chance_reciprocal_rank=float(np.mean([chance_reciprocal_rank(n, m) for n, m in chances])),
        chance_top=tuple((k, float(np.mean([chance_top(n, m, k) for n, m in chances]))) for k in top),
    )


def chance_top(n: int, n_right: int, k: int) -> float:
    """Return how likely one of `n_right` among n candidates is within the first k of a random order."""
    return 1 - comb(n - n_right, k) / comb(n, k) if k < n else float(n_right > 0)


def chance_reciprocal_rank(n: int, n_right: int) -> float:
    """Return the expected 1 / rank of the best of `n_right` among n candidates in a random order."""
    # The best is at rank r when the first r - 1 are wrong and the r-th is right.
    return sum(
        (chance_top(n, n_right, r) - (chance_top(n, n_right, r - 1) if r > 1 else 0.0)) / r
        for r in range(1, n - n_right + 2)
    )


def _rank(scores: Array, right: NDArray[np.bool_]) -> int:
    best = scores[right].max()
    return int(1 + (scores[~right] >= best).sum())
