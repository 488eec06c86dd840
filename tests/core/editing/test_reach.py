"""A limb follows the joint that is dragged."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.editing.limbs import from_joint_on, limb_of, limbs
from core.editing.reach import reach
from tests.core.editing.factories import BODY, COCO, at, standing

WRIST, ELBOW, SHOULDER = (BODY.index(f"left_{name}") for name in ("wrist", "elbow", "shoulder"))
HAND = BODY.indices("left_pinky", "left_index", "left_thumb")
ANKLE, KNEE, HIP = (BODY.index(f"left_{name}") for name in ("ankle", "knee", "hip"))
FOOT = BODY.indices("left_heel", "left_foot_index")
pixels = st.floats(-500, 900)


def length(pose: np.ndarray, a: int, b: int) -> float:
    return float(np.hypot(*(pose[a, :2] - pose[b, :2])))


def test_a_skeletons_limbs_are_found_by_their_names() -> None:
    assert [(limb.root, limb.middle, limb.end) for limb in limbs(COCO)] == [
        (5, 7, 9), (6, 8, 10), (11, 13, 15), (12, 14, 16),
    ]  # fmt: skip
    assert sorted(limb_of(BODY, WRIST).tip) == sorted(HAND)
    assert sorted(limb_of(BODY, ANKLE).tip) == sorted(FOOT)
    assert limb_of(BODY, BODY.index("nose")) is None


@given(x=pixels, y=pixels, joint=st.sampled_from([WRIST, ANKLE, ELBOW, KNEE, *HAND, *FOOT]))
def test_bones_keep_their_lengths_and_the_root_stays(x: float, y: float, joint: int) -> None:
    before = standing()[0]
    after = reach(before, BODY, joint, x, y).poses[0]
    limb = limb_of(BODY, joint)
    for a, b in ((limb.root, limb.middle), (limb.middle, limb.end), *((limb.end, tip) for tip in limb.tip)):
        assert length(after, a, b) == pytest.approx(length(before, a, b), abs=1e-2)
    assert np.array_equal(after[limb.root], before[limb.root])


@given(x=pixels, y=pixels)
def test_a_wrist_within_reach_arrives_and_another_points_at_where_it_is_wanted(x: float, y: float) -> None:
    before = standing()[0]
    after = reach(before, BODY, WRIST, x, y).poses[0]
    arm = length(before, SHOULDER, ELBOW) + length(before, ELBOW, WRIST)
    short = abs(length(before, SHOULDER, ELBOW) - length(before, ELBOW, WRIST))
    wanted = np.array([x, y])
    distance = np.hypot(*(wanted - at(before, "left_shoulder")))
    missed = np.hypot(*(at(after, "left_wrist") - wanted))
    assert missed == pytest.approx(max(distance - arm, short - distance, 0), abs=1e-2)


def test_a_straight_pull_bends_the_elbow_to_the_side_that_it_was_on() -> None:
    before = standing()[0]  # the left elbow is to the right of the line from shoulder to wrist, on the screen
    after = reach(before, BODY, WRIST, 250.0, 180.0).poses[0]
    assert at(after, "left_elbow")[0] > 250
    right = reach(before, BODY, BODY.index("right_wrist"), 150.0, 180.0).poses[0]
    assert at(right, "right_elbow") == pytest.approx([400, 0] - at(after, "left_elbow") * [1, -1], abs=1e-3)


def test_a_hand_turns_with_the_forearm_and_a_foot_does_not() -> None:
    before = standing()[0]
    after = reach(before, BODY, WRIST, 330.0, 150.0).poses[0]
    old = at(before, "left_wrist") - at(before, "left_elbow")
    new = at(after, "left_wrist") - at(after, "left_elbow")
    turn = np.arctan2(*new[::-1]) - np.arctan2(*old[::-1])
    cos, sin = np.cos(turn), np.sin(turn)
    finger = at(before, "left_index") - at(before, "left_wrist")
    expected = np.array([[cos, -sin], [sin, cos]]) @ finger
    assert at(after, "left_index") - at(after, "left_wrist") == pytest.approx(expected, abs=1e-3)
    stepped = reach(before, BODY, ANKLE, 260.0, 380.0).poses[0]
    by = at(stepped, "left_ankle") - at(before, "left_ankle")
    assert at(stepped, "left_heel") - at(before, "left_heel") == pytest.approx(by, abs=1e-4)


def test_a_finger_in_hand_is_where_the_pointer_is() -> None:
    after = reach(standing()[0], BODY, HAND[1], 280.0, 190.0).poses[0]
    assert after[HAND[1], :2] == pytest.approx([280, 190], abs=1e-3)


def test_a_shoulder_takes_its_arm_along_and_a_nose_goes_alone() -> None:
    before = standing()[0]
    change = reach(before, BODY, SHOULDER, 250.0, 90.0)
    assert sorted(change.joints) == sorted([SHOULDER, ELBOW, WRIST, *HAND])
    assert np.allclose(change.poses[0, WRIST, :2] - before[WRIST, :2], [10, -10], atol=1e-4)
    assert reach(before, BODY, 0, 210.0, 50.0).joints == (0,)


def test_a_locked_elbow_is_what_the_wrist_turns_about() -> None:
    before = standing()[0]
    after = reach(before, BODY, WRIST, 400.0, 160.0, locked={ELBOW}).poses[0]
    assert np.array_equal(after[ELBOW], before[ELBOW])
    assert length(after, ELBOW, WRIST) == pytest.approx(length(before, ELBOW, WRIST), abs=1e-3)
    assert at(after, "left_wrist") == pytest.approx([260 + length(before, ELBOW, WRIST), 160], abs=1e-3)


def test_an_arm_bends_between_a_locked_wrist_and_a_shoulder_that_is_dragged() -> None:
    before = standing()[0]
    after = reach(before, BODY, SHOULDER, 250.0, 130.0, locked={WRIST}).poses[0]
    assert np.array_equal(after[WRIST], before[WRIST])
    assert after[SHOULDER, :2] == pytest.approx([250, 130], abs=1e-3)
    for a, b in ((SHOULDER, ELBOW), (ELBOW, WRIST)):
        assert length(after, a, b) == pytest.approx(length(before, a, b), abs=1e-3)


def test_without_the_rest_of_the_limb_a_wrist_moves_with_its_hand_only() -> None:
    before = standing()[0]
    before[ELBOW, :3] = np.nan
    change = reach(before, BODY, WRIST, 300.0, 200.0)
    assert sorted(change.joints) == sorted([WRIST, *HAND])
    nobody = np.full_like(before, np.nan)
    placed = reach(nobody, BODY, WRIST, 300.0, 200.0)
    assert placed.joints == (WRIST,)
    assert placed.poses[0, WRIST, 3] == 1


def test_what_follows_stays_hidden_and_what_is_in_hand_is_seen() -> None:
    before = standing()[0]
    before[[WRIST, HAND[0]], 3] = 0
    after = reach(before, BODY, WRIST, 260.0, 190.0).poses[0]
    assert after[[WRIST, ELBOW, HAND[0]], 3].tolist() == [1, 1, 0]


def test_what_hangs_on_a_joint_comes_with_it() -> None:
    elbow, thumb = BODY.index("left_elbow"), BODY.index("left_thumb")
    assert set(from_joint_on(BODY, elbow)) == {elbow, WRIST, *HAND}
    assert from_joint_on(BODY, thumb) == (thumb,)
    assert from_joint_on(BODY, BODY.index("nose")) == (BODY.index("nose"),)
