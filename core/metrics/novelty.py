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
_AT_ONCE = 256  # poses compared with all known ones; bounds the memory to 150 MB


class KnownPoses:
    """The poses of known dances, to be asked how far others are from them.

    Poses are centred on the root and turned to one heading; when they are danced, and how fast, plays no
    part, so that a figure danced at another tempo is known.

    Args:
        known: motions on one body, at least one with a frame.

    Attributes:
        n_left_out: poses that are not searched, because there are more than `_MOST`.

    Raises:
        InputError: in one of them no person is seen.
    """

    def __init__(self, known: Sequence[Motion]) -> None:
        poses = np.concatenate([_poses(motion) for motion in known])
        self._poses = poses[:: -(-len(poses) // _MOST)]
        self.n_left_out = len(poses) - len(self._poses)

    def distance_m(self, motion: Motion) -> float:
        """Return the mean over frames of the distance to the nearest known pose, m.

        The distance of two poses is the root of the mean square over their joints. Of motion capture, copies
        of one figure lie below 0.007 m and different performances above 0.02 m (`core.data.twins`).

        Joints that either never shows are left out; NaN where none is left.

        Pitfalls: simple poses, standing, are known from anywhere; a known figure in a mirror is new.

        Raises:
            InputError: no person is seen on any frame.
        """
        poses = _poses(motion)
        seen = np.isfinite(poses).all(axis=0) & np.isfinite(self._poses).all(axis=0)
        if not seen.any():
            return float("nan")
        poses, known = poses[:, seen], self._poses[:, seen]
        squares = (known**2).sum(axis=1)
        parts = [poses[i : i + _AT_ONCE] for i in range(0, len(poses), _AT_ONCE)]
        nearest = [
            ((part**2).sum(axis=1)[:, None] + squares - 2 * part @ known.T).min(axis=1) for part in parts
        ]
        return float(np.sqrt(np.maximum(np.concatenate(nearest), 0) / (seen.sum() / 3)).mean())


def _poses(motion: Motion) -> Array:
    """(T, 3 J), centred and facing +z; NaN for joints that are never seen."""
    whole = fill_gaps(motion).motion
    facing = turned(whole.root_centred().positions, -heading(whole))
    flat: Array = facing.reshape(len(facing), -1).astype(np.float32)
    return flat
