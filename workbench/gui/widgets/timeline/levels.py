"""Level of detail: what a pixel column of a strip shows, at a cost that knows columns and not lengths."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

FACTOR = 4  # bins of a level that make one bin of the next


@dataclass(frozen=True, eq=False)
class Extremes:
    """Least and greatest value of any stretch of a signal.

    Attributes:
        levels: (n, 2) float32 least and greatest a bin; each level has `FACTOR` times wider bins.
        bins_per_s: of the finest level.
        begin_s: media time of the first bin's left edge.
    """

    levels: tuple[NDArray[np.float32], ...]
    bins_per_s: float
    begin_s: float

    @classmethod
    def of(cls, bins: NDArray[np.float32], bins_per_s: float, begin_s: float = 0.0) -> Extremes:
        """Build the levels over (n, 2) bins."""
        levels = [bins]
        while len(levels[-1]) > 2 * FACTOR:
            starts = np.arange(0, len(levels[-1]), FACTOR)
            low = np.minimum.reduceat(levels[-1][:, 0], starts)
            high = np.maximum.reduceat(levels[-1][:, 1], starts)
            levels.append(np.stack([low, high], axis=1))
        return cls(tuple(levels), bins_per_s, begin_s)

    def columns(self, left_s: float, px_per_s: float, n: int) -> NDArray[np.float32]:
        """Return (n, 2) least and greatest of n pixel columns; 0 where there is no signal."""
        level = _level(self.bins_per_s / px_per_s, len(self.levels))
        bins, rate = self.levels[level], self.bins_per_s / FACTOR**level
        out = np.zeros((n, 2), np.float32)
        first, last = _column_bins(left_s - self.begin_s, px_per_s, n, rate)
        there = (last > 0) & (first < len(bins)) & (len(bins) > 0)
        if not there.any():
            return out
        starts = np.clip(first[there], 0, len(bins) - 1)
        stops = np.clip(np.maximum(last[there], starts + 1), 1, len(bins))
        out[there, 0] = _reduce(np.minimum, bins[:, 0], starts, stops)
        out[there, 1] = _reduce(np.maximum, bins[:, 1], starts, stops)
        return out


@dataclass(frozen=True, eq=False)
class Averages:
    """Mean of any stretch of a value a frame, and how much of it is missing: from running sums."""

    sums: NDArray[np.float64]  # (T + 1,) of the values that are there
    counts: NDArray[np.int64]  # (T + 1,) of them

    @classmethod
    def of(cls, values: NDArray[np.floating]) -> Averages:
        """Sum up (T,) values; NaN = missing."""
        there = np.isfinite(values)
        sums = np.concatenate([[0.0], np.cumsum(np.where(there, values, 0.0), dtype=np.float64)])
        return cls(sums, np.concatenate([[0], np.cumsum(there)]))

    def over(
        self, first: NDArray[np.intp], last: NDArray[np.intp]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the means of the stretches [first, last) (NaN: nothing there) and their missing shares."""
        n = self.counts[last] - self.counts[first]
        with np.errstate(invalid="ignore", divide="ignore"):
            means = (self.sums[last] - self.sums[first]) / np.where(n, n, np.nan)
        return means, 1 - n / np.maximum(last - first, 1)


@dataclass(frozen=True, eq=False)
class Bands:
    """Loudness by pitch of any stretch of a sound: of each band the loudest.

    Attributes:
        levels: (n, F) uint8 a bin, low bands first; each level has `FACTOR` times wider bins.
        bins_per_s: of the finest level.
        begin_s: media time of the first bin's left edge.
    """

    levels: tuple[NDArray[np.uint8], ...]
    bins_per_s: float
    begin_s: float

    @classmethod
    def of(cls, bins: NDArray[np.uint8], bins_per_s: float, begin_s: float = 0.0) -> Bands:
        """Build the levels over (n, F) bins."""
        levels = [bins]
        while len(levels[-1]) > 2 * FACTOR:
            starts = np.arange(0, len(levels[-1]), FACTOR)
            levels.append(np.maximum.reduceat(levels[-1], starts, axis=0))
        return cls(tuple(levels), bins_per_s, begin_s)

    def columns(self, left_s: float, px_per_s: float, n: int) -> NDArray[np.uint8]:
        """Return (n, F) the loudest of n pixel columns; 0 where there is no sound."""
        level = _level(self.bins_per_s / px_per_s, len(self.levels))
        bins, rate = self.levels[level], self.bins_per_s / FACTOR**level
        out = np.zeros((n, bins.shape[1]), np.uint8)
        first, last = _column_bins(left_s - self.begin_s, px_per_s, n, rate)
        there = (last > 0) & (first < len(bins)) & (len(bins) > 0)
        if there.any():
            starts = np.clip(first[there], 0, len(bins) - 1)
            stops = np.clip(np.maximum(last[there], starts + 1), 1, len(bins))
            out[there] = _reduce(np.maximum, bins, starts, stops)
        return out


def frame_columns(
    times_s: NDArray[np.float64], left_s: float, px_per_s: float, n: int
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return for n pixel columns the frames [first, last) seen in each: at least the one on show there.

    Columns outside of the medium have none (first == last).
    """
    edges_s = left_s + np.arange(n + 1) / px_per_s
    first = np.maximum(np.searchsorted(times_s, edges_s[:-1], side="right") - 1, 0)
    last = np.searchsorted(times_s, edges_s[1:], side="left")
    frame_s = float(times_s[-1] - times_s[-2]) if len(times_s) > 1 else 0.04
    outside = (edges_s[1:] <= times_s[0]) | (edges_s[:-1] >= times_s[-1] + frame_s)
    return first, np.where(outside, first, np.maximum(last, first + 1))


def marked_columns(marks_s: NDArray[np.float64], left_s: float, px_per_s: float, n: int) -> NDArray[np.intp]:
    """Return the pixel columns of n that hold at least one of the ascending times."""
    edges_s = left_s + np.arange(n + 1) / px_per_s
    counts = np.diff(np.searchsorted(marks_s, edges_s))
    return np.flatnonzero(counts)


def _level(bins_per_column: float, n_levels: int) -> int:
    """Return the coarsest level that still has a bin a column."""
    level = 0
    while bins_per_column >= FACTOR and level < n_levels - 1:
        bins_per_column /= FACTOR
        level += 1
    return level


def _column_bins(
    left_s: float, px_per_s: float, n: int, rate: float
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    edges = (left_s + np.arange(n + 1) / px_per_s) * rate
    return np.floor(edges[:-1]).astype(np.intp), np.ceil(edges[1:]).astype(np.intp)


def _reduce(
    ufunc: np.ufunc, values: NDArray[Any], starts: NDArray[np.intp], stops: NDArray[np.intp]
) -> NDArray[Any]:
    """Reduce each stretch [start, stop); starts are ascending. A stretch may overlap the next by a bin."""
    width = int((stops - starts).max())
    at = np.minimum(starts[:, None] + np.arange(width), (stops - 1)[:, None])
    reduced: NDArray[Any] = ufunc.reduce(values[at], axis=1)
    return reduced
