"""The loudness of a sound by pitch, for a picture: with NumPy alone, so that a window can have it."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.audio import cache
from core.audio.cache import Arrays
from core.media.sound import load_audio

FRAMES_PER_S = 50
N_BANDS = 64
LOWEST_HZ, HIGHEST_HZ = 40.0, 5500.0
RANGE_DB = 80.0  # from 0 to 255; what is quieter is black

_RATE = 12_000
_HOP = _RATE // FRAMES_PER_S
_N_FFT = 1024
_BLOCK_FRAMES = 1024
_PIECE_FRAMES = 300 * FRAMES_PER_S
_KIND = f"spectrogram-v1-{FRAMES_PER_S}-{N_BANDS}"


def spectrogram(path: Path | str, *, cache_dir: Path | None = None) -> NDArray[np.uint8]:
    """Return the level of 64 bands, equally wide in octaves from 40 Hz to 5.5 kHz, 50 times a second.

    A band's level is that of the loudest frequency in it, in a Hann window of 85 ms.

    Args:
        cache_dir: it is kept there by the file's content.

    Returns:
        (K, 64) uint8, low bands first; frame k is centred on k / 50 s. 255 is a sine at full scale, 0 is
        80 dB or more below it.

    Raises:
        MediaError: the file cannot be read, or has no sound.
    """
    arrays = cache.kept(path, cache_dir, _KIND, ("levels",), partial(_computed, path), _is_sound)
    return arrays["levels"]


def levels_of(samples: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Return `spectrogram` of (N,) mono samples at 12 kHz; any N, also 0."""
    return _levels(np.pad(samples, (_N_FFT // 2, 0)), 1 + len(samples) // _HOP)


def _levels(samples: NDArray[np.float32], n_frames: int) -> NDArray[np.uint8]:
    """Return (n_frames, 64); frame k is that of the samples from k * _HOP on, silent where there are none."""
    samples = np.pad(samples, (0, max(0, (n_frames - 1) * _HOP + _N_FFT - len(samples))))
    window = np.hanning(_N_FFT).astype(np.float32)
    full_scale = float(window.sum()) / 2  # of the spectrum of a sine
    first, last = _band_bins()
    out = np.empty((n_frames, N_BANDS), np.uint8)
    for start in range(0, n_frames, _BLOCK_FRAMES):
        stop = min(start + _BLOCK_FRAMES, n_frames)
        part = samples[start * _HOP : (stop - 1) * _HOP + _N_FFT]
        frames = np.lib.stride_tricks.sliding_window_view(part, _N_FFT)[::_HOP]
        size = np.abs(np.fft.rfft(frames * window, axis=1)) / full_scale
        loudest = [size[:, low:high].max(axis=1) for low, high in zip(first, last, strict=True)]
        level_db = 20 * np.log10(np.maximum(np.stack(loudest, axis=1), 1e-9))
        out[start:stop] = np.clip(np.round(255 * (1 + level_db / RANGE_DB)), 0, 255)
    return out


def _band_bins() -> tuple[list[int], list[int]]:
    """First and last (exclusive) bin of the bands; narrow ones at the bottom share bins."""
    edges_hz = np.geomspace(LOWEST_HZ, HIGHEST_HZ, N_BANDS + 1)
    bins = edges_hz * _N_FFT / _RATE
    first = np.floor(bins[:-1]).astype(int)
    return first.tolist(), np.maximum(np.ceil(bins[1:]).astype(int), first + 1).tolist()


def _computed(path: Path | str) -> Arrays:
    """Compute it piece by piece: an hour of samples is more memory than a window should take."""
    pieces = list[NDArray[np.uint8]]()
    wanted = (_PIECE_FRAMES - 1) * _HOP + _N_FFT
    while True:
        first = len(pieces) * _PIECE_FRAMES
        begin_s = first / FRAMES_PER_S - _N_FFT / 2 / _RATE
        audio = load_audio(path, mono=True, rate=_RATE, start_s=begin_s, duration_s=wanted / _RATE)
        samples = np.nan_to_num(audio.samples[:, 0], copy=False, posinf=0.0, neginf=0.0)
        n_left = max((len(samples) - _N_FFT // 2) // _HOP + 1, 0 if pieces else 1)  # frames to the end
        pieces.append(_levels(samples, min(n_left, _PIECE_FRAMES)))
        if n_left <= _PIECE_FRAMES:
            return {"levels": np.concatenate(pieces)}


def _is_sound(arrays: Arrays) -> bool:
    levels = arrays["levels"]
    return levels.ndim == 2 and levels.shape[1] == N_BANDS and len(levels) > 0 and levels.dtype == np.uint8
