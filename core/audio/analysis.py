"""Everything that is computed from a whole recording, once, and kept by its content."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from core.audio import cache, spectrum
from core.audio.cache import Arrays
from core.audio.tracking import tempo_of, track_beats
from core.media.sound import load_audio

_NAMES = ("mfcc", "mel", "chroma", "onset", "tempo_bpm", "beats_s")
# Part of the cached file's name: raise it whenever the numbers change.
_KIND = f"features-v1-{spectrum.RATE}-{spectrum.HOP}"


def analysis_of(path: Path | str, cache_dir: Path | None) -> Arrays:
    """Return the features of a whole recording on the grid of `spectrum.frame_times_s`, and its beats.

    Raises:
        MediaError: the file cannot be read, or has no sound.
    """
    return cache.kept(path, cache_dir, _KIND, _NAMES, lambda: _analysed(path), _is_whole)


def features_if_kept(path: Path | str, cache_dir: Path) -> Arrays | None:
    """Return what `analysis_of` would find in the cache, without a heavy library; None where it would work.

    Raises:
        MediaError: the file cannot be read.
    """
    return cache.if_kept(path, cache_dir, _KIND, _NAMES, _is_whole)


def _analysed(path: Path | str) -> Arrays:
    samples = load_audio(path, mono=True, rate=spectrum.RATE).samples[:, 0]
    samples = np.nan_to_num(samples, posinf=0.0, neginf=0.0)  # floats in a file may be anything
    features = spectrum.spectral_features(samples)
    beats_s = track_beats(samples, features["onset"])
    return {**features, "tempo_bpm": np.array(tempo_of(beats_s)), "beats_s": beats_s}


def _is_whole(arrays: Arrays) -> bool:
    n = len(arrays["onset"]) if arrays["onset"].ndim == 1 else 0
    widths = {"mfcc": spectrum.N_MFCC, "mel": spectrum.N_MELS, "chroma": spectrum.N_CHROMA}
    shapes_fit = all(arrays[name].shape == (n, width) for name, width in widths.items())
    are_floats = all(arrays[name].dtype == np.float32 for name in (*widths, "onset"))
    return n > 0 and shapes_fit and are_floats and _has_beats(arrays)


def _has_beats(arrays: Arrays) -> bool:
    tempo, beats = arrays["tempo_bpm"], arrays["beats_s"]
    return tempo.shape == () and beats.ndim == 1 and tempo.dtype == beats.dtype == np.float64
