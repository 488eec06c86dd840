"""Dynamic time warping within a band (Sakoe and Chiba, IEEE Trans. ASSP 26(1), 1978; no slope limit)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.errors import InputError


def band_columns(n: int, band: int) -> NDArray[np.intp]:
    """Return (n, 2 * band + 1) columns ``i - band .. i + band`` of each row i; some lie outside 0..n-1."""
    return np.arange(n)[:, None] + np.arange(-band, band + 1)


def warp(costs: NDArray[np.float64]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the cheapest monotone path from (0, 0) to (n - 1, n - 1) as (rows, columns).

    Steps go one row, one column, or both ahead; of equally cheap ones the diagonal is taken. Time and memory
    are O(n * band).

    Args:
        costs: (n, 2 * band + 1); ``costs[i, k]`` is of row i and column ``i + k - band``, see
            `band_columns`. What lies outside the square is not read.

    Raises:
        InputError: when there is no row, or a cost inside the square is not finite.
    """
    n, width = costs.shape
    columns = band_columns(n, width // 2)
    if not n or not np.isfinite(costs[(columns >= 0) & (columns < n)]).all():
        raise InputError(f"Warping needs finite costs of at least one frame; got shape {costs.shape}.")
    return _cheapest_path(_totals(costs), width // 2)


def _totals(costs: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return, for every place in the band, the cost of the cheapest path there; inf outside the square.

    Along a row ``total[k] = cost[k] + min(above[k], total[k - 1])``. With C the running sum of the row's
    costs that is ``C[k] + min over l <= k of (above[l] - C[l - 1])``, which needs no loop over k.
    """
    n, width = costs.shape
    band = width // 2
    totals = np.full((n, width + 1), np.inf)  # one more column: what is above the last one is outside
    for i in range(n):
        inside = slice(max(0, band - i), min(width, band + n - i))
        running = np.cumsum(costs[i, inside])
        before = running - costs[i, inside]
        above = np.minimum(totals[i - 1, :width], totals[i - 1, 1:])[inside] if i else np.full(1, np.inf)
        if i == 0:
            above = np.full(len(running), np.inf)
            above[0] = 0.0
        totals[i, inside] = running + np.minimum.accumulate(above - before)
    return totals


def _cheapest_path(totals: NDArray[np.float64], band: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    i, k = len(totals) - 1, band
    path = [(i, k)]
    while i > 0 or k > band:
        steps = []
        if i > 0:
            steps += [(totals[i - 1, k], 0, i - 1, k), (totals[i - 1, k + 1], 1, i - 1, k + 1)]
        if k > 0:
            steps.append((totals[i, k - 1], 2, i, k - 1))
        _, _, i, k = min(steps)
        path.append((i, k))
    rows, places = np.array(path[::-1], np.intp).T
    return rows, rows + places - band
