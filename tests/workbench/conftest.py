"""Projects to act on, and small files to act with."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from core.entities import NewVideo, Space, Video, VideoKind
from core.formats import npz
from core.media.sound import Audio
from core.media.writer import VideoWriter
from core.motion import Motion
from core.skeleton import skeleton
from db.project import Project


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """An empty project."""
    with Project.create(tmp_path / "test.barre") as project:
        yield project


def swaying(n_frames: int = 50, *, fps: float = 25.0, phase: float = 0.0) -> Motion:
    """A body whose joints all sway half a metre sideways once in two seconds."""
    body = skeleton("blazepose33")
    rest = np.random.default_rng(7).normal(0, 0.4, (1, len(body.joints), 3))
    sway = 0.5 * np.sin(np.pi * np.arange(n_frames) / fps + phase)
    positions = np.repeat(rest, n_frames, axis=0)
    positions[..., 0] += sway[:, None]
    return Motion(positions.astype(np.float32), fps, body)


@pytest.fixture
def sway() -> Callable[..., Motion]:
    """The factory of swaying bodies."""
    return swaying


@pytest.fixture
def make_motion_file(tmp_path: Path) -> Callable[..., Path]:
    """Write a swaying body; equal arguments give equal files."""

    def make(name: str = "sway.npz", n_frames: int = 50, *, phase: float = 0.0) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        npz.write(path, swaying(n_frames, phase=phase))
        return path

    return make


@pytest.fixture
def make_film(tmp_path: Path) -> Callable[..., Path]:
    """Write a small film of a moving grey bar, with a tone when asked; nobody is in it."""

    def make(name: str = "film.mp4", n_frames: int = 20, *, fps: float = 10.0, sound: bool = False) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        t = np.arange(int(n_frames / fps * 8000)) / 8000
        tone = Audio(np.sin(2 * np.pi * 440 * t).astype(np.float32)[:, None] * 0.3, 8000)
        with VideoWriter(path, width=64, height=48, fps=fps, audio=tone if sound else None) as film:
            for i in range(n_frames):
                picture = np.zeros((48, 64, 3), np.uint8)
                picture[:, i % 64] = 128
                film.write(picture)
        return path

    return make


@pytest.fixture
def add_motion(project: Project) -> Callable[..., Video]:
    """Put a motion into the project without a file."""

    def add(name: str = "sway", motion: Motion | None = None, **more: object) -> Video:
        motion = motion or swaying()
        new = NewVideo(
            VideoKind.MOTION, name, f"media/{name}.npz", name.ljust(64, "0"), 1,
            motion.fps, motion.n_frames, motion.duration_s, **more,
        )  # fmt: skip
        video = project.videos.add(new)
        seen = ~motion.missing
        frames = np.concatenate([motion.positions, seen[..., None]], axis=2, dtype=np.float32)
        project.tracks.add(video.id, 0, Space.WORLD, "file", motion.skeleton, motion.fps, frames)
        return video

    return add


@pytest.fixture(scope="session")
def dancer_film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A drawn dancer: 40 frames at 20 fps."""
    from core.demo.choreography import STYLES, choreograph
    from core.render.film import render_film

    path = tmp_path_factory.mktemp("films") / "dancer.mp4"
    motion = choreograph(STYLES[0], duration_s=2.0, tempo_bpm=120, seed=1, fps=20)
    render_film(motion, path, size=(288, 288))
    return path
