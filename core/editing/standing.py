"""A body to begin with where nobody was found: it stands there, and is dragged into its pose."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.skeleton import Skeleton, map_positions, skeleton

Points = NDArray[np.float32]

_HEIGHT = 0.6  # of the picture, for somebody of whom nothing is known
_APART = 1.2  # widths of the other person between two people


def standing(body: Skeleton, size_px: tuple[float, float]) -> Points:
    """Return somebody who stands in the middle of a picture, arms hanging, seen from the front.

    Returns:
        (J, 2) pixels, y down; NaN for joints that a figure of 33 joints cannot give.
    """
    from core.demo.dancer import Proportions, joints_of
    from core.demo.poses import Pose

    native = skeleton("blazepose33")
    joints = joints_of(Pose().vector()[None], Proportions())
    if body != native:
        joints = map_positions(joints, native, body).positions
    xy = joints[0, :, :2] * np.array([1, -1])
    if not np.isfinite(xy).any():
        return np.asarray(xy, np.float32)
    low, high = np.nanmin(xy, axis=0), np.nanmax(xy, axis=0)
    scale = _HEIGHT * size_px[1] / max(float(high[1] - low[1]), 1e-6)
    return np.asarray((xy - (low + high) / 2) * scale + np.asarray(size_px) / 2, np.float32)


def beside(xy: Points, width_px: float) -> Points:
    """Return a pose moved to the side of itself where there is more room in a picture.

    Args:
        xy: (J, 2) pixels; NaN = not seen, but some joint is.
    """
    left, right = float(np.nanmin(xy[:, 0])), float(np.nanmax(xy[:, 0]))
    step = _APART * max(right - left, 1.0)
    by = min(step, width_px - right) if width_px - right >= left else -min(step, left)
    return np.asarray(xy + np.array([by, 0]), np.float32)
