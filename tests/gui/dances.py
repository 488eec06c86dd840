"""Generated dances for the tests of Compare and Rate: real files of a real project."""

from __future__ import annotations

import numpy as np

from core.entities import Generated, Run
from core.formats import npz
from core.media.files import sha256_of
from core.media.sound import Audio, save_wav
from core.motion import Motion
from core.skeleton import skeleton
from db.project import Project


def add_run(project: Project, preset: str = "seq2seq", task: str = "generate", *, seed: int = 0) -> Run:
    return project.runs.create(
        preset=preset, task=task, config={}, seed=seed, device="cpu", versions={}, name=preset
    )


def add_song(project: Project, name: str = "song.wav", seconds: float = 2.0) -> str:
    path = project.path / "media" / name
    path.parent.mkdir(exist_ok=True)
    rate = 8000
    wave = np.sin(np.arange(int(rate * seconds)) * (0.1 + 0.01 * len(name))).astype(np.float32)
    save_wav(path, Audio(wave[:, None], rate))
    return str(path)


def standing(n_frames: int = 50, *, fps: float = 25.0, lift_m: float = 0.0) -> Motion:
    """A body that stands and lifts its left wrist by `lift_m` over the motion."""
    body = skeleton("blazepose33")
    rest = {
        "nose": (0, 0.6), "shoulder": (0.18, 0.45), "elbow": (0.35, 0.25), "wrist": (0.45, 0.05),
        "pinky": (0.47, 0), "index": (0.48, 0), "thumb": (0.46, 0.02),
        "hip": (0.1, 0), "knee": (0.11, -0.42), "ankle": (0.12, -0.82), "heel": (0.12, -0.86),
        "foot_index": (0.14, -0.86), "ear": (0.07, 0.62), "eye": (0.03, 0.64),
        "eye_inner": (0.02, 0.64), "eye_outer": (0.05, 0.64), "mouth": (0.03, 0.55),
    }  # fmt: skip
    points = []
    for joint in body.joints:
        side = 1 if "left" in joint else -1 if "right" in joint else 0
        name = joint.replace("left_", "").replace("right_", "").replace("_left", "").replace("_right", "")
        x, y = rest[name]
        points.append((side * x, y, 0.0))
    positions = np.repeat(np.array(points, np.float32)[None], n_frames, axis=0)
    positions[:, body.index("left_wrist"), 1] += np.linspace(0, lift_m, n_frames)
    return Motion(positions, fps, body)


def add_generated(project: Project, run: Run, song: str, *, seed: int = 0) -> Generated:
    path = project.generated_dir / f"{run.id}-{seed}.npz"
    path.parent.mkdir(exist_ok=True)
    npz.write(path, standing(lift_m=0.1 * seed))
    sha = sha256_of(song)
    return project.generated.add(run.id, str(path), sha256_of(path), song, sha, 0.0, seed, 25.0, 50)
