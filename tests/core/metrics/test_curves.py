"""Smoothing and averaging of learning curves."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import InputError
from core.metrics.curves import debiased_ema, seed_band

VALUES = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=50).map(np.array)


@given(VALUES, st.floats(0, 0.99))
def test_smoothing_stays_within_what_was_measured(values, weight):
    smooth = debiased_ema(values, weight)
    slack = 1e-6 * (1 + np.abs(values).max())
    assert smooth[0] == pytest.approx(values[0])
    assert (smooth <= values.max() + slack).all()
    assert (smooth >= values.min() - slack).all()


def test_smoothing_is_the_weighted_mean_of_what_came_before():
    # (0.25 * 4 + 0.5 * 2 + 6) / 1.75
    assert debiased_ema(np.array([4.0, 2.0, 6.0]), 0.5)[2] == pytest.approx(8 / 1.75)
    assert debiased_ema(np.array([4.0, 2.0]), 0.0).tolist() == [4, 2]


@pytest.mark.parametrize("weight", [-0.1, 1.0, float("nan")])
def test_a_weight_that_is_none_is_refused(weight):
    with pytest.raises(InputError, match="weight"):
        debiased_ema(np.ones(3), weight)


def test_a_band_is_mean_and_spread_of_the_seeds():
    x = np.arange(3.0)
    band = seed_band([(x, np.array([1.0, 2.0, 3.0])), (x, np.array([3.0, 2.0, 1.0]))])
    assert band.mean.tolist() == [2, 2, 2]
    assert band.high - band.mean == pytest.approx([np.sqrt(2), 0, np.sqrt(2)])
    assert band.n.tolist() == [2, 2, 2]


def test_a_run_that_stopped_early_counts_as_far_as_it_came():
    band = seed_band([(np.array([0.0, 2.0]), np.array([0.0, 2.0])), (np.array([1.0]), np.array([5.0]))])
    assert band.x.tolist() == [0, 1, 2]
    assert band.n.tolist() == [1, 2, 1]
    assert band.mean.tolist() == [0, 3, 2]


def test_no_curves_have_no_mean():
    with pytest.raises(InputError, match="no curves"):
        seed_band([(np.zeros(0), np.zeros(0))])
