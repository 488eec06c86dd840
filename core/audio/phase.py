"""Where in a beat each moment is: what a step has to know to land on the next one."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.audio.features import AudioFeatures

N_PHASE = 3
_AVERAGE_BEAT_S = 0.5


def beat_phase(audio: AudioFeatures, *, fps: float | None = None) -> NDArray[np.float32]:
    """Return (T, 3): cosine and sine of the beat's phase, and the tempo.

    The phase grows by 2 pi from each beat to the next and is 0 on it; the interval at either end goes on. The
    tempo is in octaves above 120 beats a minute. Fewer than two beats have neither: all is 0.

    Args:
        fps: how many of the moments are a second of what is danced, where that is not a second of the song: a
            song heard faster has a faster tempo. Without it the song's own tempo is told.
    """
    beats, times = audio.beats_s, audio.times_s
    if len(beats) < 2 or not len(times):
        return np.zeros((len(times), N_PHASE), np.float32)
    i = np.clip(np.searchsorted(beats, times, side="right") - 1, 0, len(beats) - 2)
    beat_s = np.maximum(beats[i + 1] - beats[i], 1e-3)
    angle = 2 * np.pi * (times - beats[i]) / beat_s
    hurry = float(np.median(np.diff(times))) * fps if fps is not None and len(times) > 1 else 1.0
    tempo = np.log2(_AVERAGE_BEAT_S * hurry / beat_s)
    return np.stack([np.cos(angle), np.sin(angle), tempo], axis=1).astype(np.float32)
