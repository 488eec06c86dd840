"""The richer published features of a stretch of dance: what angles, speeds and paths do over a window."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from core.features.heading import heading, turned
from core.features.motion import bend_joints, bends
from core.motion import Motion
from core.skeleton import Skeleton

_LEAST_FRAMES = 3  # an acceleration takes three


def movement_vector(motion: Motion) -> NDArray[np.float32]:
    """Return the (D,) features of a whole motion without gaps, named by `movement_names`.

    The publication lists the kinds, joint angles, velocities, accelerations, trajectories and correlations
    of joints, and not how they become numbers; here they are, about the root of a body that faces +z:

    - mean and standard deviation of each bend, radians (2 B);
    - mean and standard deviation of each joint's speed, m/s, and of its acceleration, m/s^2 (4 J);
    - extent of each joint's path along x, y and z, metres (3 J), and the root's way over the floor: its
      length and how far it led, metres (2);
    - Pearson correlation of the speeds of each two joints, 0 where one rests (J (J - 1) / 2).

    Of a motion of less than three frames everything that needs more is 0.
    """
    place = turned(motion.root_centred().positions, -heading(motion))
    velocity = _rate(place, motion.fps)
    speed = np.linalg.norm(velocity, axis=-1)
    acceleration = np.linalg.norm(_rate(velocity, motion.fps), axis=-1)
    floor = motion.root[:, [0, 2]]
    steps = np.linalg.norm(np.diff(floor, axis=0), axis=-1)
    parts = [
        *_moments(bends(motion)),
        *_moments(speed),
        *_moments(acceleration),
        (place.max(axis=0) - place.min(axis=0)).ravel(),
        [steps.sum(), np.linalg.norm(floor[-1] - floor[0])],
        _correlations(speed),
    ]
    return np.concatenate(parts).astype(np.float32)


def movement_names(skeleton: Skeleton) -> tuple[str, ...]:
    """Return the D names of `movement_vector`, for example ``"sd of speed left_wrist"``."""
    bent = [skeleton.joints[joint] for _, joint, _ in bend_joints(skeleton)]
    kinds = (("bend", bent), ("speed", skeleton.joints), ("acceleration", skeleton.joints))
    names = [f"{what} of {kind} {j}" for kind, joints in kinds for what in ("mean", "sd") for j in joints]
    names += [f"extent {joint} {axis}" for joint in skeleton.joints for axis in "xyz"]
    names += ["way of root", "distance of root"]
    return (*names, *(f"correlation {a} {b}" for a, b in combinations(skeleton.joints, 2)))


def _moments(values: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    return values.mean(axis=0), values.std(axis=0)


def _rate(values: NDArray[np.float32], fps: float) -> NDArray[np.float32]:
    """Return differences along time, a second; one row of 0 where there are none."""
    return np.diff(values, axis=0) * np.float32(fps) if len(values) > 1 else np.zeros_like(values[:1])


def _correlations(speed: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the correlations of each two of (T, J) columns, upper triangle by rows."""
    n_joints = speed.shape[1]
    upper = np.triu_indices(n_joints, k=1)
    if len(speed) < _LEAST_FRAMES - 1:
        return np.zeros(len(upper[0]), np.float32)
    centred = speed - speed.mean(axis=0)
    norms = np.linalg.norm(centred, axis=0)
    scaled = centred / np.where(norms > 0, norms, 1)
    found: NDArray[np.float32] = (scaled.T @ scaled)[upper].astype(np.float32)
    return found
