"""Sounds whose features are known."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from core.media.sound import Audio, save_wav

RATE = 22_050
SoundMaker = Callable[..., Path]


@pytest.fixture
def sound(tmp_path: Path) -> SoundMaker:
    """Write samples to a file; return its path."""

    def write(samples: np.ndarray, name: str = "sound.wav", rate: int = RATE) -> Path:
        columns = samples if samples.ndim == 2 else samples[:, None]
        save_wav(tmp_path / name, Audio(columns.astype(np.float32), rate))
        return tmp_path / name

    return write


def clicks(beats_s: np.ndarray, duration_s: float) -> np.ndarray:
    """Bursts of 1 kHz, 50 ms, each beginning exactly on its beat."""
    out = np.zeros(round(duration_s * RATE))
    t = np.arange(round(0.05 * RATE)) / RATE
    burst = 0.6 * np.sin(2 * np.pi * 1000 * t) * np.exp(-t / 0.012)
    for beat in beats_s:
        at = round(beat * RATE)
        out[at : at + len(burst)] += burst[: len(out) - at]
    return out


def sine(hertz: float, duration_s: float = 1.0) -> np.ndarray:
    return 0.5 * np.sin(2 * np.pi * hertz * np.arange(round(duration_s * RATE)) / RATE)
