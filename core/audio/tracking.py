"""Beats from onsets, moved to where they are struck."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.audio.spectrum import HOP, RATE

_SEARCH_BEFORE_S, _SEARCH_AFTER_S = 0.06, 0.03
_FINE_FFT, _FINE_HOP = 256, 32
# Where a recording breaks off, librosa's last beats go astray; two silent seconds after it lead them right.
_SILENT_END_FRAMES = 86
# A rise must stand out this far from the others near the beat before the beat is moved to it.
_CLEAR = 4.0


def track_beats(samples: NDArray[np.float32], onset: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return (B,) the beats of a recording in seconds, rising; empty when no beat is heard.

    Dynamic programming over the onset strength (Ellis, *Beat Tracking by Dynamic Programming*, 2007, as in
    librosa) finds them on a grid of 23 ms, some 20 ms late; each is then moved to the steepest rise of the
    spectrum close to it, if one is clear.

    Args:
        samples: (N,) mono at `RATE`.
        onset: (K,) onset strength every `HOP` samples.
    """
    from librosa.beat import beat_track

    if not onset.any():
        return np.empty(0)
    padded = np.pad(onset, (0, _SILENT_END_FRAMES))
    _, found_s = beat_track(onset_envelope=padded, sr=RATE, hop_length=HOP, units="time")
    beats_s = [float(beat) for beat in np.atleast_1d(found_s) if beat < len(samples) / RATE]
    moved = np.array([_struck(samples, beat) for beat in beats_s], np.float64)
    # Two neighbours can only meet where the tempo is absurd; a beat is not counted twice.
    return np.unique(moved[moved >= 0])


def tempo_of(beats_s: NDArray[np.float64]) -> float:
    """Return beats a minute, by the mean of the middle half of the intervals; 0 for fewer than 2 beats."""
    if len(beats_s) < 2:
        return 0.0
    intervals = np.sort(np.diff(beats_s))
    cut = len(intervals) // 4
    return float(60.0 / intervals[cut : len(intervals) - cut].mean())


def _struck(samples: NDArray[np.float32], beat_s: float) -> float:
    """The time of the steepest rise of the spectrum around a beat, or the beat as it is."""
    start = round((beat_s - _SEARCH_BEFORE_S) * RATE)
    stop = round((beat_s + _SEARCH_AFTER_S) * RATE)
    centres = np.arange(start, stop, _FINE_HOP)
    low = start - _FINE_FFT // 2
    need = stop + _FINE_FFT - low
    near = np.zeros(need, np.float64)
    there = samples[max(low, 0) : max(low + need, 0)]
    at = max(-low, 0)
    near[at : at + len(there)] = there
    windows = np.lib.stride_tricks.sliding_window_view(near, _FINE_FFT)[::_FINE_HOP][: len(centres)]
    level = np.log(np.abs(np.fft.rfft(windows * np.hanning(_FINE_FFT), axis=1)) + 1e-3)
    # A rise over four hops, half a window, so that overlapping windows do not hide it.
    rise = np.maximum(level[4:] - level[:-4], 0).mean(axis=1)
    best = int(rise.argmax())
    if rise[best] < _CLEAR * max(float(np.median(rise)), 1e-3):
        return beat_s
    return float(centres[best + 2] + _FINE_FFT // 4) / RATE
