from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import InputError
from core.features.motion import (
    MotionFeatures,
    angle_between,
    bend_joints,
    bends,
    feature_names,
    motion_features,
)
from core.motion import Motion
from core.skeleton import Skeleton, skeleton
from tests.conftest import make_motion
from tests.core.data.factories import turned_by

AS_IT_STANDS = MotionFeatures(face_front=False)
SKELETONS = ("blazepose33", "ballroom23", "coco17", "h36m17")


def column(motion: Motion, name: str, which: MotionFeatures = AS_IT_STANDS) -> np.ndarray:
    return motion_features(motion, which)[:, feature_names(motion.skeleton, which).index(name)]


@pytest.mark.parametrize("name", SKELETONS)
@pytest.mark.parametrize("n_frames", [0, 1, 2, 30])
def test_every_column_has_a_name_and_every_frame_a_row(name, n_frames):
    motion = make_motion(n_frames, skeleton_name=name)
    names = feature_names(motion.skeleton)
    assert len(set(names)) == len(names)
    values = motion_features(motion)
    assert values.shape == (n_frames, len(names))
    assert values.dtype == np.float32


def test_groups_of_features_can_be_left_out():
    motion = make_motion(10)
    counts = [motion_features(motion, MotionFeatures(*(i == k for i in range(3)))).shape[1] for k in range(3)]
    assert counts == [33 * 3, 33 * 3 + 4, 8]
    assert motion_features(motion, MotionFeatures(False, False, False)).shape == (10, 0)


def test_positions_are_relative_to_the_hips():
    motion = make_motion(10)
    wrist = motion.skeleton.index("left_wrist")
    expected = motion.positions[:, wrist, 1] - motion.root[:, 1]
    assert column(motion, "position left_wrist y") == pytest.approx(expected)


def test_velocities_are_metres_a_second_over_the_floor():
    still = make_motion(2).positions[:1]
    drift = np.arange(20, dtype=np.float32)[:, None, None] * np.float32([0.02, 0, -0.01])
    motion = make_motion(20).with_positions(still + drift)
    assert column(motion, "velocity nose x") == pytest.approx(0.5, abs=1e-4)
    assert column(motion, "velocity root z") == pytest.approx(-0.25, abs=1e-4)
    assert column(motion, "turning") == pytest.approx(0, abs=1e-4)


def test_turning_is_radians_a_second_to_the_left_also_through_half_a_turn():
    pose = make_motion(1)
    frames = [turned_by(pose, angle).positions[0] for angle in -0.1 * np.arange(100)]
    motion = Motion(np.stack(frames), 25.0, pose.skeleton)
    rates = column(motion, "turning")
    assert abs(rates[0]) == pytest.approx(2.5, rel=1e-3)
    assert rates == pytest.approx(rates[0], rel=1e-2)


@given(angle=st.floats(-3, 3), shift=st.tuples(*[st.floats(-5, 5)] * 3))
@settings(max_examples=25, deadline=None)
def test_where_a_dancer_stands_and_faces_does_not_matter(angle, shift):
    motion = make_motion(30)
    moved = turned_by(motion, angle)
    moved = moved.with_positions(moved.positions + np.float32(shift))
    assert motion_features(moved) == pytest.approx(motion_features(motion), abs=2e-3)


def test_facing_front_can_be_left_out():
    motion = make_motion(30)
    there = column(turned_by(motion, np.pi), "position nose x")
    assert there == pytest.approx(-column(motion, "position nose x"), abs=1e-5)


def test_the_features_of_a_window_need_nothing_outside_it():
    motion = make_motion(60)
    whole, window = motion_features(motion), motion_features(motion.slice(20, 40))
    assert window[:-1] == pytest.approx(whole[20:39], abs=1e-4)
    velocity = column(motion.slice(20, 40), "velocity nose x")
    assert velocity[-1] == velocity[-2]


def test_a_straight_arm_is_pi_and_a_right_angle_half_of_it():
    body = skeleton("h36m17")
    positions = np.random.default_rng(0).normal(size=(2, 17, 3)).astype(np.float32)
    arm = body.indices("left_shoulder", "left_elbow", "left_wrist")
    positions[0, arm] = [[0, 0, 0], [1, 0, 0], [2.5, 0, 0]]
    positions[1, arm] = [[0, 0, 0], [1, 0, 0], [1, 0, 3]]
    elbow = bend_joints(body).index(tuple(arm))
    assert bends(Motion(positions, 25.0, body))[:, elbow] == pytest.approx([np.pi, np.pi / 2])


@pytest.mark.parametrize("name", SKELETONS)
def test_every_shipped_skeleton_bends_at_elbows_shoulders_hips_and_knees(name):
    body = skeleton(name)
    at = sorted(body.joints[joint].split("_")[1] for _, joint, _ in bend_joints(body))
    assert at == ["elbow", "elbow", "hip", "hip", "knee", "knee", "shoulder", "shoulder"]


def test_a_skeleton_of_other_names_bends_where_two_bones_meet():
    chain = Skeleton("chain", ("a", "b", "c", "d"), ((0, 1), (1, 2), (2, 3)), (0, 1, 2, 3), (0,))
    assert bend_joints(chain) == [(0, 1, 2), (1, 2, 3)]
    point = Skeleton("point", ("a",), (), (0,), (0,))
    motion = Motion(np.zeros((4, 1, 3), np.float32), 25.0, point)
    assert motion_features(motion).shape == (4, 3 + 7)


@given(angle=st.floats(0, np.pi), scale=st.floats(0.01, 100))
def test_angles_do_not_depend_on_lengths(angle, scale):
    u = np.float32([scale, 0, 0])
    v = np.float32([np.cos(angle), np.sin(angle), 0])
    assert angle_between(u, v) == pytest.approx(angle, abs=1e-5)


def test_missing_joints_are_refused_and_named():
    motion = make_motion(10)
    positions = motion.positions.copy()
    positions[3, 2] = np.nan
    with pytest.raises(InputError, match="1 joint positions are missing \\(left_eye\\)"):
        motion_features(motion.with_positions(positions))


def test_a_mirrored_dance_has_mirrored_features():
    motion = make_motion(20)
    assert column(motion.mirrored(), "position left_wrist x") == pytest.approx(
        -column(motion, "position right_wrist x"), abs=1e-6
    )
    assert column(motion.mirrored(), "bend left_knee") == pytest.approx(
        column(motion, "bend right_knee"), abs=1e-5
    )
