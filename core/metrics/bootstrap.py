"""How sure a number is: intervals from drawing the dances again.

Source: Efron and Tibshirani, "An Introduction to the Bootstrap" (1993), percentile intervals.

Whole dances are drawn, with everything that was measured on them: the windows of one dance are alike, and
drawing windows would promise a certainty that so few dances do not give. Pitfall: with five dances the
intervals are too narrow, and they say nothing about another seed of the training.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

LEVEL = 0.95
N_DRAWS = 1000


@dataclass(frozen=True)
class Estimate:
    """A number with its interval.

    Attributes:
        value: of all dances.
        low, high: where `LEVEL` of the draws lie; NaN for less than two dances.
        n: dances.
    """

    value: float
    low: float
    high: float
    n: int


def bootstrap(
    statistic: Callable[[NDArray[np.intp]], float],
    n: int,
    *,
    n_draws: int = N_DRAWS,
    centred: bool = False,
    seed: int = 0,
) -> Estimate:
    """Return a statistic of n dances with its interval.

    Args:
        statistic: the indices of some dances, with repetitions, in, a number out; NaN draws are left out.
        centred: move the draws so that their mean is the value, for statistics that repetitions bias.
    """
    value = statistic(np.arange(n)) if n else float("nan")
    if n < 2:
        return Estimate(value, float("nan"), float("nan"), n)
    draws = np.random.default_rng(seed).integers(0, n, (n_draws, n))
    found = np.array([statistic(draw) for draw in draws])
    found = found[np.isfinite(found)]
    if not len(found):
        return Estimate(value, float("nan"), float("nan"), n)
    if centred:
        found += value - found.mean()
    tail = (1 - LEVEL) / 2
    low, high = np.quantile(found, [tail, 1 - tail])
    return Estimate(value, float(low), float(high), n)


def estimated_mean(values: Sequence[float], *, seed: int = 0) -> Estimate:
    """Return the mean over dances with its interval; what is not finite is left out and not counted."""
    known = np.array([value for value in values if np.isfinite(value)])
    return bootstrap(lambda drawn: float(known[drawn].mean()), len(known), seed=seed)
