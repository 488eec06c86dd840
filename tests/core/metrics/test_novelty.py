"""Whether a dance is known already."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.features.heading import turned
from core.metrics import novelty
from core.metrics.novelty import KnownPoses
from tests.core.training.factories import make_motion

FIRST, OTHER = (make_motion(60, seed=seed) for seed in (1, 2))


def test_a_known_dance_is_known_elsewhere_turned_and_at_another_pace():
    turn = np.full(FIRST.n_frames, 1.2, np.float32)
    moved = FIRST.with_positions(turned(FIRST.positions, turn) + np.array([3, 0, -1], np.float32))
    known = KnownPoses([OTHER, moved])
    assert known.distance_m(FIRST) == pytest.approx(0, abs=2e-3)
    assert known.distance_m(replace(FIRST.slice(10, 30), fps=50.0)) == pytest.approx(0, abs=2e-3)


def test_it_is_the_root_of_the_mean_square_to_the_nearest_pose():
    still = FIRST.slice(0, 1)
    off = still.positions.copy()
    off[:, still.skeleton.index("left_wrist"), 1] += 0.3
    found = KnownPoses([still]).distance_m(still.with_positions(off))
    assert found == pytest.approx(0.3 / np.sqrt(off.shape[1]), rel=0.02)


def test_joints_that_nobody_shows_are_left_out():
    hidden = FIRST.positions.copy()
    hidden[:, FIRST.skeleton.index("left_wrist")] = np.nan
    without = FIRST.with_positions(hidden)
    assert KnownPoses([FIRST]).distance_m(without) == pytest.approx(0, abs=2e-3)
    assert KnownPoses([without]).distance_m(FIRST) == pytest.approx(0, abs=2e-3)


def test_of_many_poses_some_are_searched_and_in_parts(monkeypatch):
    whole = KnownPoses([FIRST]).distance_m(OTHER)
    monkeypatch.setattr(novelty, "_AT_ONCE", 7)
    assert KnownPoses([FIRST]).distance_m(OTHER) == pytest.approx(whole, rel=1e-4)
    monkeypatch.setattr(novelty, "_MOST", 20)
    few = KnownPoses([FIRST])
    assert few.n_left_out == 40
    assert few.distance_m(OTHER) > whole
