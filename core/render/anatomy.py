"""How long the parts of a standing adult are, as parts of the standing height.

The long bones are close to Drillis and Contini, *Body Segment Parameters*, 1966; face, hands and feet are
where BlazePose puts its landmarks on an upright adult who looks at the camera.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.skeleton import skeleton

THIGH, SHANK, UPPER_ARM, FOREARM = 0.245, 0.246, 0.172, 0.150
HIP_HALF, SHOULDER_HALF, TORSO, NECK = 0.054, 0.103, 0.280, 0.125
# A foot about its tip: (outward, up, front).
ANKLE, HEEL = (0.0, 0.045, -0.085), (0.0, 0.014, -0.118)
# Knuckles about the wrist: (along the forearm, toward the thumb).
HAND = {"pinky": (0.048, -0.015), "index": (0.060, 0.008), "thumb": (0.046, 0.018)}
# The left half of the face about the middle of the ears: (left, up, front).
FACE = {
    "nose": (0.0, -0.003, 0.068),
    "eye_inner": (0.010, 0.015, 0.058),
    "eye": (0.018, 0.016, 0.055),
    "eye_outer": (0.026, 0.015, 0.050),
    "ear": (0.038, 0.0, 0.0),
    "mouth": (0.014, -0.028, 0.056),
}

_LONG_BONES = (
    ("hip", "knee", THIGH),
    ("knee", "ankle", SHANK),
    ("shoulder", "elbow", UPPER_ARM),
    ("elbow", "wrist", FOREARM),
)


def standing_height(positions: NDArray[np.float32]) -> float:
    """Return how tall a body stands, from its long bones.

    Args:
        positions: (T, 33, 3) on ``blazepose33``, any unit.

    Returns:
        The height in the same unit; NaN when no long bone was ever seen.
    """
    body = skeleton("blazepose33")
    total, known = 0.0, 0.0
    for upper, lower, part in _LONG_BONES:
        for side in ("left", "right"):
            a, b = body.indices(f"{side}_{upper}", f"{side}_{lower}")
            lengths = np.linalg.norm(positions[:, a] - positions[:, b], axis=-1)
            if np.isfinite(lengths).any():
                total += float(np.nanmedian(lengths))
                known += part
    return total / known if known else float("nan")
