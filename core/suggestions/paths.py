"""Joints along time: gaps bridged, medians over a few frames, how large the dancer is."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating[Any]]

MEDIAN_FRAMES = 7
SIZE_FRAMES = 25  # over which the dancer's size is taken to be one


def seen(poses: Array) -> NDArray[np.bool_]:
    """(n, J), true where a joint of (n, J, 4) poses was found."""
    return np.asarray(np.isfinite(poses[..., 0]) & np.isfinite(poses[..., 1]))


def bridged(points: Array) -> Array:
    """(n, J, D) points with gaps filled: linear between, held at the ends; 0 for what is never seen."""
    flat = points.reshape(len(points), -1)
    known = np.isfinite(flat)
    gaps = np.flatnonzero(~known.all(axis=0))
    if not len(gaps):
        return points
    flat = flat.copy()
    frames = np.arange(len(flat))
    for column in gaps.tolist():
        at = np.flatnonzero(known[:, column])
        flat[:, column] = np.interp(frames, at, flat[at, column]) if len(at) else 0.0
    return flat.reshape(points.shape)


def median(points: Array, width: int = MEDIAN_FRAMES) -> Array:
    """(n, ...) the median over `width` (odd) frames about each; the ends are held.

    The frames are sorted by exchanging neighbours, an array operation each, which is several times as fast
    as `numpy.median` over windows this narrow.
    """
    half = width // 2
    padded = np.concatenate([points[:1].repeat(half, 0), points, points[-1:].repeat(half, 0)])
    rows = [padded[i : i + len(points)].copy() for i in range(width)]
    for sweep in range(width):
        for i in range(sweep % 2, width - 1, 2):
            low = np.minimum(rows[i], rows[i + 1])
            np.maximum(rows[i], rows[i + 1], out=rows[i + 1])
            rows[i] = low
    return rows[half]


def sizes_px(xy: Array) -> Array:
    """(n,) how large the dancer is in the picture: the larger side of the box around the joints.

    It is the median over about a second, so that a wild joint does not count, linear in between.

    Args:
        xy: (n, J, 2), NaN where not seen.
    """
    box = np.full(len(xy), np.nan, np.float32)
    some = np.asarray(np.isfinite(xy).any(axis=(1, 2)))
    if some.any():
        box[some] = (np.nanmax(xy[some], axis=1) - np.nanmin(xy[some], axis=1)).max(axis=1)
    starts = range(0, max(len(xy), 1), SIZE_FRAMES)
    known = [
        (start + SIZE_FRAMES / 2, float(np.nanmedian(box[start : start + SIZE_FRAMES])))
        for start in starts
        if some[start : start + SIZE_FRAMES].any()
    ]
    if not known:
        return np.ones(len(xy), np.float32)
    at, size = np.array(known).T
    return np.asarray(np.maximum(np.interp(np.arange(len(xy)), at, size), 1.0), np.float32)


def distance(a: Array, b: Array) -> Array:
    """(...,) Euclidean distance of points (..., D); axis by axis, since D is small."""
    apart = a - b
    square = np.square(apart[..., 0])
    for axis in range(1, apart.shape[-1]):
        square += np.square(apart[..., axis])
    return np.asarray(np.sqrt(square))


def likely(measure: Array, doubtful: float, sharpness: float, most: float = 1.0) -> Array:
    """Return likelihoods: `most` times the logistic function of measure / doubtful on a log scale.

    Args:
        doubtful: measure at which it is as likely as not.
        sharpness: how fast it grows; at twice `doubtful` the odds are ``2 ** sharpness``.
    """
    ratio = np.clip(measure / np.float32(doubtful), 1e-2, 1e2)
    return np.asarray(most / (1 + ratio**-sharpness), np.float32)
