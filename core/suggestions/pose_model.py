"""A model of one dancer's own poses, which says how far a limb is from everywhere they ever had it.

A project holds no second estimator to ask. What it holds is the rest of the track: dancers repeat
themselves, and a limb that an estimator has lost is soon where this dancer never has it. So the model is the
nearest of the dancer's own poses (Fix and Hodges, 1951), limb by limb, in metres and turned to face the same
way. So that an error does not vouch for itself, the poses are kept in five parts, each of other stretches of
the track, and the median of the five nearest counts. It knows nothing of the frames around and so does not
share the faults of what looks at motion; it finds what stays wrong for long without moving oddly.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from core.skeleton import Skeleton
from core.suggestions.limbs import limbs_of
from core.suggestions.paths import Array

PARTS = 5
LEAST_POSES = 60
EVERY = 6  # frames from one pose that is kept to the next
LOOKED_AT = 2  # every so many frames: what it finds lasts
_STRETCH_FRAMES = 96  # after which the next part begins
_SMALL_M = 0.15  # a limb that reaches no farther is all noise
_TRUNK = ("hip", "shoulder")  # say which way somebody faces; hands and feet would turn with an error
_UNTHREADED = 200_000  # multiplications in a matrix product that OpenBLAS does in one thread
_FLOOR_M = 0.05  # what is nearer than this surprises nobody


@dataclass(frozen=True, eq=False)
class Limb:
    """Poses of one limb.

    Attributes:
        joints, anchor: the limb, and the joint of the trunk that it is seen from.
        parts: (m, 3 K) poses of each part of the track, metres.
        usual_m: how near the dancer's other poses are in 9 of 10 frames; the tenth may well be wrong.
    """

    joints: tuple[int, ...]
    anchor: int
    parts: tuple[Array, ...]
    usual_m: float = 1.0

    def away_m(self, facing: Array) -> Array:
        """(n,) root mean square distance of the joints from the nearest poses; see the module."""
        flat = self.of(facing)
        near = [_nearest(flat, part) for part in self.parts]
        return np.sqrt(np.median(near, axis=0) / len(self.joints)).astype(np.float32)

    def of(self, facing: Array) -> Array:
        """(n, 3 K) the limb in (n, J, 3) poses, about its anchor."""
        about = facing[:, list(self.joints)] - facing[:, [self.anchor]]
        return about.reshape(len(facing), -1)


@dataclass(frozen=True, eq=False)
class PoseModel:
    """The limbs of a dancer."""

    skeleton: Skeleton
    limbs: tuple[Limb, ...]

    @classmethod
    def learnt(cls, skeleton: Skeleton, frames: NDArray[np.int64], xyz: Array) -> Self | None:
        """Learn from (n, J, 3) poses in metres, of (n,) frames; None when they are too few."""
        frames, xyz = frames[::EVERY], xyz[::EVERY]
        if len(xyz) < LEAST_POSES:
            return None
        facing = turned_to_face(skeleton, xyz)
        part = frames // _STRETCH_FRAMES % PARTS
        if len(np.unique(part)) < PARTS:
            return None
        limbs = (_limb(joints, anchor, facing, part) for joints, anchor in _limbs(skeleton))
        return cls(skeleton, tuple(limb for limb in limbs if limb is not None))

    def surprise(self, xyz: Array) -> list[tuple[Limb, Array]]:
        """Return each limb with (n,) how much farther than usual it is from the dancer's other poses."""
        facing = turned_to_face(self.skeleton, xyz[::LOOKED_AT])
        away = ((limb, limb.away_m(facing) / np.float32(limb.usual_m)) for limb in self.limbs)
        return [(limb, values.repeat(LOOKED_AT)[: len(xyz)]) for limb, values in away]


def turned_to_face(skeleton: Skeleton, xyz: Array) -> Array:
    """(n, J, 3) poses about their root, turned about y so that the trunk's left is on one side in all."""
    centred = xyz - xyz[:, list(skeleton.root)].mean(axis=1, keepdims=True)
    pairs = [j for j, m in enumerate(skeleton.mirror) if j < m]
    left = [j for j in pairs if any(part in skeleton.joints[j] for part in _TRUNK)] or pairs
    across = (centred[:, left] - centred[:, [skeleton.mirror[j] for j in left]]).mean(axis=1)
    length = np.maximum(np.hypot(across[:, 0], across[:, 2]), 1e-6)
    cos, sin = (across[:, 0] / length)[:, None], (across[:, 2] / length)[:, None]
    x, y, z = np.moveaxis(centred, -1, 0)
    return np.stack([cos * x + sin * z, y, cos * z - sin * x], axis=-1)


def _limbs(skeleton: Skeleton) -> list[tuple[list[int], int]]:
    """Return the joints of each limb and the joint it hangs on."""
    limbs = limbs_of(skeleton)
    members: dict[int, list[int]] = defaultdict(list)
    for joint, part in enumerate(limbs.part):
        members[part].append(joint)
    anchored = [(joints, limbs.parent[part]) for part, joints in members.items() if len(joints) > 1]
    return [(joints, anchor) for joints, anchor in anchored if anchor is not None]


def _limb(joints: Sequence[int], anchor: int, facing: Array, part: NDArray[np.int64]) -> Limb | None:
    about = facing[:, list(joints)] - facing[:, [anchor]]
    if float(np.median(np.linalg.norm(about, axis=2).max(axis=1))) < _SMALL_M:
        return None
    flat = about.reshape(len(about), -1)
    limb = Limb(tuple(joints), anchor, tuple(flat[part == number] for number in range(PARTS)))
    usual = float(np.quantile(limb.away_m(facing), 0.9))
    return Limb(limb.joints, anchor, limb.parts, max(usual, _FLOOR_M))


def _nearest(flat: Array, poses: Array) -> Array:
    """(n,) squared distance from each of (n, D) to the nearest of (m, D).

    In pieces too small for the linear algebra library to start threads for: on a busy machine those wait for
    each other, which took twenty times as long.
    """
    rows = max(1, _UNTHREADED // max(poses.size, 1))
    lengths = np.square(poses).sum(axis=1)
    near = [(lengths - 2 * (flat[at : at + rows] @ poses.T)).min(axis=1) for at in range(0, len(flat), rows)]
    return np.maximum(np.concatenate(near) + np.square(flat).sum(axis=1), 0) if near else np.zeros(0)
