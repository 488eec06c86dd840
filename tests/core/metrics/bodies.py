"""Bodies whose movements are known exactly, for the tests of metrics."""

from __future__ import annotations

import numpy as np

from core.motion import Motion
from core.skeleton import skeleton

FPS = 25.0


def standing(n_frames: int = 250, *, fps: float = FPS, name: str = "ballroom23") -> Motion:
    """Somebody who stands: hips at 1 m, ankles at 10 cm, heels and toes on the floor, shoulders at 1.4 m."""
    body = skeleton(name)
    positions = np.zeros((n_frames, len(body.joints), 3), np.float32)
    for j, joint in enumerate(body.joints):
        positions[:, j, 0] = 0.15 * (("left" in joint) - ("right" in joint))
        positions[:, j, 1] = _height(joint)
        positions[:, j, 2] = 0.15 * ("toe" in joint or "index" in joint or joint.endswith("_foot"))
    return Motion(positions, fps, body)


def moved(motion: Motion, joints: list[str], by: np.ndarray) -> Motion:
    """Add (T, 3) or (3,) metres to joints."""
    positions = motion.positions.copy()
    positions[:, motion.skeleton.indices(*joints)] += np.asarray(by, np.float32).reshape(-1, 1, 3)
    return motion.with_positions(positions)


def turned_about_vertical(motion: Motion, angle: float) -> Motion:
    cos, sin = np.cos(angle), np.sin(angle)
    turn = np.array([[cos, 0, sin], [0, 1, 0], [-sin, 0, cos]], np.float32)
    return motion.with_positions(motion.positions @ turn.T)


def _height(joint: str) -> float:
    for part, height in (("hip", 1.0), ("pelvis", 1.0), ("knee", 0.5), ("ankle", 0.1), ("heel", 0.0)):
        if part in joint:
            return height
    if "toe" in joint or joint.endswith(("foot_index", "_foot")):
        return 0.0
    return 1.4
