"""Small filmed dances: a drawn block that sways before a plain wall, each at its own pace."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from core.data.dance import Dance
from core.data.film import Film
from core.media.reader import VideoReader
from core.media.writer import VideoWriter
from core.motion import Motion
from core.skeleton import skeleton
from tests.conftest import make_motion

WIDTH, HEIGHT = 64, 48
WALL, SKIN = (200, 205, 190), (40, 30, 60)


def block_at(t: int, fps: float, pace: float) -> tuple[int, int]:
    """Return left and top of the 12 x 24 block."""
    phase = 2 * np.pi * pace * t / fps
    return round(26 + 18 * np.sin(phase)), round(14 + 4 * np.cos(2 * phase))


def make_film(path: Path, n_frames: int = 60, *, fps: float = 25.0, pace: float = 1.0) -> Path:
    with VideoWriter(path, width=WIDTH, height=HEIGHT, fps=fps, crf=8) as film:
        for t in range(n_frames):
            picture = np.full((HEIGHT, WIDTH, 3), WALL, np.uint8)
            left, top = block_at(t, fps, pace)
            picture[top : top + 24, left : left + 12] = SKIN
            film.write(picture)
    return path


def make_filmed_dance(
    folder: Path, key: str, *, n_frames: int = 60, pace: float = 1.0, cache: bool = True
) -> Dance:
    """A dance whose joints are on the block, in metres and in pixels."""
    path = make_film(folder / f"{key}.mp4", n_frames, pace=pace)
    body = skeleton("blazepose33")
    rest = np.random.default_rng(5).uniform([0, 0], [12, 24], (len(body.joints), 2))
    corners = np.array([block_at(t, 25.0, pace) for t in range(n_frames)], np.float64)
    xy = corners[:, None] + rest
    joints_px = np.concatenate([xy, np.ones((*xy.shape[:2], 1))], axis=2).astype(np.float32)
    habits = make_motion(n_frames, seed=round(1000 * pace)).positions  # else one would dance as the other
    metres = np.stack([xy[..., 0], -xy[..., 1], np.zeros(xy.shape[:2])], axis=2) / 14 + habits
    with VideoReader(path) as reader:
        film = Film(
            path, key.ljust(64, "0"), reader.times_s, reader.size, joints_px, body, folder if cache else None
        )
    return Dance(key, Motion(metres.astype(np.float32), 25.0, body), "sway", f"song of {key}", film=film)


def make_filmed_dances(folder: Path, n: int = 5, n_frames: int = 60) -> list[Dance]:
    return [make_filmed_dance(folder, f"f{i}", n_frames=n_frames, pace=0.8 + 0.3 * i) for i in range(n)]


def unfilmed(dance: Dance) -> Dance:
    return replace(dance, film=None)
