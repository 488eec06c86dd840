"""The 35 numbers a moment that music-to-dance models hear: timbre, harmony and rhythm in one row.

Columns: 20 MFCCs, 12 chroma, and 3 of rhythm: onset strength, 1 where a sound begins, 1 on a beat. The sizes
are those of several papers; that these are the three of rhythm follows the common baseline features of
AIST++ models (Li and others, "AI Choreographer", ICCV 2021), which have the same 35.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import maximum_filter1d, uniform_filter1d

from core.audio.features import AudioFeatures

N_RHYTHM = 3
_PEAK_S, _AROUND_S = 0.06, 1.0  # what an onset is the strongest of, and what it is stronger on average than


def stacked(audio: AudioFeatures, *, rhythm: bool = True) -> NDArray[np.float32]:
    """Return (T, 35) of T evenly spaced times; (T, 32) without the three of rhythm."""
    parts = [audio.mfcc, audio.chroma]
    if rhythm:
        parts.append(np.stack([audio.onset, onsets(audio), beats(audio)], axis=1))
    return np.concatenate(parts, axis=1).astype(np.float32)


def onsets(audio: AudioFeatures) -> NDArray[np.float32]:
    """(T,) 1 at the times where a sound begins: peaks of the onset strength above its mean around them."""
    step_s = _step_s(audio)
    strongest = maximum_filter1d(audio.onset, max(3, _odd(_PEAK_S / step_s)), mode="nearest")
    usual = uniform_filter1d(audio.onset, _odd(_AROUND_S / step_s), mode="nearest")
    begins = (audio.onset == strongest) & (audio.onset > usual)
    return np.asarray(begins, np.float32)


def beats(audio: AudioFeatures) -> NDArray[np.float32]:
    """(T,) 1 at the time nearest to each beat."""
    pulses = np.zeros(len(audio.times_s), np.float32)
    begin_s = audio.times_s[0] if len(pulses) else 0.0
    at = np.rint((audio.beats_s - begin_s) / _step_s(audio)).astype(int)
    pulses[at[(at >= 0) & (at < len(pulses))]] = 1
    return pulses


def _step_s(audio: AudioFeatures) -> float:
    return float(np.median(np.diff(audio.times_s))) if len(audio.times_s) > 1 else 1.0


def _odd(n: float) -> int:
    return 2 * int(n / 2) + 1
