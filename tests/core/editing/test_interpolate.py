from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.editing.interpolate import Method, interpolate, occluded

T = 12


def poses_of(x: list[float] | np.ndarray) -> np.ndarray:
    """(T, 1, 4): one joint at (x, 2 x), sure of itself."""
    poses = np.zeros((len(x), 1, 4), np.float32)
    poses[:, 0, 0], poses[:, 0, 1], poses[:, 0, 3] = x, 2 * np.asarray(x), 0.9
    return poses


def keys_at(*frames: int, n: int = T) -> np.ndarray:
    keys = np.zeros((n, 1), bool)
    keys[list(frames)] = True
    return keys


def test_a_line_is_even_between_its_keys_and_touches_nothing_else() -> None:
    noise = np.random.default_rng(0).normal(0, 30, T)
    noise[[2, 7]] = 100, 150
    change = interpolate(poses_of(noise), keys_at(2, 7), start=40)
    assert change.poses[3:7, 0, 0].tolist() == [110, 120, 130, 140]
    assert change.frames.tolist() == [43, 44, 45, 46]
    assert np.array_equal(change.poses[~change.changed], poses_of(noise)[~change.changed])
    assert next((edit.frame, edit.joint, edit.x, edit.y) for edit in change.edits()) == (43, 0, 110, 220)


def test_a_spline_goes_on_with_the_motion_at_both_ends() -> None:
    t = np.arange(T, dtype=float)
    parabola = t**2
    broken = parabola.copy()
    broken[4:8] = 0
    filled = interpolate(poses_of(broken), keys_at(3, 8), method=Method.SPLINE).poses[:, 0, 0]
    # Its outer slopes are those of the chords outside, half a frame further out than the keys.
    assert np.abs(filled - parabola).max() < 1.5
    line = interpolate(poses_of(broken), keys_at(3, 8)).poses[:, 0, 0]
    assert np.abs(line - parabola).max() > 5.0


@given(
    values=st.lists(st.floats(-1000, 1000, width=32), min_size=T, max_size=T),
    at=st.sets(st.integers(0, T - 1), min_size=2, max_size=5),
    method=st.sampled_from(Method),
)
def test_nothing_overshoots_and_keys_stay(values: list[float], at: set[int], method: Method) -> None:
    keys = sorted(at)
    poses = poses_of(values)
    filled = interpolate(poses, keys_at(*keys), method=method).poses
    assert np.array_equal(filled[keys], poses[keys])
    for first, last in pairwise(keys):
        low, high = sorted((poses[first, 0, 0], poses[last, 0, 0]))
        between = filled[first : last + 1, 0, 0]
        assert (between >= low - 1e-2).all()
        assert (between <= high + 1e-2).all()


@given(slope=st.floats(-20, 20), method=st.sampled_from(Method))
def test_a_straight_motion_is_given_back(slope: float, method: Method) -> None:
    straight = poses_of(5 + slope * np.arange(T))
    filled = interpolate(straight, keys_at(1, 4, 9), method=method)
    assert np.allclose(filled.poses[..., :3], straight[..., :3], atol=1e-3)


def test_a_key_in_the_middle_is_gone_through() -> None:
    values = np.zeros(T)
    values[[2, 5, 8]] = 10, 40, 10
    for method in Method:
        change = interpolate(poses_of(values), keys_at(2, 5, 8), method=method)
        assert change.poses[5, 0, 0] == 40
        assert change.frames.tolist() == [3, 4, 6, 7]


def test_an_occlusion_ends_it_from_both_sides() -> None:
    poses = poses_of(np.zeros(T))
    poses[[1, 10], 0, 0] = 10, 100
    poses[5, 0, 3] = 0.1
    hidden = np.zeros((T, 1), bool)
    hidden[7] = True
    change = interpolate(poses, keys_at(1, 10), ends_at=occluded(poses, hidden))
    assert change.frames.tolist() == [2, 3, 4, 8, 9]
    assert change.poses[2, 0, 0] == 20


def test_frames_in_which_nobody_was_found_are_filled() -> None:
    poses = poses_of(np.arange(T))
    poses[4:6] = np.nan
    change = interpolate(poses, keys_at(2, 8), method=Method.SPLINE)
    assert np.isfinite(change.poses).all()
    assert change.poses[4, 0] == pytest.approx([4, 8, 0, 1])
    assert occluded(poses, np.zeros((T, 1), bool))[:, 0].nonzero()[0].tolist() == [4, 5]


def test_less_than_two_keys_fill_nothing() -> None:
    poses = poses_of(np.arange(T))
    unseen = poses.copy()
    unseen[8] = np.nan
    for keys, frames in ((keys_at(), poses), (keys_at(3), poses), (keys_at(3, 8), unseen)):
        for method in Method:
            assert interpolate(frames, keys, method=method).is_empty
    assert interpolate(poses[:0], keys_at(n=0)).is_empty
