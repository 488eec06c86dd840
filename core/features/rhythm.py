"""The rhythm of a curve: after which times it repeats itself."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.motion import Motion

RATE = 25.0
"""Samples a second that rhythm is read at: finer than a frame of most motion, and a beat has ten of them."""

LAGS_S = np.arange(5, 51) / RATE
"""0.2 s to 2 s: from half a fast beat to a slow bar."""


def rhythm(curve: NDArray[np.floating]) -> NDArray[np.float32]:
    """Return the autocorrelation of a curve at `LAGS_S`: 1 where it repeats itself, 0 where it does not.

    ``r(l) = mean_t c(t) c(t + l) / mean_t c(t)^2``, c the curve without its mean; each lag has its own mean
    over what overlaps. What is shorter than a lag does not repeat after it: 0. A flat curve has no rhythm.

    Args:
        curve: (T,) at `RATE`, for example the speed of a body or the onset strength of a song.
    """
    centred = np.asarray(curve, np.float64) - (np.mean(curve) if len(curve) else 0.0)
    n, lags = len(centred), np.round(LAGS_S * RATE).astype(int)
    energy = float((centred**2).mean()) if n else 0.0
    if energy <= 1e-12:
        return np.zeros(len(lags), np.float32)
    size = 1 << (2 * n - 1).bit_length()
    spectrum = np.abs(np.fft.rfft(centred, size)) ** 2
    products = np.fft.irfft(spectrum, size)
    overlap = np.maximum(n - lags, 1)
    return np.where(lags < n, products[np.minimum(lags, n - 1)] / (overlap * energy), 0).astype(np.float32)


def speed_curve(motion: Motion) -> NDArray[np.float64]:
    """Return (T - 1,) mean joint speed at `RATE`, m/s, of a motion without gaps."""
    at_rate = motion.resampled(RATE).positions
    steps: NDArray[np.float64] = np.linalg.norm(np.diff(at_rate, axis=0), axis=-1).mean(axis=1) * RATE
    return steps


def tempo_of_motion(motion: Motion) -> float:
    """Return the tempo that a motion without gaps repeats itself at, beats a minute; 0 where it does not.

    Of the lags from a third of a second to a second, 180 to 60 beats a minute, the shortest after which the
    joint speed comes back nearly as well as after the best. A guess, for dances without music: half and
    double are hard to tell from the beat.
    """
    found = rhythm(speed_curve(motion))
    peaks = np.flatnonzero((found[1:-1] >= found[:-2]) & (found[1:-1] >= found[2:]) & (found[1:-1] > 0)) + 1
    likely = peaks[(LAGS_S[peaks] >= _FASTEST_BEAT_S) & (LAGS_S[peaks] <= _SLOWEST_BEAT_S)]
    if not len(likely):
        return 0.0
    return float(60 / LAGS_S[likely[found[likely] >= _NEARLY * found[likely].max()][0]])


_FASTEST_BEAT_S, _SLOWEST_BEAT_S = 1 / 3, 1.0
_NEARLY = 0.85  # every multiple of a period is one; the first of those that are about as clear counts
