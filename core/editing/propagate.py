"""A correction carried on to the frames around it, fading."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from core.editing.rework import Mask, Poses, Rework, rework
from core.errors import InputError

_LEFT_AT_END = 0.05  # of an exponential decay, in the last frame that it reaches


class Decay(StrEnum):
    COSINE = "cosine"  # stays near full at first and arrives at nothing without a kink
    EXPONENTIAL = "exponential"  # loses the same share in each frame


def decay_weights(n_frames: int, decay: Decay) -> NDArray[np.float64]:
    """Return (n_frames,) the share of a correction that is left 1, 2, ... frames from where it was made.

    Cosine: ``(1 + cos(pi i / (n + 1))) / 2``, nothing one frame beyond the last. Exponential:
    ``0.05 ** (i / n)``, a twentieth in the last.
    """
    i = np.arange(1, n_frames + 1)
    if decay is Decay.COSINE:
        return np.asarray((1 + np.cos(np.pi * i / (n_frames + 1))) / 2)
    return np.asarray(_LEFT_AT_END ** (i / max(n_frames, 1)))


def propagate(
    poses: Poses,
    offsets: NDArray[np.float32],
    *,
    at: int,
    n_frames: int,
    start: int = 0,
    decay: Decay = Decay.COSINE,
    ends_at: Mask | None = None,
    locked: Collection[int] = (),
) -> Rework:
    """Move the joints of the frames around one by what was corrected in it, the less the farther away.

    Args:
        poses: (T, J, 4) frames `start` onwards as they are: as far as they go before and after `at`, so far
            the correction is carried.
        offsets: (J, 2) how far each joint was moved in the frame that was corrected; NaN: not at all.
        at: the row of that frame.
        n_frames: how many frames the decay takes, on either side.
        ends_at: (T, J) frames that a joint's correction does not get past: those with one of their own.

    Raises:
        InputError: `n_frames` is below 1.
    """
    if n_frames < 1:
        raise InputError(f"A correction is carried over 1 frame or more, not {n_frames}.")
    rows = np.arange(len(poses)) - at
    weights = np.concatenate([[1.0], decay_weights(n_frames, decay)])
    is_near = (np.abs(rows) <= n_frames) & (rows != 0)
    shares = np.where(is_near, weights[np.minimum(np.abs(rows), n_frames)], 0.0)
    is_moved = np.asarray(np.isfinite(offsets).all(axis=1))
    wanted = is_near[:, None] & is_moved[None, :]
    if ends_at is not None:
        wanted &= ~_beyond(ends_at, at)
    places = poses.copy()
    places[..., :2] += shares[:, None, None].astype(np.float32) * np.nan_to_num(offsets)[None]
    hidden = poses[..., 3] == 0
    return rework(poses, places, wanted, start=start, locked=locked, hidden=hidden)


def _beyond(bars: Mask, at: int) -> Mask:
    """Return (T, J), true in barred frames and in all that lie behind one, seen from row `at`."""
    out = np.zeros(bars.shape, bool)
    out[at + 1 :] = np.logical_or.accumulate(bars[at + 1 :], axis=0)
    out[:at] = np.logical_or.accumulate(bars[:at][::-1], axis=0)[::-1]
    return out
