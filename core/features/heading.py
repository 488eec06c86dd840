"""Which way a body faces, and turning it to face the same way always."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from core.motion import Motion
from core.skeleton import Skeleton

_TORSO = ("hip", "shoulder")


def side_pairs(skeleton: Skeleton) -> list[tuple[int, int]]:
    """Return the (left, right) joints whose difference points to the body's left.

    Hips and shoulders where the skeleton has them by name; otherwise every mirrored pair, in array order.
    """
    named = [(f"left_{part}", f"right_{part}") for part in _TORSO]
    torso = [(skeleton.index(a), skeleton.index(b)) for a, b in named if {a, b} <= set(skeleton.joints)]
    return torso or [(j, other) for j, other in enumerate(skeleton.mirror) if j < other]


def heading(motion: Motion) -> NDArray[np.float32]:
    """Return the (T,) heading in radians, -pi..pi: 0 faces +z, growing as the body turns to its left.

    Left of a body that faces +z is +x (y up, right-handed). A skeleton without sides, or a body that
    lies so that its sides are one above the other, has heading 0.
    """
    return heading_from(motion.positions, side_pairs(motion.skeleton))


def heading_from(positions: NDArray[np.float32], pairs: Sequence[tuple[int, int]]) -> NDArray[np.float32]:
    """Return the (T,) heading of (T, J, 3) positions by the given (left, right) joints; see `heading`."""
    left, right = [a for a, _ in pairs], [b for _, b in pairs]
    side = (positions[:, left] - positions[:, right]).sum(axis=1)
    angle: NDArray[np.float32] = np.arctan2(-side[:, 2], side[:, 0]).astype(np.float32)
    return angle


def turned(vectors: NDArray[np.float32], angle: NDArray[np.float32]) -> NDArray[np.float32]:
    """Turn (T, J, 3) vectors about the vertical by (T,) radians, positive to a forward-facing body's left."""
    cos, sin = np.cos(angle)[:, None], np.sin(angle)[:, None]
    x, y, z = vectors[..., 0], vectors[..., 1], vectors[..., 2]
    return np.stack([x * cos + z * sin, y, z * cos - x * sin], axis=-1)
