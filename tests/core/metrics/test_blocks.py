"""Intervals of numbers about one dance."""

from __future__ import annotations

import numpy as np
import pytest

from core.metrics.blocks import blocks_of, difference, interval
from tests.conftest import make_motion


@pytest.mark.parametrize(
    ("n_frames", "lengths"), [(100, [40, 40, 20]), (99, [40, 40]), (10, [10]), (80, [40, 40])]
)
def test_a_dance_is_cut_into_blocks(n_frames, lengths):
    motion = make_motion(n_frames)
    assert [block.n_frames for block in blocks_of(motion, 40 / motion.fps)] == lengths


def test_an_interval_holds_the_true_mean_in_95_of_100_cases():
    rng = np.random.default_rng(3)
    inside = 0
    for i in range(400):
        found = interval(rng.normal(2.0, 1.0, 30), seed=i)
        inside += found.low <= 2.0 <= found.high
    assert 0.91 <= inside / 400 <= 0.98


def test_values_that_are_missing_are_left_out():
    found = interval(np.array([1.0, np.nan, 1.0, 1.0, 1.0]))
    assert (found.mean, found.low, found.high) == (1.0, 1.0, 1.0)
    assert np.isnan(interval(np.array([np.nan])).mean)


def test_too_few_blocks_have_a_mean_and_no_interval():
    found = interval(np.array([1.0, 3.0]))
    assert found.mean == 2.0
    assert np.isnan([found.low, found.high]).all()
    assert not found.holds_zero


def test_a_difference_is_of_the_same_blocks():
    reference = np.array([1.0, 10.0, 100.0, 1000.0, 5.0])
    found = difference(reference + 0.5, reference)
    assert (found.mean, found.low, found.high) == pytest.approx((0.5, 0.5, 0.5))
    assert not found.holds_zero
    noise = np.array([0.4, -0.5, 0.3, -0.2, 0.1])
    assert difference(reference + noise, reference).holds_zero
