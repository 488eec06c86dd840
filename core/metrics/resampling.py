"""Bringing joint paths to the frame rate for which a published number is defined."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def at_rate(positions: NDArray[np.float32], fps: float, rate: float) -> NDArray[np.float32]:
    """Return (T', J, 3) at `rate` frames a second, up to the last frame, by a cubic spline.

    Straight lines between frames would make speeds tie and accelerations jump.

    Args:
        positions: (T, J, 3) without gaps.
    """
    from scipy.interpolate import make_interp_spline

    n = len(positions)
    if fps == rate or n < 2:
        return positions
    at = np.arange(int((n - 1) / fps * rate + 1e-6) + 1) * (fps / rate)
    spline = make_interp_spline(np.arange(n), positions.astype(np.float64), k=min(3, n - 1))
    resampled: NDArray[np.float32] = spline(at).astype(np.float32)
    return resampled
