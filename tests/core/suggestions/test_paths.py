"""Joints along time: the tools that the detectors share."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.skeleton import skeleton
from core.suggestions.limbs import limbs_of
from core.suggestions.paths import bridged, likely, median, sizes_px


@given(st.lists(st.floats(-1e3, 1e3, width=32), min_size=1, max_size=40), st.sampled_from([3, 7, 13]))
def test_the_median_is_numpys_with_the_ends_held(values: list[float], width: int) -> None:
    points = np.array(values, np.float32)
    padded = np.pad(points, width // 2, mode="edge")
    windows = np.lib.stride_tricks.sliding_window_view(padded, width)
    assert np.array_equal(median(points, width), np.median(windows, axis=1))


def test_three_wild_frames_leave_the_median_of_seven_alone() -> None:
    points = np.zeros((20, 1), np.float32)
    points[8:11] = 100
    assert not median(points).any()


def test_gaps_are_bridged_linearly_and_the_ends_held() -> None:
    points = np.array([np.nan, 1, np.nan, np.nan, 4, np.nan], np.float32).reshape(-1, 1, 1)
    assert bridged(points).ravel().tolist() == [1, 1, 2, 3, 4, 4]
    assert np.isnan(points[0]).all()  # what was given stays
    assert not bridged(np.full((3, 1, 2), np.nan, np.float32)).any()


def test_a_wild_joint_does_not_change_the_size() -> None:
    xy = np.zeros((100, 2, 2), np.float32)
    xy[:, 1] = (30, 200)
    xy[50, 1] = (9000, 9000)
    assert sizes_px(xy) == pytest.approx(200)


def test_the_size_follows_a_dancer_who_comes_nearer() -> None:
    xy = np.zeros((200, 2, 2), np.float32)
    xy[:, 1, 1] = np.linspace(100, 300, 200)
    sizes = sizes_px(xy)
    assert sizes[100] == pytest.approx(200, rel=0.05)
    assert (np.diff(sizes) >= 0).all()


def test_nobody_has_a_size_that_can_be_divided_by() -> None:
    assert (sizes_px(np.full((30, 2, 2), np.nan, np.float32)) == 1).all()
    assert len(sizes_px(np.zeros((0, 2, 2), np.float32))) == 0


def test_a_likelihood_is_a_half_where_it_is_doubtful_and_grows() -> None:
    found = likely(np.array([0.0, 0.5, 1.0, 2.0, 1e9], np.float32), 1.0, 4, 0.8)
    assert found[2] == pytest.approx(0.4)
    assert (np.diff(found) > 0).all()
    assert found[-1] <= 0.8


def test_a_hand_hangs_on_its_arm_and_a_foot_on_its_leg() -> None:
    body = skeleton("blazepose33")
    limbs = limbs_of(body)
    wrist, elbow, knee, ankle = body.indices("left_wrist", "left_elbow", "left_knee", "left_ankle")
    hand = body.indices("left_pinky", "left_index", "left_thumb")
    assert limbs.parent[wrist] == elbow
    assert set(limbs.below[wrist]) == {wrist, *hand}
    assert limbs.part[wrist] == limbs.part[elbow] != limbs.part[body.mirror[elbow]]
    assert limbs.part[ankle] == limbs.part[knee] != limbs.part[wrist]


@pytest.mark.parametrize("name", ["blazepose33", "coco17", "h36m17", "cmu38"])
def test_limbs_of_both_sides_mirror_each_other(name: str) -> None:
    body = skeleton(name)
    part = limbs_of(body).part
    for joint, other in enumerate(body.mirror):
        same = {body.mirror[j] for j in range(len(part)) if part[j] == part[joint]}
        if joint != other and part[joint] != part[other]:
            assert same == {j for j in range(len(part)) if part[j] == part[other]}
