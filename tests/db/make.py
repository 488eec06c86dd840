"""Small things to put into projects."""

from __future__ import annotations

import numpy as np

from core.entities import CorrectionKind, JointEdit, NewVideo, Space, Track, Video, VideoKind
from core.skeleton import Skeleton, skeleton
from db.project import Project

TWO_JOINTS = Skeleton("pair", ("left", "right"), ((0, 1),), (1, 0), (0, 1))


def new_video(name: str = "film", *, n_frames: int = 100, sha256: str = "a" * 64, **more: object) -> NewVideo:
    """A film of 25 frames a second that lies outside the project."""
    values = {
        "kind": VideoKind.VIDEO, "name": name, "path": f"/films/{name}.mp4", "sha256": sha256,
        "size_bytes": 1000, "fps": 25.0, "n_frames": n_frames, "duration_s": n_frames / 25,
    }  # fmt: skip
    return NewVideo(**(values | more))  # type: ignore[arg-type]


def add_video(project: Project, name: str = "film", *, n_frames: int = 100, **more: object) -> Video:
    return project.videos.add(new_video(name, n_frames=n_frames, **more))


def poses(n_frames: int, n_joints: int = 2, seed: int = 0) -> np.ndarray:
    """(T, J, 4) noise."""
    return np.random.default_rng(seed).normal(0, 1, (n_frames, n_joints, 4)).astype(np.float32)


def add_track(
    project: Project, frames: np.ndarray | None = None, *, video_id: int | None = None, person: int = 0,
    space: Space = Space.IMAGE, source: str = "test",
) -> Track:  # fmt: skip
    """A track of two joints (or of BlazePose's 33, by the frames' shape)."""
    frames = poses(100) if frames is None else frames
    body = TWO_JOINTS if frames.shape[1] == 2 else skeleton("blazepose33")
    if video_id is None:
        video_id = add_video(project, n_frames=len(frames)).id
    return project.tracks.add(video_id, person, space, source, body, 25.0, frames)


def move(frame: int, joint: int, x: float, y: float = 0.0, z: float | None = None) -> JointEdit:
    return JointEdit(frame, joint, CorrectionKind.MOVE, x, y, z)


def hide(frame: int, joint: int) -> JointEdit:
    return JointEdit(frame, joint, CorrectionKind.HIDE)


def revert(frame: int, joint: int) -> JointEdit:
    return JointEdit(frame, joint, CorrectionKind.REVERT)
