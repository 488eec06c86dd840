"""How far a dance is from what is known: whether a generator makes, or remembers.

A Fréchet distance to the dances that were learnt from is best for who repeats them. So beside it stands how
far each pose is from the nearest known one.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from core.data.gaps import fill_gaps
from core.features.heading import heading, turned
from core.motion import Motion

Array = NDArray[np.float32]

_MOST = 50_000  # poses to search among; of more, every other, third ...
_AT_ONCE = 256  # poses compared with all known ones; bounds the memory to 50 MB


class KnownPoses:
    """The poses of known dances, to be asked how far others are from them.

    Poses are centred on the root and turned to one heading; when they are danced, and how fast, plays no
    part, so that a figure danced at another tempo is known.

    Args:
        known: motions on one body, at least one with a frame.
    """

    def __init__(self, known: Sequence[Motion]) -> None:
        poses = np.concatenate([_poses(motion) for motion in known])
        self._poses = poses[:: -(-len(poses) // _MOST)]
        self._squares = (self._poses**2).sum(axis=1)

    def distance_m(self, motion: Motion) -> float:
        """Return the mean over frames of the distance to the nearest known pose, m.

        The distance of two poses is the root of the mean square over their joints. Of motion capture, copies
        of one figure lie below 0.007 m and different performances above 0.02 m (`core.data.twins`).

        Pitfalls: simple poses, standing, are known from anywhere; a known figure in a mirror is new; joints
        that are never seen are as far from their place in known poses as from the root.
        """
        poses = _poses(motion)
        nearest = [self._nearest(poses[i : i + _AT_ONCE]) for i in range(0, len(poses), _AT_ONCE)]
        n_joints = poses.shape[1] / 3
        return float(np.sqrt(np.concatenate(nearest) / n_joints).mean())

    def _nearest(self, poses: Array) -> Array:
        """(N, 3 J) -> (N,) the squared distance to the nearest known pose."""
        squared = (poses**2).sum(axis=1)[:, None] + self._squares - 2 * poses @ self._poses.T
        nearest: Array = np.maximum(squared.min(axis=1), 0)
        return nearest


def _poses(motion: Motion) -> Array:
    """(T, 3 J), centred and facing +z; joints that are never seen are at the root."""
    whole = fill_gaps(motion).motion
    facing = turned(whole.root_centred().positions, -heading(whole))
    flat: Array = np.nan_to_num(facing).reshape(len(facing), -1).astype(np.float32)
    return flat
