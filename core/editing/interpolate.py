"""Frames between corrected ones, by a line or a smooth curve."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from enum import StrEnum
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from core.editing.rework import Mask, Poses, Rework, rework

_Path = NDArray[np.float64]  # (T, 3) of one joint

UNSURE = 0.3
"""Confidence below which a joint counts as out of sight; estimators give less to what is covered."""


class Method(StrEnum):
    LINEAR = "linear"  # even speed from one key to the next
    SPLINE = "spline"  # a cubic that goes on with the motion at both ends and never overshoots


def interpolate(
    poses: Poses,
    keys: Mask,
    *,
    start: int = 0,
    method: Method = Method.LINEAR,
    ends_at: Mask | None = None,
    locked: Collection[int] = (),
) -> Rework:
    """Fill in the frames between a joint's keys; those before its first and after its last stay.

    A joint that is filled in is seen, even where it was hidden or not found.

    The spline is a piecewise cubic Hermite. Its slope at a key between two others is the harmonic mean of
    Fritsch and Butland (SIAM J. Sci. Stat. Comput. 5, 1984); at the outer keys it is the speed of the motion
    just outside, held to three times the slope of the span (Fritsch & Carlson, SIAM J. Numer. Anal. 17,
    1980), so that no coordinate leaves the range of the two keys beside it.

    Args:
        poses: (T, J, 4) frames `start` onwards, evenly spaced in time; one more at either end tells the
            spline about the motion outside.
        keys: (T, J) where a joint is known to be right. A key that has no position is none.
        ends_at: (T, J) frames in which a joint cannot be told, see `occluded`. Between two keys with such a
            frame between them, only what comes before the first and after the last of them is filled.
    """
    places, wanted = poses.astype(np.float64), np.zeros(keys.shape, bool)
    right = keys & np.isfinite(poses[..., :2]).all(axis=2)
    curve = _CURVES[method]
    for joint in np.flatnonzero(right.any(axis=0)).tolist():
        at = np.flatnonzero(right[:, joint])
        path: _Path = places[:, joint, :3]
        filled = curve(path.copy(), at)
        bars = None if ends_at is None else ends_at[:, joint]
        for first, last in pairwise(at.tolist()):
            for begin, end in _stretches(first, last, bars):
                path[begin:end] = filled[begin:end]
                wanted[begin:end, joint] = True
    return rework(poses, places.astype(np.float32), wanted, start=start, locked=locked)


def occluded(poses: Poses, hidden: Mask, least_confidence: float = UNSURE) -> Mask:
    """Return (T, J), true where a joint is out of sight: hidden by a person, not found, or hardly guessed."""
    is_unsure = ~(poses[..., 3] >= least_confidence)  # NaN is not sure either
    return np.asarray(hidden | is_unsure | ~np.isfinite(poses[..., :2]).all(axis=2))


def _stretches(first: int, last: int, bars: NDArray[np.bool_] | None) -> Iterator[tuple[int, int]]:
    """Yield the frames (begin, end) to fill between two keys."""
    between = np.flatnonzero(bars[first + 1 : last]) if bars is not None else np.zeros(0, int)
    if len(between):
        yield first + 1, first + 1 + int(between[0])
        yield first + 2 + int(between[-1]), last
    else:
        yield first + 1, last


def _line(path: _Path, at: NDArray[np.intp]) -> _Path:
    frames = np.arange(at[0], at[-1] + 1)
    for axis in range(3):
        path[frames, axis] = np.interp(frames, at, path[at, axis])
    return path


def _spline(path: _Path, at: NDArray[np.intp]) -> _Path:
    if len(at) < 2:
        return path
    steps = np.diff(at)[:, None]
    secants = np.diff(path[at], axis=0) / steps
    slopes = np.concatenate([secants[:1], _inner_slopes(secants, steps), secants[-1:]])
    slopes[0] = _outer_slope(path, at[0], -1, secants[0])
    slopes[-1] = _outer_slope(path, at[-1], 1, secants[-1])
    for i, (first, last) in enumerate(pairwise(at.tolist())):
        n = last - first
        s = (np.arange(1, n) / n)[:, None]
        begin, end = path[first], path[last]
        path[first + 1 : last] = (
            (1 + 2 * s) * (1 - s) ** 2 * begin
            + s * (1 - s) ** 2 * n * slopes[i]
            + s**2 * (3 - 2 * s) * end
            - s**2 * (1 - s) * n * slopes[i + 1]
        )
    return path


def _inner_slopes(secants: _Path, steps: NDArray[np.intp]) -> _Path:
    """Return (K - 2, 3), the slopes at the keys that have one on either side; 0 at a turning point."""
    before, after = secants[:-1], secants[1:]
    w1, w2 = 2 * steps[1:] + steps[:-1], steps[1:] + 2 * steps[:-1]
    goes_on = before * after > 0
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = (w1 + w2) / (w1 / before + w2 / after)
    return np.where(goes_on, mean, 0.0)


def _outer_slope(path: _Path, key: int, side: int, secant: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return (3,), the slope at the first (side -1) or last key (side 1)."""
    outside = key + side
    if not 0 <= outside < len(path) or not np.isfinite(path[outside, :2]).all():
        return secant
    slope = (path[outside] - path[key]) * side
    held = np.clip(slope / np.where(secant == 0, 1.0, secant), 0.0, 3.0) * secant
    return np.where(np.isfinite(held), held, secant)


_CURVES: dict[Method, Callable[[_Path, NDArray[np.intp]], _Path]] = {
    Method.LINEAR: _line,
    Method.SPLINE: _spline,
}
