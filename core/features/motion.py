"""Features of a motion: root-relative positions, velocities and joint angles, frame by frame."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.errors import InputError
from core.features.heading import heading, turned
from core.motion import Motion
from core.skeleton import Skeleton

_AXES = "xyz"
_BENDS = (
    ("shoulder", "elbow", "wrist"),
    ("elbow", "shoulder", "hip"),
    ("shoulder", "hip", "knee"),
    ("hip", "knee", "ankle"),
)


@dataclass(frozen=True)
class MotionFeatures:
    """Which features to compute; the same value must be used in training and afterwards.

    Attributes:
        positions: joints relative to the root, metres (J * 3).
        velocities: joints and root over the floor, metres a second (J * 3 + 3), and the turning of the body
            in radians a second (1).
        angles: bends of elbows, shoulders, hips and knees, radians 0..pi, as far as the skeleton has them.
        face_front: turn each frame so that the body faces +z. What is lost, travel and turning, is in the
            velocities.
    """

    positions: bool = True
    velocities: bool = True
    angles: bool = True
    face_front: bool = True


DEFAULT = MotionFeatures()


def motion_features(motion: Motion, which: MotionFeatures = DEFAULT) -> NDArray[np.float32]:
    """Return (T, D) features, named by `feature_names`.

    Velocities are forward differences between frames t and t + 1 (the last is repeated; 0 for a motion
    of one frame): they look at nothing outside the motion, so a window's features depend on that window only.

    Raises:
        InputError: when a joint is missing; see `core.data.gaps.fill_gaps`.
    """
    _require_complete(motion)
    angle = heading(motion) if which.face_front else np.zeros(motion.n_frames, np.float32)
    parts = [np.empty((motion.n_frames, 0), np.float32)]
    if which.positions:
        parts.append(_flat(turned(motion.root_centred().positions, -angle)))
    if which.velocities:
        parts += _velocities(motion, angle)
    if which.angles:
        parts.append(bends(motion))
    return np.concatenate(parts, axis=1).astype(np.float32)


def feature_names(skeleton: Skeleton, which: MotionFeatures = DEFAULT) -> tuple[str, ...]:
    """Return the D names of `motion_features`, for example ``"velocity left_wrist y"``."""
    coordinates = [f"{joint} {axis}" for joint in skeleton.joints for axis in _AXES]
    names: list[str] = []
    if which.positions:
        names += [f"position {name}" for name in coordinates]
    if which.velocities:
        names += [f"velocity {name}" for name in coordinates]
        names += [*(f"velocity root {axis}" for axis in _AXES), "turning"]
    if which.angles:
        names += [f"bend {skeleton.joints[joint]}" for _, joint, _ in bend_joints(skeleton)]
    return tuple(names)


def bend_joints(skeleton: Skeleton) -> list[tuple[int, int, int]]:
    """Return (neighbour, joint, neighbour) of every bend.

    Elbows, shoulders, hips and knees by name; a skeleton that names none of them bends at every joint
    that has exactly two bones.
    """
    named = [tuple(f"{side}_{part}" for part in bend) for side in ("left", "right") for bend in _BENDS]
    known = [skeleton.indices(*bend) for bend in named if set(bend) <= set(skeleton.joints)]
    return [(a, b, c) for a, b, c in known] or _joints_of_two_bones(skeleton)


def bends(motion: Motion) -> NDArray[np.float32]:
    """Return (T, B) angles of `bend_joints` in radians, pi when straight; 0 where a bone has no length."""
    triples = bend_joints(motion.skeleton)
    if not triples:
        return np.empty((motion.n_frames, 0), np.float32)
    a, b, c = (motion.positions[:, list(joints)] for joints in zip(*triples, strict=True))
    return angle_between(a - b, c - b)


def angle_between(u: NDArray[np.float32], v: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the angle between vectors along the last axis, radians 0..pi; unlike acos exact at both ends."""
    cross = np.linalg.norm(np.cross(u, v), axis=-1)
    angle: NDArray[np.float32] = np.arctan2(cross, (u * v).sum(axis=-1)).astype(np.float32)
    return angle


def _velocities(motion: Motion, angle: NDArray[np.float32]) -> list[NDArray[np.float32]]:
    """Return [(T, J * 3), (T, 3), (T, 1)]: of the joints, of the root, and of the heading."""
    joints = turned(_rate(motion.positions, motion.fps), -angle)
    root = turned(_rate(motion.root[:, None], motion.fps), -angle)
    turning = _rate(np.unwrap(heading(motion))[:, None], motion.fps)
    return [_flat(joints), _flat(root), turning]


def _rate(values: NDArray[np.float32], fps: float) -> NDArray[np.float32]:
    """Return forward differences along time, a second; the last frame repeats the one before it."""
    if len(values) < 2:
        return np.zeros_like(values)
    steps = np.diff(values, axis=0) * np.float32(fps)
    return np.concatenate([steps, steps[-1:]])


def _flat(values: NDArray[np.float32]) -> NDArray[np.float32]:
    return values.reshape(len(values), values.shape[1] * values.shape[2])


def _joints_of_two_bones(skeleton: Skeleton) -> list[tuple[int, int, int]]:
    neighbours: list[list[int]] = [[] for _ in skeleton.joints]
    for a, b in skeleton.bones:
        neighbours[a].append(b)
        neighbours[b].append(a)
    return [(near[0], joint, near[1]) for joint, near in enumerate(neighbours) if len(near) == 2]


def _require_complete(motion: Motion) -> None:
    missing = motion.missing
    if missing.any():
        joints = [motion.skeleton.joints[j] for j in np.flatnonzero(missing.any(axis=0))]
        raise InputError(
            f"{int(missing.sum())} joint positions are missing ({', '.join(joints[:5])}"
            f"{', ...' if len(joints) > 5 else ''}), so motion features cannot be computed.",
            "Fill gaps first; a joint that was never seen has to be left off the skeleton.",
        )
