"""How smooth the joints' movements are: jerk, spectral arc length, log dimensionless jerk.

Sources: Balasubramanian, Melendez-Calderon, Roby-Brami and Burdet, "On the analysis of movement smoothness",
Journal of NeuroEngineering and Rehabilitation 12:112 (2015), for SPARC (cut-off 10 Hz, amplitude threshold
0.05, padding level 4) and for the log dimensionless jerk of a speed profile.

Pitfalls: both were made for single reaches. They grow worse with the length of what they look at, so dances
are cut into stretches of `STRETCH_S` and averaged. Jerk of captured motion is mostly noise and grows with the
third power of the frame rate: compare at one rate only. A dance that hardly moves has little jerk, and one
that is filtered looks better than a real one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.data.gaps import fill_gaps
from core.motion import Motion

Array = NDArray[np.float64]

STRETCH_S = 4.0
CUT_OFF_HZ = 10.0
LEAST_AMPLITUDE = 0.05
_PADDING = 4  # doublings of the length before the Fourier transform
_STILL_M_S = 1e-6  # a joint that never gets faster than this does not move


@dataclass(frozen=True)
class Smoothness:
    """Means over joints that move, relative to the root, and over stretches of `STRETCH_S`.

    Attributes:
        jerk_m_s3: mean length of the third derivative (third difference times fps^3).
        sparc: spectral arc length of the joints' speeds, below 0; nearer to 0 is smoother.
        ldlj: minus the logarithm of their dimensionless jerk; larger is smoother.
        n_stretches: how many there were; a dance shorter than one is one.
        n_filled: (frame, joint) pairs that were not seen and were filled in between.

    NaN for less than four frames, or where no joint moves against the root.
    """

    jerk_m_s3: float
    sparc: float
    ldlj: float
    n_stretches: int
    n_filled: int


def smoothness(motion: Motion) -> Smoothness:
    """Measure a dance; joints that are never seen are left out.

    Raises:
        InputError: no person is seen on any frame.
    """
    filled = fill_gaps(motion)
    paths = filled.motion.root_centred().positions.astype(np.float64)
    paths = paths[:, np.isfinite(paths).all(axis=(0, 2))]
    if len(paths) < 4 or not paths.shape[1]:
        return Smoothness(float("nan"), float("nan"), float("nan"), 0, filled.n_filled)
    jerk = np.linalg.norm(np.diff(paths, n=3, axis=0), axis=-1) * motion.fps**3
    speeds = np.linalg.norm(np.diff(paths, axis=0), axis=-1) * motion.fps
    profiles = _stretches(speeds, max(3, round(STRETCH_S * motion.fps)))
    moving = profiles[profiles.max(axis=1) > _STILL_M_S]
    return Smoothness(
        jerk_m_s3=float(jerk.mean()),
        sparc=_mean(sparc(moving, motion.fps)),
        ldlj=_mean(log_dimensionless_jerk(moving, motion.fps)),
        n_stretches=len(profiles) // paths.shape[1],
        n_filled=filled.n_filled,
    )


def sparc(speeds: Array, fps: float) -> Array:
    """Return the (N,) spectral arc lengths of (N, T) speed profiles, T >= 2.

    The amplitude spectrum, divided by its largest value, is followed up to the last frequency within
    `CUT_OFF_HZ` at which it is at least `LEAST_AMPLITUDE`; the result is minus the length of that curve with
    the frequencies scaled to 0..1. NaN for a profile without any speed or without such a stretch.
    """
    n = 1 << (int(np.ceil(np.log2(speeds.shape[1]))) + _PADDING)
    # Speeds are never below 0, so their spectrum is largest at 0 Hz, where the curve begins.
    frequency = np.fft.rfftfreq(n, 1 / fps)
    amplitude = np.abs(np.fft.rfft(speeds, n))
    with np.errstate(invalid="ignore"):
        amplitude = amplitude / amplitude.max(axis=1, keepdims=True)
    heard = (amplitude >= LEAST_AMPLITUDE) & (frequency <= CUT_OFF_HZ)
    last = len(frequency) - 1 - heard[:, ::-1].argmax(axis=1)
    last = np.where(heard.any(axis=1), last, 0)
    across = np.diff(frequency)[None] / np.maximum(frequency[last], frequency[1])[:, None]
    along = np.hypot(across, np.diff(amplitude, axis=1))
    inside = np.arange(len(frequency) - 1)[None] < last[:, None]
    length: Array = np.where(inside, along, 0.0).sum(axis=1)
    return np.where(last > 0, -length, np.nan)


def log_dimensionless_jerk(speeds: Array, fps: float) -> Array:
    """Return (N,) ``-ln(T^3 / max(v)^2 * integral (d^2 v / dt^2)^2 dt)`` of (N, T) speed profiles.

    NaN for a profile without any speed; infinite for one of even speed.
    """
    duration_s = speeds.shape[1] / fps
    squares = (np.diff(speeds, n=2, axis=1) ** 2).sum(axis=1) * fps**3
    peak = speeds.max(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        jerk: Array = -np.log(duration_s**3 / peak**2 * squares)
    return jerk


def _stretches(speeds: Array, length: int) -> Array:
    """Return (stretches * J, length) profiles, stretch by stretch; the rest at the end is left out."""
    length = min(length, len(speeds))
    n = len(speeds) // length
    cut = speeds[: n * length].reshape(n, length, -1)
    profiles: Array = cut.transpose(0, 2, 1).reshape(-1, length)
    return profiles


def _mean(values: Array) -> float:
    known = values[np.isfinite(values)]
    return float(known.mean()) if len(known) else float("nan")
