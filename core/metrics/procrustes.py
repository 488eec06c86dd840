"""Laying one body over another before their joints are compared.

Source of the closed forms: Umeyama, "Least-squares estimation of transformation parameters between two point
patterns", IEEE Transactions on Pattern Analysis and Machine Intelligence, 1991.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.metrics.pairing import seen

Array = NDArray[np.float64]

_LEAST_JOINTS = 3  # fewer can be turned in more than one way


def aligned(a: Array, b: Array) -> Array:
    """Return b, each frame moved, turned and scaled so that the sum of squared joint distances to a is least.

    Args:
        a, b: (T, J, 3); NaN = not seen.

    Returns:
        (T, J, 3); NaN in frames with fewer than three joints seen in both, and for joints that b does not
        show. It is never mirrored. A body without extent is scaled to a point.
    """
    both = seen(a) & seen(b)
    n = both.sum(axis=1)[:, None, None]
    shown = both[..., None]
    with np.errstate(invalid="ignore", divide="ignore"):
        centre_a, centre_b = (np.where(shown, p, 0.0).sum(axis=1, keepdims=True) / n for p in (a, b))
    at_a, at_b = (np.where(shown, p - centre, 0.0) for p, centre in ((a, centre_a), (b, centre_b)))
    u, s, vt = np.linalg.svd(at_b.transpose(0, 2, 1) @ at_a)  # (T, 3, 3), b's axes to a's
    # A reflection would fit better where the determinant is negative; the weakest axis is turned back.
    side = np.where(np.linalg.det(u @ vt) < 0, -1.0, 1.0)
    u[..., -1] *= side[:, None]
    s[:, -1] *= side
    extent = (at_b**2).sum(axis=(1, 2))
    scale = np.divide(s.sum(axis=1), extent, out=np.zeros_like(extent), where=extent > 0)
    laid: Array = (b - centre_b) @ (u @ vt) * scale[:, None, None] + centre_a
    return np.where(n < _LEAST_JOINTS, np.nan, laid)


def turned_to(a: Array, b: Array) -> Array:
    """Return b, turned as a whole about the vertical so that the sum of squared distances to a is least.

    One turn for the whole dance: what is left is how the dancers turn, not which way they began.

    Args:
        a, b: (T, J, 3) relative to their roots; NaN = not seen.
    """
    both = seen(a) & seen(b)
    p, q = a[both], b[both]
    along = (p[:, 0] * q[:, 0] + p[:, 2] * q[:, 2]).sum()
    across = (p[:, 0] * q[:, 2] - p[:, 2] * q[:, 0]).sum()
    angle = np.arctan2(across, along)
    cos, sin = np.cos(angle), np.sin(angle)
    x, y, z = b[..., 0], b[..., 1], b[..., 2]
    return np.stack([x * cos + z * sin, y, z * cos - x * sin], axis=-1)
