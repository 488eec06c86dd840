"""Learning curves: smoothed, and averaged over the seeds of one experiment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from core.errors import InputError

Points = tuple[NDArray[np.float64], NDArray[np.float64]]


def debiased_ema(values: NDArray[np.float64], weight: float) -> NDArray[np.float64]:
    """Return the exponential moving average of (N,) values without its pull towards 0 at the start.

    s_i = sum_k w^(i-k) v_k / sum_k w^(i-k) over k <= i; the bias is corrected as by Kingma and Ba, "Adam"
    (2015), section 3.
    Pitfall: it lags behind by about w / (1 - w) values, so an early minimum shows late.

    Args:
        values: finite numbers.
        weight: w, 0 (as they are) up to, not including, 1.

    Raises:
        InputError: a weight outside of that.
    """
    if not 0 <= weight < 1:
        raise InputError(f"Curves cannot be smoothed with a weight of {weight}.", "It is 0 or more, below 1.")
    total = np.array(list(accumulate(values.tolist(), lambda s, v: weight * s + v)))
    share: NDArray[np.float64] = total / np.cumsum(weight ** np.arange(len(values)))
    return share


@dataclass(frozen=True, eq=False)
class SeedBand:
    """What runs that differ in nothing but their seed have in common.

    Attributes:
        x: (N,) ascending, every place at which any run has a value.
        mean: (N,) of the runs that reach as far.
        low, high: (N,) mean minus and plus the standard deviation between runs (of a sample; 0 for one run).
        n: (N,) int64, how many runs reach as far.
    """

    x: NDArray[np.float64]
    mean: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    n: NDArray[np.int64]


def seed_band(curves: Sequence[Points]) -> SeedBand:
    """Average curves of (N_i,) ascending x and (N_i,) y, linear between their points, none beyond its ends.

    Pitfall: where one run ends before the others the mean may jump; `SeedBand.n` says where.

    Raises:
        InputError: there is no point.
    """
    with_points = [(x, y) for x, y in curves if len(x)]
    if not with_points:
        raise InputError("There are no curves to average.")
    x = np.unique(np.concatenate([points for points, _ in with_points]))
    rows = np.array([np.interp(x, own, y, left=np.nan, right=np.nan) for own, y in with_points])
    reaches = np.isfinite(rows)
    n = reaches.sum(axis=0)
    mean = np.where(reaches, rows, 0).sum(axis=0) / n
    squares = np.where(reaches, rows - mean, 0) ** 2
    sd = np.sqrt(squares.sum(axis=0) / np.maximum(n - 1, 1))
    return SeedBand(x, mean, mean - sd, mean + sd, n)
