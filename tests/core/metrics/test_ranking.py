from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import InputError
from core.metrics.ranking import chance_reciprocal_rank, chance_top, ranking_report

SCORES = np.array([0.9, 0.1, 0.5])


def test_the_best_right_answer_counts():
    found = ranking_report([SCORES, SCORES], [np.array([False, True, True]), np.array([True, False, False])])
    assert found.reciprocal_rank == (1 / 2 + 1) / 2
    assert found.top == ((1, 0.5), (5, 1.0))
    assert found.n == 2


def test_of_equal_scores_the_wrong_ones_come_first():
    found = ranking_report([np.zeros(4)], [np.array([True, False, False, False])])
    assert found.reciprocal_rank == 1 / 4


def test_rankings_without_a_right_answer_are_left_out():
    found = ranking_report([SCORES, SCORES], [np.zeros(3, bool), np.array([True, False, False])])
    assert (found.n, found.reciprocal_rank) == (1, 1)
    with pytest.raises(InputError, match="None of the rankings"):
        ranking_report([SCORES], [np.zeros(3, bool)])


def test_a_truth_for_every_candidate_is_needed():
    with pytest.raises(InputError):
        ranking_report([SCORES], [np.zeros(2, bool)])


@given(n=st.integers(1, 6), n_right=st.integers(1, 6), k=st.integers(1, 8))
@settings(max_examples=40, deadline=None)
def test_chance_is_the_mean_over_all_orders(n, n_right, k):
    n_right = min(n, n_right)
    firsts = [1 + next(i for i, c in enumerate(order) if c < n_right) for order in permutations(range(n))]
    assert chance_top(n, n_right, k) == pytest.approx(np.mean([first <= k for first in firsts]))
    assert chance_reciprocal_rank(n, n_right) == pytest.approx(np.mean([1 / first for first in firsts]))
