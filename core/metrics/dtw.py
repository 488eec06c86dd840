"""Dynamic time warping inside a band.

Source: Sakoe and Chiba, "Dynamic programming algorithm optimization for spoken word recognition", IEEE
Transactions on Acoustics, Speech and Signal Processing, 1978: symmetric steps of weight 1, and a band of
fixed width around the diagonal.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
PairCost = Callable[[NDArray[np.intp], NDArray[np.intp]], Array]


def warped_mean(pair_cost: PairCost, n_frames: int, band_frames: int) -> float:
    """Return the mean cost along the cheapest monotone path between two sequences of the same length.

    Both ends are tied. Since the diagonal is one of the paths, and no path is shorter than it, the result is
    never above the mean cost frame by frame. A pair that costs NaN is never taken.

    Args:
        pair_cost: (N,) frames of one, (N,) frames of the other -> (N,) costs.
        n_frames: T of both; 0 gives NaN.
        band_frames: how far apart in time two frames of a pair may be.
    """
    if n_frames == 0:
        return float("nan")
    band = min(band_frames, n_frames - 1)
    cost = _banded_cost(pair_cost, n_frames, band)
    total, steps = _cheapest(cost, n_frames, band)
    return total / steps


def _banded_cost(pair_cost: PairCost, n: int, band: int) -> Array:
    """(n, 2 band + 1): the cost of frame i with frame i + d - band; infinite outside."""
    cost = np.full((n, 2 * band + 1), np.inf)
    for d in range(-band, band + 1):
        i = np.arange(max(0, -d), min(n, n - d))
        cost[i, d + band] = pair_cost(i, i + d)
    return np.where(np.isnan(cost), np.inf, cost)


def _cheapest(cost: Array, n: int, band: int) -> tuple[float, int]:
    """Return the sum along the cheapest path and its number of pairs.

    Cells on one anti-diagonal (i + j fixed) do not depend on each other, so each is one step of NumPy.
    """
    # One row and one column of infinity around, so that no cell needs a special case.
    total = np.full((n + 1, 2 * band + 3), np.inf)
    steps = np.zeros((n + 1, 2 * band + 3), np.int64)
    for k in range(2 * n - 1):
        i = np.arange(max(0, k - n + 1, -((band - k) // 2)), min(n - 1, k, (k + band) // 2) + 1)
        d = k - 2 * i + band
        if k == 0:
            total[1, band + 1], steps[1, band + 1] = cost[0, band], 1
            continue
        sums = np.stack([total[i, d + 1], total[i, d + 2], total[i + 1, d]])
        best = sums.argmin(axis=0)
        at = np.arange(len(i))
        total[i + 1, d + 1] = sums[best, at] + cost[i, d]
        steps[i + 1, d + 1] = np.stack([steps[i, d + 1], steps[i, d + 2], steps[i + 1, d]])[best, at] + 1
    return float(total[n, band + 1]), int(steps[n, band + 1])
