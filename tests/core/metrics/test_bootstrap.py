from __future__ import annotations

import numpy as np
import pytest

from core.metrics.bootstrap import bootstrap, estimated_mean


def test_the_interval_of_a_mean_is_about_that_of_its_standard_error():
    values = np.random.default_rng(0).normal(3, 2, 400)
    found = estimated_mean(values.tolist())
    assert found.value == pytest.approx(values.mean())
    assert found.high - found.low == pytest.approx(2 * 1.96 * values.std() / 20, rel=0.1)
    assert found.low < found.value < found.high


def test_what_is_not_known_is_left_out_and_not_counted():
    found = estimated_mean([1.0, float("nan"), 3.0])
    assert (found.value, found.n) == (2, 2)


def test_one_dance_has_no_interval_and_none_has_no_value():
    assert np.isnan(estimated_mean([1.0]).low)
    assert np.isnan(estimated_mean([]).value)


def test_the_same_seed_gives_the_same_interval():
    values = [0.1, 0.4, 0.2, 0.9]
    assert estimated_mean(values, seed=3) == estimated_mean(values, seed=3)


def test_a_biased_statistic_is_centred_on_its_value():
    values = np.arange(10.0)
    found = bootstrap(lambda drawn: float(values[drawn].max()), 10, centred=True)
    assert found.low <= found.value <= found.high
