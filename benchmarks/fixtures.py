"""Projects of any size for the benchmarks: every frame tracked, a share of the frames corrected."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.entities import CorrectionKind, JointEdit, NewVideo, Space, VideoKind
from core.skeleton import skeleton
from db.project import Project

BLOCK = 4096
ANNOTATOR = "Benchmark"


@dataclass(frozen=True)
class Film:
    """The film behind every video of a benchmark project; the default is none at all."""

    path: str = "/nowhere/film.mp4"
    fps: float = 25.0
    width_px: int = 640
    height_px: int = 360
    has_audio: bool = False


def build_project(
    folder: Path,
    *,
    frames: int,
    videos: int = 20,
    corrected: float = 0.01,
    film: Film | None = None,
    seed: int = 0,
) -> Project:
    """Make a project of `frames` pose frames (33 joints, one person, in pixels) dealt evenly to `videos`.

    Args:
        corrected: share of the frames with one moved joint.
        film: give one with at least ``frames / videos`` frames to also show pictures.
    """
    film = film or Film()
    rng = np.random.default_rng(seed)
    walk = _walk(rng, film)
    project = Project.create(folder)
    for i in range(videos):
        n = frames // videos + (i < frames % videos)
        video = project.videos.add(_video(film, i, n))
        body = skeleton("blazepose33")
        with project.tracks.writer(video.id, 0, Space.IMAGE, "benchmark", body, film.fps) as writer:
            for start in range(0, n, BLOCK):
                writer.append(walk[: min(BLOCK, n - start)])
        places = rng.choice(n, size=round(n * corrected), replace=False)
        for batch in np.array_split(places, max(1, len(places) // 5000)):
            project.corrections.put(
                writer.track.id, [move(rng, frame) for frame in batch.tolist()], ANNOTATOR
            )
        project.segments.add(
            video.id, "style", ["waltz", "rumba"][i % 2], 0.0, max(n, 1) / film.fps, ANNOTATOR
        )
    return project


def move(rng: np.random.Generator, frame: int) -> JointEdit:
    """A random joint of a frame, moved somewhere into the picture."""
    x, y = rng.uniform(0, 300, 2)
    return JointEdit(frame, int(rng.integers(33)), CorrectionKind.MOVE, float(x), float(y), 0.0)


def _video(film: Film, i: int, n_frames: int) -> NewVideo:
    return NewVideo(
        kind=VideoKind.VIDEO,
        name=f"Dance {i + 1}",
        path=film.path,
        sha256=hashlib.sha256(f"{film.path}{i}".encode()).hexdigest(),
        size_bytes=1,
        fps=film.fps,
        n_frames=n_frames,
        duration_s=n_frames / film.fps,
        width_px=film.width_px,
        height_px=film.height_px,
        has_audio=film.has_audio,
    )


def _walk(rng: np.random.Generator, film: Film) -> NDArray[np.float32]:
    """(BLOCK, 33, 4): a body in pixels that sways about and trembles as estimates do."""
    t = np.arange(BLOCK)[:, None, None] / film.fps
    centre = np.array([film.width_px / 2, film.height_px / 2, 0])
    rest = centre + rng.normal(0, [film.width_px / 12, film.height_px / 5, 20], (1, 33, 3))
    sway = 15 * np.sin(2 * np.pi * 0.5 * t + rng.uniform(0, 6, (1, 33, 3)))
    poses = np.empty((BLOCK, 33, 4), np.float32)
    poses[..., :3] = rest + sway + rng.normal(0, 0.7, (BLOCK, 33, 3))
    poses[..., 3] = rng.uniform(0.3, 1, (BLOCK, 33))
    return poses


def add_study(project: Project) -> int:
    """Start a study of grades of six dances of two seconds, without practice and checks; return its id."""
    from core.studies.design import Design
    from workbench.actions.studies import new_study, start_study
    from workbench.actions.study_items import study_items

    body = skeleton("blazepose33")
    rng = np.random.default_rng(0)
    for nth in range(6):
        new = NewVideo(
            kind=VideoKind.MOTION, name=f"dance {nth}", path=f"/films/{nth}.npz", sha256=f"{nth:064d}",
            size_bytes=1, fps=25.0, n_frames=50, duration_s=2.0,
        )  # fmt: skip
        video = project.videos.add(new)
        frames = rng.normal(0, 0.3, (50, len(body.joints), 4)).astype(np.float32)
        frames[..., 3] = 1
        project.tracks.add(video.id, 0, Space.WORLD, "file", body, 25.0, frames=frames)
    design = Design("Crash", items=study_items(project), clip_s=1.0, n_practice=0, n_frozen=0, n_repeats=0)
    return start_study(project, new_study(project, design).id).id
