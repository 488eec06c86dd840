"""Bodies in the picture whose joints are known."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.skeleton import skeleton

BODY = skeleton("blazepose33")
COCO = skeleton("coco17")


def standing(n_frames: int = 1) -> NDArray[np.float32]:
    """(T, 33, 4): somebody who faces the camera, arms a little bent, symmetric about x = 200."""
    pose = np.zeros((len(BODY.joints), 4), np.float32)
    pose[:, 3] = 0.9
    half = {
        "eye_inner": (4, 55), "eye": (8, 54), "eye_outer": (12, 55), "ear": (18, 60), "shoulder": (40, 100),
        "elbow": (60, 160), "wrist": (55, 220), "pinky": (57, 235), "index": (54, 238), "thumb": (48, 232),
        "hip": (25, 240), "knee": (28, 330), "ankle": (27, 420), "heel": (25, 430), "foot_index": (35, 435),
    }  # fmt: skip
    for name, (away, y) in half.items():
        for side, sign in (("left", 1), ("right", -1)):
            pose[BODY.index(f"{side}_{name}"), :2] = 200 + sign * away, y
    pose[BODY.index("nose"), :2] = 200, 60
    pose[BODY.index("mouth_left"), :2] = 205, 70
    pose[BODY.index("mouth_right"), :2] = 195, 70
    pose[:, 2] = np.arange(len(pose))
    return np.repeat(pose[None], n_frames, axis=0)


def at(pose: NDArray[np.float32], joint: str) -> NDArray[np.float64]:
    """(2,) where a joint of a pose (33, 4) is."""
    return pose[BODY.index(joint), :2].astype(float)
