"""Trembling joints made calm, without lag."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from core.editing.rework import Poses, Rework, mask_of, rework
from core.errors import InputError

ORDER = 2  # of the filter; run forth and back it falls off like one of order 4
_PASSES = 2
_LEAST_FRAMES = 4  # a shorter run of frames has no shape to speak of
_PAD_PERIODS = 2  # of the cut-off; after that the filter has forgotten how it began
EDGE_S = 1.0
"""Seconds of motion around a selection that decide how it begins and ends; more changes nothing visible."""


def smooth(
    poses: Poses,
    *,
    fps: float,
    cutoff_hz: float,
    first: int = 0,
    last: int | None = None,
    start: int = 0,
    joints: Iterable[int] | None = None,
    locked: Collection[int] = (),
) -> Rework:
    """Smooth frames with a zero-phase low-pass; see `low_pass` for the filter.

    The filter sees all frames that are handed in and only those from row `first` to row `last` change: hand
    in `EDGE_S` seconds more on either side, and the selection comes out as if the whole track had been
    smoothed. At its border a step as large as the tremble that was taken away can remain. Depth and joints
    that a person hid stay as they are.

    Args:
        poses: (T, J, 4) frames `start` onwards, evenly spaced.
        first, last: rows of the selection, both included; by default all.
        joints: which are smoothed; None: all.

    Raises:
        InputError: the cut-off is not between 0 and half the frame rate.
    """
    places = poses.copy()
    wanted = mask_of(poses.shape[:2], joints)
    wanted[:first] = False
    wanted[len(poses) if last is None else last + 1 :] = False
    wanted &= poses[..., 3] != 0
    for joint in np.flatnonzero(wanted.any(axis=0)).tolist():
        places[:, joint, :2] = low_pass(poses[:, joint, :2], fps=fps, cutoff_hz=cutoff_hz)
    wanted &= (places[..., :2] != poses[..., :2]).any(axis=2)
    return rework(poses, places, wanted, start=start, locked=locked)


def low_pass(path: NDArray[np.float32], *, fps: float, cutoff_hz: float) -> NDArray[np.float32]:
    """Return a path without what is faster than a frequency, neither delayed nor advanced.

    A Butterworth filter of order 2, run forwards and backwards (scipy's `filtfilt`). Both runs together let
    half the power of `cutoff_hz` through: the design frequency is raised by Winter's factor for two passes
    (Biomechanics and Motor Control of Human Movement, 4th ed., 3.4.4.2). Runs of seen frames are filtered one
    by one, each continued at its ends by its own point reflection; runs under 4 frames stay.

    Args:
        path: (T, D) positions, evenly spaced; NaN = not seen, stays NaN.

    Raises:
        InputError: the cut-off is not between 0 and half the frame rate.
    """
    if not 0 < cutoff_hz < fps / 2:
        raise InputError(
            f"A cut-off of {cutoff_hz:g} Hz cannot be had at {fps:g} frames a second.",
            f"Choose one above 0 and below {fps / 2:g} Hz.",
        )
    from scipy.signal import butter, filtfilt

    # Winter's factor belongs to the analogue frequency: near half the frame rate the two differ.
    analogue = np.tan(np.pi * cutoff_hz / fps) / (2 ** (1 / _PASSES) - 1) ** (1 / (2 * ORDER))
    b, a = butter(ORDER, 2 / np.pi * np.arctan(analogue))
    pad = ((math.ceil(_PAD_PERIODS * fps / cutoff_hz),) * 2, (0, 0))
    out = path.copy()
    for begin, end in _runs(np.asarray(np.isfinite(path).all(axis=1))):
        n = end - begin
        if n >= _LEAST_FRAMES:
            run = np.pad(path[begin:end].astype(np.float64), pad, "reflect", reflect_type="odd")
            out[begin:end] = filtfilt(b, a, run, axis=0, padlen=0)[pad[0][0] : pad[0][0] + n]
    return out


def _runs(seen: NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
    """Yield (begin, end) of each stretch of true values."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], seen, [False]]).astype(np.int8)))
    yield from zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)
