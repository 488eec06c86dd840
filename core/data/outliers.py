"""Joints that are suddenly elsewhere for a few frames, as an estimator's slips are.

Source: the identifier of Hampel ("The influence curve and its role in robust estimation", JASA 1974) in its
usual running form: what is farther from the running median than a few median absolute deviations is wrong.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import median_filter

from core.data.gaps import fill_gaps
from core.motion import Motion

_WINDOW_S = 0.3  # a slip lasts less than half of it
_DEVIATIONS = 6.0
_LEAST_M = 0.15  # nearer than that to its path a joint is believed, however still it was


def without_outliers(motion: Motion) -> Motion:
    """Return the motion with joints missing where they are off their path.

    A joint is off when it is more than `_LEAST_M` from its median of `_WINDOW_S` and more than `_DEVIATIONS`
    times as far as usual there. Gaps stay gaps.

    Raises:
        InputError: when no joint is seen on any frame (this includes a motion of no frames).
    """
    positions = np.nan_to_num(fill_gaps(motion).motion.positions)
    width = 2 * int(_WINDOW_S * motion.fps / 2) + 1
    path = median_filter(positions, (width, 1, 1), mode="nearest")
    off = np.linalg.norm(positions - path, axis=-1)
    usual = median_filter(off, (width, 1), mode="nearest")
    wrong = off > np.maximum(_LEAST_M, _DEVIATIONS * usual)
    return motion.with_positions(np.where(wrong[..., None], np.float32(np.nan), motion.positions))


def held(motion: Motion) -> Motion:
    """Return the motion with each joint that is missing where it was last seen; missing until it is seen."""
    frames = np.arange(motion.n_frames)[:, None]
    last: NDArray[np.int64] = np.maximum.accumulate(np.where(motion.missing, -1, frames), axis=0)
    taken = np.take_along_axis(motion.positions, np.maximum(last, 0)[..., None], axis=0)
    return motion.with_positions(taken)
