"""Errors by joint and beat."""

from __future__ import annotations

import numpy as np
import pytest

from core.metrics.beat_errors import beat_errors, part_of
from core.metrics.pose_error import JointErrors
from core.skeleton import skeleton


def errors(distances: np.ndarray, joints: tuple[str, ...], fps: float = 10.0) -> JointErrors:
    return JointErrors(np.asarray(distances, float), joints, fps)


def test_each_beat_has_the_mean_of_its_frames():
    distances = np.repeat([0.1, 0.3, 0.5], 10)[:, None]
    found = beat_errors(errors(distances, ("left_wrist",)), np.array([1.0, 2.0]))
    assert found.mean_m.tolist() == [pytest.approx([0.1, 0.3, 0.5])]
    assert found.edges_s.tolist() == [0, 1, 2, 3]


def test_a_joint_that_is_not_seen_in_a_beat_has_no_error_there():
    distances = np.full((20, 2), 0.2)
    distances[:10, 1] = np.nan
    distances[15, 1] = np.nan
    found = beat_errors(errors(distances, ("nose", "left_knee")), np.array([1.0]))
    assert np.isnan(found.mean_m).tolist() == [[False, False], [True, False]]


def test_rows_go_from_head_to_toe():
    joints = ("right_heel", "left_wrist", "nose", "left_hip", "right_shoulder")
    found = beat_errors(errors(np.zeros((5, 5)), joints), np.zeros(0))
    assert found.joints == ("nose", "right_shoulder", "left_wrist", "left_hip", "right_heel")
    assert found.parts == ("head", "trunk", "left arm", "left leg", "right leg")


def test_without_beats_there_is_a_column_a_second():
    found = beat_errors(errors(np.zeros((25, 1)), ("nose",)), np.zeros(0))
    assert found.edges_s.tolist() == [0, 1, 2, 2.5]


@pytest.mark.parametrize(
    ("joint", "part"),
    [
        ("left_foot_index", "left leg"),
        ("left_index", "left arm"),
        ("right_ear", "head"),
        ("left_shoulder", "trunk"),
        ("LeftForeArm", "left arm"),
        ("right_hand_index", "right arm"),
        ("Spine1", "trunk"),
    ],
)
def test_a_joint_tells_its_part_of_the_body_by_its_name(joint, part):
    assert part_of(joint) == part


def test_every_joint_of_the_native_skeleton_has_a_part():
    parts = {part_of(joint) for joint in skeleton("blazepose33").joints}
    assert parts == {"head", "trunk", "left arm", "right arm", "left leg", "right leg"}
