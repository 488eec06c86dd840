"""The beats of a song."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.audio.analysis import analysis_of


@dataclass(frozen=True, eq=False)
class Beats:
    """Where the beats of a song are.

    Attributes:
        tempo_bpm: beats a minute; 0 where no beat is heard.
        beats_s: (B,) float64, seconds of the song, rising.
    """

    tempo_bpm: float
    beats_s: NDArray[np.float64]


def find_beats(path: Path | str, cache_dir: Path | None = None) -> Beats:
    """Return the beats of a song; all its features are analysed and kept with them.

    Raises:
        MediaError: the file cannot be read, or has no sound.
    """
    arrays = analysis_of(path, cache_dir)
    return Beats(float(arrays["tempo_bpm"]), arrays["beats_s"])
