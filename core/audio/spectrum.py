"""Spectral features of a whole recording on a fixed grid, with librosa, in memory that does not grow with it.

All are those of librosa 0.11 with the parameters below: the log-mel spectrum in decibels against full scale
(not against the loudest frame, so that the same sound always has the same numbers), its first 20 cosine
coefficients as MFCC, chroma for A4 = 440 Hz, and the onset strength of McFee and others (librosa,
SciPy 2015), the mean rise of the log-mel spectrum.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]

RATE = 22_050
HOP = 512
N_FFT = 2048
N_MFCC, N_MELS, N_CHROMA = 20, 128, 12
FLOOR_DB = -100.0  # of digital silence
_ONSET_RANGE_DB = 80.0  # quieter than this below the loudest is silence to the onset detector
_BLOCK_FRAMES = 2048


def n_frames_of(n_samples: int) -> int:
    """Return how many frames a recording has: frame k is centred on sample k * HOP."""
    return 1 + n_samples // HOP


def frame_times_s(n_frames: int) -> NDArray[np.float64]:
    """Return (n_frames,) where the frames are centred, seconds."""
    return np.arange(n_frames) * HOP / RATE


def spectral_features(samples: Array) -> dict[str, Array]:
    """Return features on the grid of `frame_times_s`.

    Args:
        samples: (N,) mono at `RATE`; any N, also 0.

    Returns:
        ``mel`` (K, 128) in dB, ``mfcc`` (K, 20), ``chroma`` (K, 12) of 0 to 1, ``onset`` (K,).
    """
    from librosa.feature import mfcc
    from librosa.onset import onset_strength

    blocks = [_mel_and_chroma(power) for power in _power_blocks(samples)]
    mel = np.concatenate([block[0] for block in blocks])
    chroma = np.concatenate([block[1] for block in blocks])
    heard = np.maximum(mel, mel.max() - _ONSET_RANGE_DB)
    # One frame has nothing to rise from.
    onset = onset_strength(S=heard.T, sr=RATE) if len(mel) > 1 else np.zeros(len(mel))
    return {
        "mel": mel,
        "mfcc": np.ascontiguousarray(mfcc(S=mel.T, n_mfcc=N_MFCC).T, np.float32),
        "chroma": chroma,
        "onset": np.asarray(onset, np.float32),
    }


def silence() -> dict[str, Array]:
    """Return one row of each feature as digital silence has it."""
    first = np.zeros(N_MFCC, np.float32)
    first[0] = FLOOR_DB * np.sqrt(N_MELS)  # the orthonormal cosine transform of a constant
    return {
        "mel": np.full(N_MELS, FLOOR_DB, np.float32),
        "mfcc": first,
        "chroma": np.zeros(N_CHROMA, np.float32),
        "onset": np.zeros((), np.float32),
    }


def _power_blocks(samples: Array) -> Iterator[Array]:
    """Yield (1 + N_FFT / 2, k) power spectra of consecutive frames."""
    import librosa

    n_frames = n_frames_of(len(samples))
    padded = np.pad(samples, (N_FFT // 2, N_FFT // 2 + HOP))
    for start in range(0, n_frames, _BLOCK_FRAMES):
        stop = min(start + _BLOCK_FRAMES, n_frames)
        part = padded[start * HOP : (stop - 1) * HOP + N_FFT]
        yield np.abs(librosa.stft(part, n_fft=N_FFT, hop_length=HOP, center=False)) ** 2


def _mel_and_chroma(power: Array) -> tuple[Array, Array]:
    import librosa

    level = librosa.power_to_db(_mel_filters() @ power, ref=1.0, amin=10 ** (FLOOR_DB / 10), top_db=None)
    mel = np.maximum(level, FLOOR_DB)  # rounding puts silence a hair below
    # The tuning is given: to guess it from silence is a warning, and from a block a different guess each.
    chroma = librosa.feature.chroma_stft(S=power, sr=RATE, n_fft=N_FFT, tuning=0.0)
    return np.asarray(mel.T, np.float32), np.asarray(chroma.T, np.float32)


@lru_cache(maxsize=1)
def _mel_filters() -> Array:
    from librosa.filters import mel

    return np.asarray(mel(sr=RATE, n_fft=N_FFT, n_mels=N_MELS), np.float32)
