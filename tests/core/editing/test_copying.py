from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from core.editing.copying import copied, mirrored, swapped
from core.entities import CorrectionKind
from tests.core.editing.factories import BODY, COCO, at, standing

WRISTS = BODY.indices("left_wrist", "right_wrist")
poses = arrays(np.float32, (17, 4), elements=st.floats(0.125, 1000, width=32))


def test_a_pose_facing_the_camera_is_its_own_mirror_image() -> None:
    pose = standing()[0]
    assert np.allclose(mirrored(pose, BODY).poses[0, :, :2], pose[:, :2], atol=1e-3)


def test_mirroring_gives_the_deed_to_the_other_side_on_the_same_spot() -> None:
    pose = standing()[0]
    pose[WRISTS[0], :2] = 300, 80  # the left hand is raised
    after = mirrored(pose, BODY).poses[0]
    assert np.allclose(at(after, "right_wrist"), [100, 80], atol=1e-3)
    assert np.allclose(at(after, "left_hip"), at(pose, "left_hip"), atol=1e-3)


def test_a_leaning_body_is_mirrored_about_its_own_axis() -> None:
    pose = standing()[0]
    pose[WRISTS[0], :2] = 300, 80
    cos, sin = np.cos(0.4), np.sin(0.4)
    turn = np.array([[cos, -sin], [sin, cos]])
    leaning = pose.copy()
    leaning[:, :2] = pose[:, :2] @ turn.T
    expected = mirrored(pose, BODY).poses[0, :, :2] @ turn.T
    assert np.allclose(mirrored(leaning, BODY).poses[0, :, :2], expected, atol=1e-2)


@given(pose=poses)
def test_mirrored_twice_a_pose_is_as_it_was(pose: np.ndarray) -> None:
    once = mirrored(pose, COCO).poses[0]
    assert np.allclose(mirrored(once, COCO).poses[0, :, :3], pose[:, :3], atol=0.05)


def test_mirroring_without_a_trunk_is_about_an_upright_line() -> None:
    pose = standing()[0]
    pose[BODY.indices("left_hip", "right_hip")] = np.nan
    after = mirrored(pose, BODY).poses[0]
    seen = np.isfinite(pose[:, 0])
    assert np.allclose(after[seen, 1], pose[list(BODY.mirror), 1][seen], atol=1e-3)
    assert mirrored(np.full_like(pose, np.nan), BODY).is_empty


@given(pose=poses)
def test_swapped_twice_a_pose_is_as_it_was(pose: np.ndarray) -> None:
    once = swapped(pose[None], COCO)
    assert np.array_equal(swapped(once.poses, COCO).poses[0, :, :3], pose[:, :3])
    assert not once.changed[0, 0]  # the nose is on neither side


def test_one_joint_swaps_its_pair_only() -> None:
    pose = standing(3)
    change = swapped(pose, BODY, joints=[WRISTS[1]], start=7)
    assert change.joints == tuple(WRISTS)
    assert change.frames.tolist() == [7, 8, 9]
    assert np.array_equal(change.poses[1, WRISTS[0], :3], pose[1, WRISTS[1], :3])


def test_a_joint_whose_other_side_was_not_seen_is_hidden_by_a_swap() -> None:
    pose = standing()
    pose[0, WRISTS[0]] = np.nan
    edits = {edit.joint: edit for edit in swapped(pose, BODY, joints=WRISTS).edits()}
    assert edits[WRISTS[0]].kind is CorrectionKind.MOVE
    assert edits[WRISTS[1]].kind is CorrectionKind.HIDE
    assert edits[WRISTS[1]].x == 145


def test_with_one_of_a_pair_locked_neither_moves() -> None:
    assert swapped(standing(), BODY, joints=WRISTS, locked={WRISTS[1]}).is_empty


def test_a_copy_takes_places_and_what_is_hidden_but_not_what_is_unknown() -> None:
    source = standing()[0] + np.array([5, 7, 0, 0], np.float32)
    source[0] = np.nan
    source[1, 3] = 0
    change = copied(standing()[0], source, frame=4)
    assert change.frames.tolist() == [4]
    assert 0 not in change.joints
    assert change.poses[0, 1, 3] == 0
    assert np.array_equal(change.poses[0, 2:, :3], source[2:, :3])
    assert copied(standing()[0], source, joints=[3]).joints == (3,)
