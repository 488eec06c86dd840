"""Which beat of the music each frame is at, from what the model hears."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

N_PHASE = (
    3  # the last numbers of a frame of music, see `core.audio.phase`: cosine and sine of the beat, tempo
)


def beat_places(audio: NDArray[np.float32]) -> Array | None:
    """(T, A) music -> (T,) beats passed, rising, whole on each beat; None where no beat is heard."""
    cosine, sine = audio[:, -N_PHASE], audio[:, -N_PHASE + 1]
    if not len(audio) or not (cosine.any() or sine.any()):
        return None
    places: Array = np.unwrap(np.arctan2(sine, cosine).astype(np.float64)) / (2 * np.pi)
    return places


def beat_frames(audio: NDArray[np.float32]) -> Array:
    """(T, A) music -> (B,) frames, with fractions, that its beats fall on."""
    places = beat_places(audio)
    if places is None:
        return np.empty(0)
    beats = np.arange(np.ceil(places[0]), np.floor(places[-1]) + 1)
    return np.interp(beats, places, np.arange(len(places)))


def tempo_octaves(audio: NDArray[np.float32]) -> float:
    """(T, A) music -> its tempo, in octaves above 120 beats a minute; 0 where no beat is heard."""
    return float(np.median(audio[:, -1])) if len(audio) else 0.0
