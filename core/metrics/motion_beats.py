"""Where a dance has its beats: the moments at which the body is slowest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from core.data.gaps import fill_gaps
from core.metrics.resampling import at_rate
from core.motion import Motion

Array = NDArray[np.float64]

BeatKind = Literal["fact", "bailando"]
"""Whose motion beats: strict minima of order 10 of the summed joint speed (FACT), or minima of the mean joint
speed after a Gaussian of 5 frames (Bailando). Both were made for 60 frames a second."""

Convention = Literal["reference", "corrected"]
"""``reference``: as the published code computes it, in frames at 60 a second, to be compared with papers.
``corrected``: in seconds, at the motion's own frame rate."""

REFERENCE_FPS = 60.0
_ORDER = 10  # frames to each side, of FACT
_SIGMA = 5.0  # frames, of Bailando's Gaussian
_CUT = 4.0  # sigmas at which SciPy, whose Gaussian is the published one, cuts it off


@dataclass(frozen=True, eq=False)
class MotionBeats:
    """The slowest moments of a dance.

    Attributes:
        at_s: (B,) seconds after frame 0, rising. By the reference whole frames of 60 a second.
        duration_s: from frame 0 to the last one that was looked at.
        n_filled: (frame, joint) pairs that were not seen and got a position between those before and after;
            a joint that is never seen is left out and not counted here.
        n_unseen: joints that were never seen.
    """

    at_s: Array
    duration_s: float
    n_filled: int
    n_unseen: int


def motion_beats(motion: Motion, kind: BeatKind, convention: Convention = "corrected") -> MotionBeats:
    """Find the motion beats.

    With ``v_j(t) = |p_j(t) - p_j(t - 1)|`` the beats of ``fact`` are the frames t whose sum over joints is
    less than that of each of the 10 frames before and after, those of ``bailando`` the frames whose mean over
    joints, smoothed by a Gaussian of 5 frames, is less than that of both neighbours.

    ``reference`` does this at 60 frames a second (a motion at another rate is first brought there by a cubic
    spline; straight lines would make speeds tie), with the published clocks: FACT's speed of frame t is that
    from t - 1 to t, and 0 at the first frame; Bailando's is that from t to t + 1. ``corrected`` takes the
    motion's own frames, 10 frames as 1/6 s, 5 frames as 1/12 s, puts each speed half way between its two
    frames, and each minimum at the bottom of the parabola through its three points.

    Sources: `tools/calculate_beat_scores.py` of google-research/mint (Li et al., ICCV 2021);
    `utils/beat_align_score.py` of lisiyao21/Bailando (Siyao et al., CVPR 2022).

    Pitfall: whatever trembles has minima; frames that were interpolated tie, and a tie is no strict minimum.

    Raises:
        InputError: no person is seen on any frame.
    """
    filled = fill_gaps(motion)
    seen = ~filled.motion.missing.all(axis=0)
    positions, fps = filled.motion.positions[:, seen], motion.fps
    if convention == "reference":
        positions, fps = at_rate(positions, fps, REFERENCE_FPS), REFERENCE_FPS
        frames = _reference_frames(joint_speeds(positions), kind).astype(np.float64)
    else:
        frames = slowest_between(joint_speeds(positions), kind, fps) + 0.5
    last = max(0, len(positions) - 1)
    return MotionBeats(frames / fps, last / fps, filled.n_filled, len(filled.unseen))


def joint_speeds(positions: NDArray[np.float32]) -> Array:
    """Return (T - 1, J) way of each joint from frame to frame; float32 inside, as the published code."""
    steps: Array = np.linalg.norm(np.diff(positions, axis=0), axis=-1).astype(np.float64)
    return steps


def strict_minima(values: Array, order: int) -> NDArray[np.intp]:
    """Return the places whose value is less than each of the `order` before and after, as far as there are.

    The first and the last are none, since nothing lies beyond them.
    """
    n = len(values)
    if n < 3:
        return np.empty(0, np.intp)
    least = np.ones(n, np.bool_)
    least[[0, -1]] = False
    for step in range(1, min(order, n - 1) + 1):
        least[:-step] &= values[:-step] < values[step:]
        least[step:] &= values[step:] < values[:-step]
    # Where less than `order` frames follow, the published filter compares with the last again: the same.
    return np.flatnonzero(least)


def _reference_frames(speed: Array, kind: BeatKind) -> NDArray[np.intp]:
    if kind == "fact":
        return strict_minima(np.concatenate([[0.0], speed.sum(axis=1)]), _ORDER)
    return strict_minima(_smoothed(speed.mean(axis=1), _SIGMA), 1) if len(speed) else np.empty(0, np.intp)


def slowest_between(speed: Array, kind: BeatKind, fps: float) -> Array:
    """Return at which places, with fractions, the (T - 1, J) speeds of joints are slowest, as `corrected`.

    Place i is half way from frame i to the next.
    """
    if not len(speed):
        return np.empty(0)
    curve = speed.mean(axis=1)
    if kind == "fact":
        at = strict_minima(curve, max(1, round(_ORDER / REFERENCE_FPS * fps)))
    else:
        curve = _smoothed(curve, _SIGMA / REFERENCE_FPS * fps)
        at = strict_minima(curve, 1)
    before, here, after = curve[at - 1], curve[at], curve[at + 1]
    bottom: Array = at + (before - after) / (2 * (before - 2 * here + after))
    return bottom


def _smoothed(curve: Array, sigma_frames: float) -> Array:
    from scipy.ndimage import gaussian_filter1d

    smooth: Array = gaussian_filter1d(curve, sigma_frames, truncate=_CUT)
    return smooth
