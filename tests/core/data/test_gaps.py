from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.data.gaps import fill_gaps
from core.errors import InputError
from core.motion import Motion
from core.skeleton import Skeleton
from tests.conftest import make_motion

POINT = Skeleton("point", ("only",), (), (0,), (0,))


def path(values: list[float]) -> Motion:
    """One joint that moves along x; NaN where it is not seen."""
    positions = np.zeros((len(values), 1, 3), np.float32)
    positions[:, 0] = np.array(values, np.float32)[:, None]
    return Motion(positions, 25.0, POINT)


def test_a_gap_is_bridged_in_a_straight_line():
    filled = fill_gaps(path([0, np.nan, np.nan, 3]))
    assert filled.motion.positions[:, 0, 0].tolist() == [0, 1, 2, 3]
    assert filled.n_filled == 2


def test_before_the_first_and_after_the_last_sight_a_joint_is_held():
    filled = fill_gaps(path([np.nan, 5, np.nan, 7, np.nan]))
    assert filled.motion.positions[:, 0, 0].tolist() == [5, 5, 6, 7, 7]


def test_frames_without_anybody_are_counted_apart_from_missing_joints():
    motion = make_motion(10)
    positions = motion.positions.copy()
    positions[3:5] = np.nan
    positions[7, 2, 1] = np.nan
    filled = fill_gaps(motion.with_positions(positions))
    assert filled.n_frames_without_person == 2
    assert filled.n_filled == 2 * 33 + 1
    assert not filled.motion.missing.any()


def test_a_joint_that_was_never_seen_stays_missing_and_is_named():
    motion = make_motion(10)
    positions = motion.positions.copy()
    positions[:, 4] = np.nan
    positions[2, 5] = np.nan
    filled = fill_gaps(motion.with_positions(positions))
    assert filled.unseen == (motion.skeleton.joints[4],)
    assert filled.motion.missing.any(axis=0).nonzero()[0].tolist() == [4]
    assert filled.n_filled == 1


@pytest.mark.parametrize("n_frames", [0, 6])
def test_a_motion_that_shows_nobody_is_refused(n_frames):
    motion = make_motion(n_frames)
    with pytest.raises(InputError, match="No person"):
        fill_gaps(motion.with_positions(np.full_like(motion.positions, np.nan)))


def test_one_sight_is_held_for_the_whole_motion():
    assert fill_gaps(path([np.nan, np.nan, 4])).motion.positions[:, 0, 0].tolist() == [4, 4, 4]


@given(seed=st.integers(0, 999), share=st.floats(0, 0.9))
@settings(max_examples=40, deadline=None)
def test_what_was_seen_is_never_changed(seed, share):
    motion = make_motion(20, seed=seed)
    gaps = np.random.default_rng(seed).random(motion.positions.shape[:2]) < share
    gaps[0] = False
    gappy = motion.with_positions(np.where(gaps[..., None], np.nan, motion.positions))
    filled = fill_gaps(gappy)
    assert np.array_equal(filled.motion.positions[~gaps], motion.positions[~gaps])
    assert filled.n_filled == gaps.sum()
    assert np.isnan(gappy.positions[gaps]).all()
