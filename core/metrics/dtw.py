"""Dynamic time warping inside a band.

Source: Sakoe and Chiba, "Dynamic programming algorithm optimization for spoken word recognition", IEEE
Transactions on Acoustics, Speech and Signal Processing, 1978: symmetric steps of weight 1, and a band of
fixed width around the diagonal.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
PairCost = Callable[[NDArray[np.intp], NDArray[np.intp]], Array]


@dataclass(frozen=True, eq=False)
class Warp:
    """The cheapest monotone path between two sequences of the same length.

    Attributes:
        i, j: (N,) frames of the one and of the other that belong together, from both first to both last.
        mean: cost of a pair of the path; NaN without frames.
    """

    i: NDArray[np.intp]
    j: NDArray[np.intp]
    mean: float


def warp(pair_cost: PairCost, n_frames: int, band_frames: int) -> Warp:
    """Find the cheapest path.

    Both ends are tied. Since the diagonal is one of the paths, and no path is shorter than it, the mean is
    never above the mean cost frame by frame. A pair that costs NaN is never taken.

    Args:
        pair_cost: (N,) frames of one, (N,) frames of the other -> (N,) costs.
        n_frames: T of both.
        band_frames: how far apart in time two frames of a pair may be.
    """
    if n_frames == 0:
        nothing = np.empty(0, np.intp)
        return Warp(nothing, nothing, float("nan"))
    band = min(band_frames, n_frames - 1)
    cost = _banded_cost(pair_cost, n_frames, band)
    total, steps = _cheapest(cost, n_frames, band)
    i, j = _walked_back(steps, n_frames, band)
    return Warp(i, j, total / len(i))


def warped_mean(pair_cost: PairCost, n_frames: int, band_frames: int) -> float:
    """Return the mean cost along the cheapest path; see `warp`."""
    return warp(pair_cost, n_frames, band_frames).mean


def _banded_cost(pair_cost: PairCost, n: int, band: int) -> Array:
    """(n, 2 band + 1): the cost of frame i with frame i + d - band; infinite outside."""
    cost = np.full((n, 2 * band + 1), np.inf)
    for d in range(-band, band + 1):
        i = np.arange(max(0, -d), min(n, n - d))
        cost[i, d + band] = pair_cost(i, i + d)
    return np.where(np.isnan(cost), np.inf, cost)


_STEPS = (
    (1, 1),
    (1, 0),
    (0, 1),
)  # frames of the one and of the other that a step goes on; the first of equals


def _cheapest(cost: Array, n: int, band: int) -> tuple[float, NDArray[np.int8]]:
    """Return the sum along the cheapest path, and which of `_STEPS` leads to each cell of the band.

    Cells on one anti-diagonal (i + j fixed) do not depend on each other, so each is one step of NumPy.
    """
    # One row and one column of infinity around, so that no cell needs a special case.
    total = np.full((n + 1, 2 * band + 3), np.inf)
    steps = np.zeros((n, 2 * band + 1), np.int8)
    total[1, band + 1] = cost[0, band]
    for k in range(1, 2 * n - 1):
        i = np.arange(max(0, k - n + 1, -((band - k) // 2)), min(n - 1, k, (k + band) // 2) + 1)
        d = k - 2 * i + band
        sums = np.stack([total[i, d + 1], total[i, d + 2], total[i + 1, d]])
        best = sums.argmin(axis=0)
        total[i + 1, d + 1] = sums[best, np.arange(len(i))] + cost[i, d]
        steps[i, d] = best
    return float(total[n, band + 1]), steps


def _walked_back(steps: NDArray[np.int8], n: int, band: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the pairs of the path that ends at the last frames of both, from its beginning on."""
    i = j = n - 1
    path = [(i, j)]
    while i or j:
        # At an edge there is one way back; where every path costs infinity the steps say nothing.
        on_i, on_j = (0, 1) if i == 0 else (1, 0) if j == 0 else _STEPS[steps[i, j - i + band]]
        i, j = i - on_i, j - on_j
        path.append((i, j))
    first, second = np.array(path[::-1], np.intp).T
    return first, second
