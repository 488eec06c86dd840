"""Corrections are made in the picture; this carries them into space."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_SURE = 0.5  # visibility from which a joint helps to find the scale
_LEAST_JOINTS = 3


def lift_corrections(
    image: NDArray[np.float32], image_corrected: NDArray[np.float32], world: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Move the world joints whose image joints were corrected.

    In every frame the camera is taken as weak-perspective, ``image = scale * (x, -y) + offset``, with scale
    and offset by least squares over the joints that the machine is sure of (Hartley & Zisserman, Multiple
    View Geometry, 6.3). A corrected joint moves in x and y by its way in the picture over that scale; its z
    is kept. A joint that the machine did not see, but a person placed, is put at the depth of the hips.
    Frames in which too little was seen to find the scale, and all joints that nobody corrected, stay as
    they are.

    Args:
        image: (T, J, 4) what the estimator saw: x_px, y_px (y down), z, confidence; NaN = not seen.
        image_corrected: (T, J, 4) the same with corrections in force.
        world: (T, J, 4) what the estimator saw: metres, y up, confidence; NaN = not seen.

    Returns:
        (T, J, 4) float32, the world joints corrected; a corrected joint has the confidence that its
        correction gives it.
    """
    out = np.array(world, np.float32)
    changed = ~((image == image_corrected) | (np.isnan(image) & np.isnan(image_corrected))).all(axis=-1)
    for t in np.flatnonzero(changed.any(axis=1)):
        out[t, changed[t], 3] = image_corrected[t, changed[t], 3]
        camera = _fit_camera(image[t], world[t])
        if camera is not None:
            out[t] = _moved(out[t], changed[t], image[t], image_corrected[t], camera)
    return out


_Camera = tuple[float, NDArray[np.float64]]  # scale in pixels a metre, offset (2,) in pixels
_FLIP_Y = np.array([1.0, -1.0])


def _fit_camera(image: NDArray[np.float32], world: NDArray[np.float32]) -> _Camera | None:
    """Return the weak-perspective camera of one frame, or None where it cannot be told."""
    seen = np.isfinite(image[:, :2]).all(axis=1) & np.isfinite(world[:, :2]).all(axis=1)
    seen &= (image[:, 3] >= _SURE) & (world[:, 3] >= _SURE)
    if seen.sum() < _LEAST_JOINTS:
        return None
    points = world[seen, :2].astype(np.float64) * _FLIP_Y
    pixels = image[seen, :2].astype(np.float64)
    centred = points - points.mean(axis=0)
    spread = float((centred**2).sum())
    scale = float((centred * pixels).sum() / spread) if spread > 0 else 0.0
    if scale <= 0:
        return None
    return scale, pixels.mean(axis=0) - scale * points.mean(axis=0)


def _moved(
    world: NDArray[np.float32],
    changed: NDArray[np.bool_],
    image: NDArray[np.float32],
    corrected: NDArray[np.float32],
    camera: _Camera,
) -> NDArray[np.float32]:
    """Return the joints (J, 4) of one frame with the changed ones moved."""
    scale, offset = camera
    out = world.copy()
    known = np.isfinite(image[:, :2]).all(axis=1) & np.isfinite(world[:, :3]).all(axis=1)
    placed = changed & np.isfinite(corrected[:, :2]).all(axis=1)
    kept = placed & known
    out[kept, :2] += (corrected[kept, :2] - image[kept, :2]) / scale * _FLIP_Y
    new = placed & ~known
    out[new, :2] = (corrected[new, :2] - offset) / scale * _FLIP_Y
    out[new, 2] = 0.0
    return out
