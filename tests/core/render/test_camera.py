"""One scale, everything inside, up is up."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.motion import Motion
from core.render.camera import Camera, project
from core.skeleton import skeleton
from tests.conftest import make_motion


def two_points(positions: list[list[list[float]]], fps: float = 25.0) -> Motion:
    joints = skeleton("blazepose33")
    all_joints = np.full((len(positions), 33, 3), np.nan, np.float32)
    all_joints[:, :2] = positions
    return Motion(all_joints, fps, joints)


def test_up_is_up_and_right_is_right() -> None:
    pixels = project(two_points([[[0, 0, 0], [1, 2, 0.5]]]), 300, 200)
    low, high = pixels[0, 0], pixels[0, 1]
    assert high[1] < low[1]
    assert high[0] > low[0]
    assert high[2] > low[2]


def test_the_scale_is_the_same_in_every_direction_and_frame() -> None:
    motion = make_motion(40, seed=3)
    pixels = project(motion, 640, 480)
    metres = np.linalg.norm(np.diff(motion.positions, axis=1), axis=2)
    moved = np.linalg.norm(np.diff(pixels, axis=1), axis=2)
    assert (moved / metres).std() < 1e-3 * (moved / metres).mean()


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.integers(64, 900), st.integers(64, 900), st.floats(0.01, 100))
def test_every_joint_is_inside_the_picture(seed: int, width: int, height: int, size: float) -> None:
    motion = make_motion(12, seed=seed)
    pixels = project(motion.with_positions(motion.positions * np.float32(size)), width, height)
    assert (pixels[..., 0] >= 0).all()
    assert (pixels[..., 0] <= width).all()
    assert (pixels[..., 1] >= 0).all()
    assert (pixels[..., 1] <= height).all()


def walk(distance_m: float, n_frames: int = 200) -> Motion:
    x = np.linspace(0, distance_m, n_frames)
    return two_points([[[at - 0.3, 0, 0], [at + 0.3, 1.7, 0]] for at in x])


def test_a_dancer_who_stays_is_seen_by_a_camera_that_stays() -> None:
    camera = Camera.fitted(walk(0.4), 500, 500)
    assert np.ptp(camera.centre_m[:, 0]) == 0


def test_a_dancer_who_travels_far_is_followed_and_drawn_large() -> None:
    motion = walk(9.0)
    pixels = project(motion, 500, 500)
    tall = pixels[:, 0, 1] - pixels[:, 1, 1]
    assert tall.min() > 250
    assert (pixels[:, :2, 0] >= 0).all()
    assert (pixels[:, :2, 0] <= 500).all()


def test_the_floor_is_left_in_a_jump_and_followed_in_a_drift() -> None:
    up = np.zeros(250)
    up[100:115] = 0.4 * np.sin(np.linspace(0, np.pi, 15))
    jump = Camera.fitted(two_points([[[0, y, 0], [0, y + 1.7, 0]] for y in up]), 400, 400)
    assert np.ptp(jump.floor_m) < 1e-6
    drift = np.linspace(0, 0.5, 250)
    recorded = Camera.fitted(two_points([[[0, y, 0], [0, y + 1.7, 0]] for y in drift]), 400, 400)
    assert recorded.floor_m == pytest.approx(drift, abs=0.12)


def test_missing_joints_and_frames_are_no_obstacle() -> None:
    motion = make_motion(30)
    motion.positions[4] = np.nan
    motion.positions[:, 7] = np.nan
    motion.positions[9, 3, 1] = np.inf
    pixels = project(motion, 320, 240)
    assert np.isnan(pixels[4]).all()
    assert np.isfinite(pixels[5, 8]).all()


def test_nobody_at_all_and_no_frames_still_make_a_view() -> None:
    nobody = make_motion(5).with_positions(np.full((5, 33, 3), np.nan, np.float32))
    assert np.isnan(project(nobody, 100, 100)).all()
    assert project(make_motion(5).slice(0, 0), 100, 100).shape == (0, 33, 3)


def test_one_joint_alone_is_in_the_middle_of_the_width() -> None:
    dot = two_points([[[2.0, 1.0, 0], [np.nan, np.nan, np.nan]]])
    assert project(dot, 200, 100)[0, 0, 0] == pytest.approx(100)
