"""Filling gaps: only on the way into training and metrics, never in the store, and always counted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.errors import InputError
from core.motion import Motion


@dataclass(frozen=True, eq=False)
class Filled:
    """A motion without gaps, and how much of it was made up.

    Attributes:
        motion: (T, J, 3); only joints named in `unseen` are still NaN.
        n_filled: (frame, joint) pairs that were missing and got a position.
        n_frames_without_person: frames in which no joint at all was seen.
        unseen: joints that were never seen, so that there is nothing to fill them from.
    """

    motion: Motion
    n_filled: int
    n_frames_without_person: int
    unseen: tuple[str, ...]


def fill_gaps(motion: Motion) -> Filled:
    """Fill each joint's gaps linearly in time; before its first and after its last sight it is held.

    A joint that is never seen stays NaN and is named: inventing a place for it would teach a model
    something false. Ask `Filled.unseen` before computing on it.

    Raises:
        InputError: when no joint is seen on any frame (this includes a motion of no frames).
    """
    missing = motion.missing
    if missing.all():
        raise InputError(
            f"No person is seen on any of the {motion.n_frames} frames of the motion.",
            "Leave this dance out, or correct its track first.",
        )
    positions = motion.positions.copy()
    for joint in np.flatnonzero(missing.any(axis=0) & ~missing.all(axis=0)):
        positions[:, joint] = _filled_path(positions[:, joint], missing[:, joint])
    unseen = missing.all(axis=0)
    return Filled(
        motion.with_positions(positions),
        n_filled=int(missing[:, ~unseen].sum()),
        n_frames_without_person=int(missing.all(axis=1).sum()),
        unseen=tuple(motion.skeleton.joints[j] for j in np.flatnonzero(unseen)),
    )


def _filled_path(path: NDArray[np.float32], missing: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Fill one joint's (T, 3) path from the frames where it was seen; at least one is."""
    frames, seen = np.arange(len(path)), np.flatnonzero(~missing)
    filled = [np.interp(frames, seen, path[seen, axis]) for axis in range(3)]
    return np.where(missing[:, None], np.stack(filled, axis=1), path).astype(np.float32)
