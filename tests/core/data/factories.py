"""Dances with songs, small enough to split in a test."""

from __future__ import annotations

import numpy as np

from core.audio.features import AudioFeatures
from core.data.dance import Dance
from core.motion import Motion
from tests.conftest import make_motion


def make_chroma(seed: int, n_frames: int, fps: float = 25.0) -> np.ndarray:
    """(T, 12): a new random chord every half second."""
    chords = np.random.default_rng(seed).random((int(n_frames / fps * 2) + 2, 12)).astype(np.float32)
    return chords[(np.arange(n_frames) / fps * 2).astype(int)]


def audio_of(chroma: np.ndarray, fps: float = 25.0) -> AudioFeatures:
    n = len(chroma)
    return AudioFeatures(
        times_s=np.arange(n) / fps,
        mfcc=np.zeros((n, 20), np.float32),
        mel=np.zeros((n, 128), np.float32),
        chroma=chroma.astype(np.float32),
        onset=np.zeros(n, np.float32),
        tempo_bpm=120.0,
        beats_s=np.arange(0, n / fps, 0.5),
    )


def make_dance(
    key: str, style: str | None = "waltz", *, seed: int, n_frames: int = 300, song: str | None = None
) -> Dance:
    """A dance like no other: its motion and its song follow from the seed."""
    audio = audio_of(make_chroma(seed, n_frames))
    return Dance(key, make_motion(n_frames, seed=seed), style, song or f"song of {key}", audio)


def make_dances(per_style: dict[str, int], n_frames: int = 300) -> list[Dance]:
    names = [(style, i) for style, n in per_style.items() for i in range(n)]
    return [
        make_dance(f"{style}{i}", style, seed=seed, n_frames=n_frames)
        for seed, (style, i) in enumerate(names)
    ]


def turned_by(motion: Motion, angle: float) -> Motion:
    """The same motion facing another way, turned about the vertical through the origin."""
    cos, sin = np.cos(angle), np.sin(angle)
    rotation = np.array([[cos, 0, -sin], [0, 1, 0], [sin, 0, cos]], np.float32)
    return motion.with_positions(motion.positions @ rotation)


def pasted(motion: Motion, part: Motion, at: int) -> Motion:
    """`motion` with its frames from `at` on replaced by those of `part`."""
    positions = motion.positions.copy()
    positions[at : at + part.n_frames] = part.positions
    return motion.with_positions(positions)
