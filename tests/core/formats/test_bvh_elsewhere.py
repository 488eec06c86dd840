"""What another program makes of our BVH files: read with SciPy's rotations and nothing of our own."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.transform import Rotation

from core.formats import bvh
from core.motion import Motion
from core.training.bodies import common_body
from tests.conftest import make_motion

Joints = dict[str, NDArray[np.float64]]


def read_elsewhere(path: Path, *, only_root_moves: bool) -> Joints:
    """Return (T, 3) of each joint as the format's definition has it.

    A joint's turn is that of its parent times its own, about z, x and y in this order; its place is its
    offset, or its position channels in place of it. Programs for stiff bodies read only those of the root.
    """
    hierarchy, motion = path.read_text().split("MOTION")
    rows = np.array([line.split() for line in motion.splitlines()[3:]], float)
    places: Joints = {}
    turns: dict[str, Rotation] = {}
    stack: list[str] = []
    column = 0
    for line in hierarchy.splitlines():
        words = line.split()
        if words[0] in ("ROOT", "JOINT", "End"):
            stack.append(words[1] if words[0] != "End" else "")
        elif words[0] == "}":
            stack.pop()
        elif words[0] == "OFFSET" and stack[-1]:
            offset = np.array(words[1:], float)
        elif words[0] == "CHANNELS":
            channels = words[2:]
            values = dict(zip(channels, rows.T[column : column + len(channels)], strict=True))
            column += len(channels)
            place = np.tile(offset, (len(rows), 1))
            if "Xposition" in values and not (only_root_moves and len(stack) > 1):
                place = np.stack([values[f"{axis}position"] for axis in "XYZ"], axis=1)
            assert [name[0] for name in channels if name.endswith("rotation")] == ["Z", "X", "Y"]
            angles = np.stack([values[f"{axis}rotation"] for axis in "ZXY"], axis=1)
            turn = Rotation.from_euler("ZXY", angles, degrees=True)
            if len(stack) > 1:
                place = places[stack[-2]] + turns[stack[-2]].apply(place)
                turn = turns[stack[-2]] * turn
            places[stack[-1]], turns[stack[-1]] = place, turn
    return places


def a_dance() -> Motion:
    """A body as generators write it: bones that stretch by some centimetres."""
    whole = make_motion(20)
    body = common_body()
    return Motion(whole.positions[:, whole.skeleton.indices(*body.joints)], 25.0, body)


def test_every_joint_is_where_it_was(tmp_path):
    motion = a_dance()
    bvh.write(tmp_path / "dance.bvh", motion)
    found = read_elsewhere(tmp_path / "dance.bvh", only_root_moves=False)
    for j, joint in enumerate(motion.skeleton.joints):
        np.testing.assert_allclose(found[joint], motion.positions[:, j], atol=1e-4)


def test_where_only_the_root_is_placed_the_angles_point_limbs_where_they_pointed(tmp_path):
    motion = a_dance()
    bvh.write(tmp_path / "dance.bvh", motion, fixed_lengths=True)
    found = read_elsewhere(tmp_path / "dance.bvh", only_root_moves=True)
    at = {joint: motion.positions[:, j] for j, joint in enumerate(motion.skeleton.joints)}
    for side in ("left", "right"):
        for upper, lower in (("shoulder", "elbow"), ("elbow", "wrist"), ("hip", "knee"), ("knee", "ankle")):
            a, b = f"{side}_{upper}", f"{side}_{lower}"
            pointed, points = at[b] - at[a], found[b] - found[a]
            cosine = (
                (pointed * points).sum(1) / np.linalg.norm(pointed, axis=1) / np.linalg.norm(points, axis=1)
            )
            assert np.degrees(np.arccos(np.clip(cosine, -1, 1))).max() < 0.1, (a, b)
