from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from core.studies.intervals import difference, mean, p_value, two_way


def crossed(n_raters, n_scenes, rng, *, rater_sd=0.0, scene_sd=0.0, noise_sd=1.0):
    table = (
        rng.normal(0, rater_sd, (n_raters, 1))
        + rng.normal(0, scene_sd, (1, n_scenes))
        + rng.normal(0, noise_sd, (n_raters, n_scenes))
    )
    raters, scenes = np.indices(table.shape)
    return table.ravel(), raters.ravel(), scenes.ravel()


def test_the_variance_is_the_sum_over_raters_and_scenes_less_that_over_answers():
    values, raters, scenes = crossed(5, 4, np.random.default_rng(0), rater_sd=2, scene_sd=2)
    table = values.reshape(5, 4)
    off = (table - table.mean()) / 20
    expected = (off.sum(1) ** 2).sum() * 5 / 4 + (off.sum(0) ** 2).sum() * 4 / 3 - (off**2).sum() * 20 / 19
    variance, _ = two_way(off.ravel(), raters, scenes)
    assert variance == pytest.approx(expected)


def test_answers_of_the_same_rater_count_less_than_answers_of_many():
    rng = np.random.default_rng(1)
    values, raters, scenes = crossed(8, 40, rng, rater_sd=2)
    alone = stats.sem(values)
    assert mean(values, raters, scenes).se > 4 * alone


def test_a_difference_within_raters_does_not_suffer_from_their_habits():
    rng = np.random.default_rng(2)
    strict = rng.normal(0, 5, 10)
    raters, scenes = (x.ravel() for x in np.indices((10, 8)))
    a = strict[raters] + rng.normal(0.5, 0.3, 80)
    b = strict[raters] + rng.normal(0.0, 0.3, 80)
    found = difference(a, raters, scenes, b, raters, scenes)
    assert found.low < 0.5 < found.high
    assert found.width < 0.4
    assert p_value(found) < 0.001
    assert mean(a, raters, scenes).width > 3


def test_of_one_rater_or_one_scene_there_is_no_interval():
    one = np.zeros(4, int)
    found = mean(np.arange(4.0), one, np.arange(4))
    assert found.value == 1.5
    assert np.isnan(found.low)
    assert np.isnan(p_value(found))


def test_all_the_same_is_certain():
    found = mean(np.ones(6), np.arange(6) % 3, np.arange(6) % 2)
    assert (found.low, found.high) == (1, 1)


def test_of_nothing_there_is_no_mean():
    found = mean(np.empty(0), np.empty(0, int), np.empty(0, int))
    assert np.isnan(found.value)
    assert found.n == 0
