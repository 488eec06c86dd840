from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from core.studies.metrics import scores_of_people, trust
from tests.core.studies.factories import make_answer, make_clip

SCENES = {n: n // 3 for n in range(12)}


def test_a_metric_that_orders_as_people_do_has_the_rank_correlation_of_scipy():
    rng = np.random.default_rng(0)
    people = dict(enumerate(rng.normal(size=12)))
    values = {n: np.exp(score) + rng.normal(0, 0.5) for n, score in people.items()}
    found = trust("m", values, people, SCENES)
    expected = stats.spearmanr(list(values.values()), list(people.values())).statistic
    assert found.spearman == pytest.approx(expected)
    assert found.low <= found.spearman <= found.high
    assert trust("m", {n: -value for n, value in values.items()}, people, SCENES).spearman == pytest.approx(
        -expected
    )


def test_what_has_no_value_is_left_out_and_too_little_has_no_correlation():
    people = {n: float(n) for n in range(6)}
    values = {n: float(n) for n in range(5)} | {0: float("nan")}
    assert trust("m", values, people, SCENES).n == 4
    assert np.isnan(trust("m", {1: 1.0, 2: 2.0}, people, SCENES).spearman)
    assert np.isnan(trust("m", dict.fromkeys(range(6), 1.0), people, SCENES).spearman)


def test_people_score_a_clip_by_its_mean_grade_or_its_share_of_wins():
    clips = [make_clip(1), make_clip(2)]
    assert scores_of_people([make_answer(0, 3), make_answer(1, 1)], clips) == {1: 2.0}
    pairs = [
        make_answer(0, -1, choice="left", clips=(1, 2)), make_answer(1, 0, choice="equal", clips=(2, 1)),
    ]  # fmt: skip
    assert scores_of_people(pairs, clips) == {1: 0.75, 2: 0.25}
    assert scores_of_people([make_answer(0, choice="real")], clips) == {1: 1.0}
