"""Small dances that can be learnt in seconds, and presets small enough to learn them."""

from __future__ import annotations

import numpy as np

from core.audio.features import AudioFeatures
from core.data.dance import Dance
from core.motion import Motion
from core.training.presets import Preset, load_preset, with_overrides
from tests.conftest import make_motion

TINY = {
    "motion-bigru": [
        "channels=8",
        "hidden=8",
        "dense=8",
        "window_s=1.6",
        "hop_s=0.8",
        "copies=2",
        "epochs=3",
        "batch_size=8",
    ],
    "motion-transformer": [
        "channels=8",
        "heads=2",
        "layers=1",
        "window_s=1.6",
        "hop_s=0.8",
        "copies=2",
        "epochs=3",
        "batch_size=8",
    ],
    "bilstm-bigru": [
        "channels=4",
        "hidden=4",
        "dense=4",
        "window_s=1.6",
        "hop_s=0.8",
        "epochs=2",
        "batch_size=8",
    ],
    "pose-cnn-lstm": [
        "channels=8",
        "hidden=8",
        "dense=8",
        "window_s=1.6",
        "hop_s=0.8",
        "epochs=2",
        "batch_size=8",
    ],
    "attention-gan-small": [
        *("memory=8", "prenet=8", "hidden=8", "attention=8", "channels=8", "reach=5"),
        *("sequence_frames=48", "hop_s=1", "epochs=3", "batch_size=4"),
    ],
    "retrieval": ["sequence_frames=48", "hop_s=1"],
    "barre-diffusion": [
        "width=16",
        "layers=1",
        "heads=2",
        "steps=3",
        "sequence_frames=32",
        "hop_s=1",
        "copies=2",
        "epochs=3",
        "batch_size=8",
    ],
    "seq2seq": ["hidden=8", "sequence_frames=48", "hop_s=1", "epochs=3", "batch_size=4"],
    "vae-lstm-mdn": [
        "latent=4",
        "vae_units=8",
        "units=8",
        "mixtures=2",
        "curriculum_start=2",
        "curriculum_steps=2",
        "sequence_frames=48",
        "hop_s=1",
        "epochs=3",
        "batch_size=4",
    ],
}


def tiny(name: str, *overrides: str) -> Preset:
    return with_overrides(load_preset(name), [*TINY[name], *overrides])


def make_audio(n_frames: int, *, fps: float = 25.0, seed: int = 0) -> AudioFeatures:
    rng = np.random.default_rng(seed)
    return AudioFeatures(
        times_s=np.arange(n_frames) / fps,
        mfcc=rng.normal(0, 10, (n_frames, 20)).astype(np.float32),
        mel=rng.normal(-40, 10, (n_frames, 128)).astype(np.float32),
        chroma=rng.random((n_frames, 12)).astype(np.float32),
        onset=rng.random(n_frames).astype(np.float32),
        tempo_bpm=120.0,
        beats_s=np.arange(0, n_frames / fps, 0.5),
    )


def make_dance(key: str, style: str | None, *, seed: int, n_frames: int = 100, fps: float = 25.0) -> Dance:
    """One body with a dancer's deviations; every style waves its joints at its own rate."""
    body, habits = make_motion(n_frames, fps=fps, seed=4321), make_motion(n_frames, fps=fps, seed=seed)
    calm = body.with_positions(body.positions + np.float32(0.1) * habits.positions)
    beat = {"slow": 0.7, "fast": 2.5}.get(str(style), 1.5)
    wave = 0.3 * np.sin(2 * np.pi * beat * np.arange(n_frames) / fps)
    positions = calm.positions.copy()
    positions[..., 1] += (wave[:, None] * np.linspace(-1, 1, calm.n_joints)).astype(np.float32)
    motion = Motion(positions, fps, calm.skeleton)
    return Dance(key, motion, style, f"song of {key}", make_audio(n_frames, fps=fps, seed=seed))


def make_dances(n: int = 4, n_frames: int = 100, styles: tuple[str, ...] = ("slow", "fast")) -> list[Dance]:
    return [
        make_dance(f"{style}{i}", style, seed=100 * k + i, n_frames=n_frames)
        for k, style in enumerate(styles)
        for i in range(n)
    ]
