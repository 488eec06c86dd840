from __future__ import annotations

import numpy as np
import pytest

from core.studies.design import Kind, Scale
from core.studies.intervals import difference, p_value
from core.studies.power import ENOUGH, Spread, power, power_of, raters_needed, worth_having
from tests.core.studies.factories import make_design


@pytest.mark.parametrize("gap", [0.0, 0.4, 0.8])
def test_the_power_is_how_often_simulated_studies_find_the_difference(gap):
    spread, n_raters, n_scenes, n_studies = Spread(0.3, 0.4, 0.7), 10, 6, 500
    rng = np.random.default_rng(5)
    raters, scenes = (index.ravel() for index in np.indices((n_raters, n_scenes)))
    found = 0
    for _ in range(n_studies):
        sides = [
            centre
            + rng.normal(0, spread.rater, n_raters)[raters]
            + rng.normal(0, spread.scene, n_scenes)[scenes]
            + rng.normal(0, spread.answer, len(raters))
            for centre in (gap, 0.0)
        ]
        found += p_value(difference(sides[0], raters, scenes, sides[1], raters, scenes)) < 0.05
    told = power(gap, n_raters, n_scenes, n_raters * n_scenes, spread, is_between_two=True)
    assert found / n_studies == pytest.approx(told, abs=0.06)


def test_more_raters_more_songs_and_larger_differences_are_found_more_often():
    design = make_design()
    few = power_of(design, 0.4, 6, 4)
    assert few < power_of(design, 0.4, 20, 4) < power_of(design, 0.4, 20, 12)
    assert few < power_of(design, 0.8, 6, 4)
    assert power_of(design, 0.4, 1, 4) == power_of(design, 0.4, 6, 1) == 0


def test_the_fewest_raters_are_just_enough():
    design = make_design(Kind.PAIR)
    n = raters_needed(design, 0.2, 8)
    assert power_of(design, 0.2, n, 8) >= ENOUGH > power_of(design, 0.2, n - 1, 8)


def test_too_few_songs_cannot_be_made_up_for_by_raters():
    assert raters_needed(make_design(), 0.05, 2) is None


def test_answering_less_costs_power():
    assert power_of(make_design(trials_per_rater=3), 0.4, 10, 6) < power_of(make_design(), 0.4, 10, 6)


def test_a_difference_to_begin_with_is_in_the_unit_of_the_answers():
    assert worth_having(make_design()) == 0.5
    assert worth_having(make_design(scale=Scale.SLIDER)) == 10
    assert worth_having(make_design(Kind.PAIR)) == 0.1
    assert worth_having(make_design(Kind.REAL)) == 0.2
