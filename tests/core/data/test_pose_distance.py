from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation

from core.data.pose_distance import centred, distances_to_path
from tests.conftest import make_motion


def to_path(poses, path, *, turned=False, frames=None):
    numbers = np.arange(len(path)) if frames is None else frames
    return distances_to_path(poses, path, numbers, turned=turned)


def test_a_pose_on_the_path_is_nowhere_away_also_between_frames():
    path = centred(make_motion(50).positions)
    between = 0.3 * path[20:30] + 0.7 * path[21:31]
    assert to_path(path, path) == pytest.approx(0, abs=1e-5)
    assert to_path(between, path) == pytest.approx(0, abs=1e-5)


def test_between_frames_that_do_not_follow_each_other_there_is_no_path():
    path = centred(make_motion(2).positions[[0, 1]] * [[[1.0]], [[-1.0]]])
    middle = (path[:1] + path[1:]) / 2
    assert to_path(middle, path)[0] == pytest.approx(0, abs=1e-6)
    assert to_path(middle, path, frames=np.array([0, 5]))[0] > 0.1


@given(seed=st.integers(0, 999))
@settings(max_examples=20, deadline=None)
def test_the_closest_frame_is_that_of_plain_arithmetic(seed):
    poses, path = (centred(make_motion(12, seed=seed + i).positions) for i in (0, 1))
    plain = np.sqrt(((poses[:, None] - path) ** 2).sum(axis=-1).mean(axis=-1)).min(axis=1)
    apart = np.arange(0, 120, 10)  # no frame follows another, so that there is nothing between them
    assert to_path(poses, path, frames=apart) == pytest.approx(plain, rel=1e-4)


@given(seed=st.integers(0, 999))
@settings(max_examples=20, deadline=None)
def test_the_best_turn_is_at_least_as_good_as_any_tried(seed):
    poses, path = (centred(make_motion(3, seed=seed + i).positions) for i in (0, 1))
    turns = [Rotation.from_rotvec([0, angle, 0]).as_matrix() for angle in np.linspace(-3.14, 3.14, 90)]
    tried = [((poses @ turn)[:, None] - path) ** 2 for turn in turns]
    least = np.sqrt(np.min([t.sum(axis=-1).mean(axis=-1) for t in tried], axis=0)).min(axis=1)
    best = to_path(poses, path, turned=True, frames=np.array([0, 10, 20]))
    assert (best <= least + 1e-5).all()
    assert best == pytest.approx(least, rel=0.01)


def test_nothing_is_close_to_an_empty_path():
    poses = centred(make_motion(3).positions)
    assert np.isinf(to_path(poses, poses[:0])).all()
    assert to_path(poses[:0], poses).shape == (0,)
