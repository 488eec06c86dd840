"""Motion as vectors that a generator reads and writes, and back.

A frame is J * 3 + 4 numbers: the joints relative to the root, in metres, turned so that the body faces +z;
the root's speed over the floor to the body's left and front, m/s; its height over the floor, m; and its
turning, rad/s. The same step danced toward another wall is so the same vector, a drifting floor is none, and
speeds instead of places let a dance wander for any length.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import minimum_filter1d, uniform_filter1d

from core.features.heading import heading, turned
from core.motion import Motion
from core.skeleton import Skeleton

N_ROOT = 4
_FLOOR_S = 2.0  # nobody is in the air for as long, and no floor drifts much meanwhile


def n_numbers(body: Skeleton) -> int:
    """Return the length of a frame's vector."""
    return 3 * len(body.joints) + N_ROOT


def to_vectors(motion: Motion) -> NDArray[np.float32]:
    """(T, J, 3) of a complete motion -> (T, J * 3 + 4); speeds are to the next frame, the last repeats."""
    angle, root = heading(motion), motion.root
    joints = turned(motion.root_centred().positions, -angle).reshape(motion.n_frames, -1)
    travel = turned(_rate(root, motion.fps)[:, None], -angle)[:, 0]
    height = root[:, 1] - _floor(motion)
    turning = _rate(np.unwrap(angle)[:, None], motion.fps)
    return np.concatenate([joints, travel[:, [0, 2]], height[:, None], turning], axis=1).astype(np.float32)


def to_motion(vectors: NDArray[np.float32], fps: float, body: Skeleton) -> Motion:
    """(T, J * 3 + 4) -> (T, J, 3); begins above the origin, facing +z."""
    joints, (side, front, height, turning) = vectors[:, :-N_ROOT], vectors[:, -N_ROOT:].T
    angle = _path(turning[:, None], fps)[:, 0]
    steps = np.stack([side, np.zeros_like(side), front], axis=1)[:, None]
    root = _path(turned(steps, angle)[:, 0], fps)
    root[:, 1] = height
    positions = turned(joints.reshape(len(vectors), -1, 3), angle) + root[:, None]
    return Motion(positions.astype(np.float32), fps, body)


def _rate(values: NDArray[np.float32], fps: float) -> NDArray[np.float32]:
    """(T, D) -> (T, D) change to the next frame, a second; the last repeats the one before it."""
    steps = np.diff(values, axis=0) * np.float32(fps)
    return np.concatenate([steps, steps[-1:]]) if len(steps) else np.zeros_like(values)


def _path(rate: NDArray[np.float32], fps: float) -> NDArray[np.float32]:
    """(T, D) -> (T, D) the running sum that `_rate` came from, 0 at first."""
    path = np.cumsum(rate[:-1], axis=0, dtype=np.float64) / fps
    return np.concatenate([np.zeros((1, rate.shape[1])), path]).astype(np.float32)


def _floor(motion: Motion) -> NDArray[np.float32]:
    """(T,) height of the floor: what the lowest joint touches within a second before or after, smoothed."""
    lowest = motion.positions[..., 1].min(axis=1)
    width = max(1, round(_FLOOR_S * motion.fps))
    touched = minimum_filter1d(lowest, width, mode="nearest")
    floor: NDArray[np.float32] = uniform_filter1d(touched, width, mode="nearest")
    return floor
