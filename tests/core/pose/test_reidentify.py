"""Known dancers with planted gaps: who comes back is who left."""

from __future__ import annotations

import numpy as np
import pytest

from core.pose.reidentify import Glimpse, glimpses, matches

FPS = 25.0
JOINTS = 17


def dancer(seed, n_frames, *, size_px=180.0, floor_px=(1200, 700)):
    """(T, J, 2) a body that crosses the floor while its limbs swing, with an estimator's tremble.

    All are built alike: what tells them apart is where they are, how they move and how large they are.
    """
    rng = np.random.default_rng(seed)
    t = np.arange(n_frames)[:, None, None] / FPS
    body = np.random.default_rng(0).uniform(-0.5, 0.5, (1, JOINTS, 2)) * size_px * [0.4, 1]
    place = rng.uniform(0.2, 0.8, 2) * floor_px
    way = rng.uniform(60, 160, 2) * np.sin(2 * np.pi * rng.uniform(0.1, 0.25, 2) * t + rng.uniform(0, 6, 2))
    swing = 0.08 * size_px * np.sin(2 * np.pi * t + rng.uniform(0, 6, (1, JOINTS, 2)))
    return (place + way + body + swing + rng.normal(0, 1, (n_frames, JOINTS, 2))).astype(np.float32)


def glimpse(xy, start, stop):
    return Glimpse(np.arange(start, stop) / FPS, xy[start:stop])


@pytest.mark.parametrize(("gap_s", "least"), [(0.2, 0.97), (0.6, 0.9), (1.5, 0.75)])
def test_who_comes_back_after_a_planted_gap_is_who_left(gap_s, least):
    right, gap = 0, round(gap_s * FPS)
    rng = np.random.default_rng(3)
    n = 100
    for trial in range(n):
        people = [dancer(1000 * trial + i, 100, size_px=rng.uniform(140, 220)) for i in range(3)]
        found = matches(glimpse(people[0], 20, 30), [glimpse(p, 30 + gap, 40 + gap) for p in people])
        right += found[0].index == 0
    assert right / n >= least


def test_somebody_elsewhere_of_another_size_is_nobody_known():
    left, other = dancer(1, 60), dancer(2, 60, size_px=60) + np.float32([900, 0])
    (found,) = matches(glimpse(left, 0, 10), [glimpse(other, 12, 22)])
    assert found.likelihood < 0.1
    assert found.size_ratio < 0.5
    assert found.distance > 2


def test_a_body_that_moves_on_is_expected_where_it_goes():
    body = dancer(1, 1) - dancer(1, 1).mean(axis=1, keepdims=True)
    walk = body + np.stack([np.arange(60) * 12.0, np.full(60, 300.0)], axis=1)[:, None]
    stays = np.repeat(walk[29:30] - [60, 0], 60, axis=0)  # nearer to where the walker was last seen
    found = matches(glimpse(walk, 20, 30), [glimpse(stays, 40, 50), glimpse(walk, 40, 50)])
    assert [match.index for match in found] == [1, 0]
    assert found[0].distance == pytest.approx(0, abs=1e-3)
    assert found[0].size_ratio == pytest.approx(1)


def test_likelihoods_leave_room_for_nobody_of_these():
    people = [dancer(i, 60) for i in range(4)]
    found = matches(glimpse(people[0], 0, 10), [glimpse(p, 15, 25) for p in people])
    total = sum(match.likelihood for match in found)
    assert 0 < total < 1
    assert [m.likelihood for m in found] == sorted((m.likelihood for m in found), reverse=True)
    assert matches(glimpse(people[0], 0, 10), []) == []


def test_half_seen_bodies_and_single_frames_can_be_told_too():
    left = dancer(5, 60)
    back, other = left.copy(), dancer(6, 60)
    back[:, ::2] = np.nan
    left[:, 1] = np.nan
    found = matches(glimpse(left, 9, 10), [glimpse(other, 13, 14), glimpse(back, 13, 14)])
    assert found[0].index == 1
    nothing_common = np.where(np.isnan(left), 300, np.nan).astype(np.float32)
    (alone,) = matches(glimpse(left, 9, 10), [glimpse(nothing_common, 13, 14)])
    assert np.isfinite([alone.likelihood, alone.distance, alone.shape]).all()


def test_stretches_with_somebody_are_found():
    seen = np.array([1, 1, 0, 1, 0, 0, 1, 1, 1], bool)
    assert glimpses(seen) == [(0, 2), (3, 4), (6, 9)]
    assert glimpses(seen, least=2) == [(0, 2), (6, 9)]
    assert glimpses(np.zeros(0, bool)) == glimpses(np.zeros(4, bool)) == []
