from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import InputError
from core.metrics.agreement.poses import AREA_OF_BOX, SIGMAS, PosePairs, pose_agreement, sigma
from core.skeleton import skeleton

COCO = skeleton("coco17").joints
# As the COCO keypoint evaluation lists them, in COCO's order.
PUBLISHED = [.026, .025, .025, .035, .035, .079, .079, .072, .072, .062, .062, .107, .107, .087, .087, .089, .089]  # fmt: skip  # noqa: E501


def body(n_frames: int = 3, seed: int = 0) -> np.ndarray:
    """(F, 17, 2) a person 100 wide and 200 high."""
    points = np.random.default_rng(seed).uniform(0, 1, (n_frames, 17, 2)) * (100, 200)
    points[:, 0], points[:, 1] = (0, 0), (100, 200)
    return points


def pair(a: np.ndarray, b: np.ndarray, joints: tuple[str, ...] = COCO, **more: np.ndarray) -> PosePairs:
    every = np.ones(a.shape[:2], bool)
    return PosePairs(joints, a, b, **({"shown_a": every, "shown_b": every, "touched": every} | more))


def test_the_sigmas_are_cocos():
    assert [sigma(joint) for joint in COCO] == PUBLISHED
    assert sigma("left_pinky") is None


def test_the_same_poses_agree_wholly():
    found = pose_agreement([pair(body(), body())])
    assert (found.oks.value, found.oks.n) == (1, 3)
    assert (found.pck.value, found.pck.n) == (1, 51)
    assert (found.shown.value, found.distance_px) == (1, 0)


def test_oks_of_one_moved_joint_is_cocos_formula():
    a = body(1)
    b = a.copy()
    b[0, 9] += (3, 4)  # left wrist by 5 px, inside the box
    a[0, 9], b[0, 9] = (50, 50), (53, 54)
    touched = np.zeros((1, 17), bool)
    touched[0, 9] = True
    found = pose_agreement([pair(a, b, touched=touched)])
    k, square = 2 * SIGMAS["wrist"], AREA_OF_BOX * 100 * 200
    assert found.oks.value == pytest.approx(np.exp(-25 / (2 * square * k**2)))
    assert found.distance_px == pytest.approx(5)
    assert (found.pck.value, found.pck.n) == (1, 1)  # 5 px are within 0.05 of 200


def test_pck_counts_the_joints_beyond_its_threshold():
    a = body(1)
    b = a.copy()
    a[0, 5:7] = (50, 100)
    b[0, 5], b[0, 6] = (50, 109), (50, 111)
    touched = np.zeros((1, 17), bool)
    touched[0, 5:7] = True
    assert pose_agreement([pair(a, b, touched=touched)]).pck.value == 0.5


def test_joints_that_nobody_touched_do_not_flatter():
    a = body(2)
    b = a.copy()
    b[:, 9] += 500
    touched = np.zeros((2, 17), bool)
    touched[:, 9] = True
    found = pose_agreement([pair(a, b, touched=touched)])
    assert found.oks.value < 0.01
    assert (found.pck.value, found.pck.n) == (0, 2)


def test_a_joint_that_one_hides_counts_for_visibility_only():
    shown_b = np.ones((3, 17), bool)
    shown_b[0, 9] = False
    found = pose_agreement([pair(body(), body(), shown_b=shown_b)])
    assert (found.shown.value, found.shown.n) == (50 / 51, 51)
    assert (found.pck.value, found.pck.n) == (1, 50)


def test_joints_that_coco_does_not_have_count_for_pck_only():
    joints = tuple(f"toe {i}" for i in range(17))
    found = pose_agreement([pair(body(), body(), joints)])
    assert (found.oks.value, found.oks.n) == (None, 0)
    assert (found.pck.value, found.pck.n) == (1, 51)


@pytest.mark.parametrize(
    "parts", [[], [pair(body(0), body(0))], [pair(np.full((2, 17, 2), np.nan), body(2))]]
)
def test_nothing_to_compare_is_not_defined_and_says_why(parts):
    found = pose_agreement(parts)
    assert found.oks.value is found.pck.value is found.distance_px is None
    assert found.oks.undefined


def test_poses_of_two_shapes_are_refused():
    with pytest.raises(InputError, match="do not fit"):
        pair(body(2), body(3))


@given(seed=st.integers(0, 999), scale=st.floats(0.1, 50), noise=st.floats(0, 30))
@settings(max_examples=50, deadline=None)
def test_agreement_is_symmetric_and_does_not_depend_on_the_size_of_the_picture(seed, scale, noise):
    a = body(4, seed)
    b = a + np.random.default_rng(seed + 1).normal(0, noise, a.shape)
    found, back = pose_agreement([pair(a, b)]), pose_agreement([pair(b * scale, a * scale)])
    assert back.oks.value == pytest.approx(found.oks.value)
    assert back.pck.value == found.pck.value
    assert 0 <= found.oks.value <= 1
