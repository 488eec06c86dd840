from __future__ import annotations

import numpy as np
import pytest

from core.errors import InputError
from core.studies.pairs import Comparisons, fit, strengths

# Davidson (1970), example 2: brands of chocolate pudding; i, j, n, i preferred, j preferred, no preference.
PUDDING = """
1 2 57 19 22 16   1 3 47 16 19 12   2 3 48 19 19 10   1 4 54 18 23 13   2 4 51 23 19 9
3 4 54 19 20 15   1 5 50 13 19 18   2 5 48 16 20 12   3 5 48 16 15 17   4 5 47 17 14 16
1 6 51 18 21 12   2 6 54 22 20 12   3 6 41 13 18 10   4 6 51 14 19 18   5 6 44 11 21 12
"""
WORTHS = (0.1388005, 0.1729985, 0.1617420, 0.1653930, 0.1586805, 0.2023855)
"""Davidson's, to the digits that the R package PlackettLuce prints when it stops after as few steps as he
did: its fourth worth is still 2e-5 from where the likelihood is highest."""
TIE = 0.7468147


def pudding():
    wins, ties = np.zeros((1, 6, 6)), np.zeros((1, 6, 6))
    for i, j, _, first, second, equal in np.array(PUDDING.split(), int).reshape(-1, 6):
        wins[0, i - 1, j - 1], wins[0, j - 1, i - 1] = first, second
        ties[0, i - 1, j - 1] = ties[0, j - 1, i - 1] = equal
    return wins, ties


def compared(strength, tie, *, n_raters=12, n_scenes=10, seed=0):
    """Every rater compares all pairs in all scenes, by Davidson's own probabilities."""
    rng = np.random.default_rng(seed)
    n = len(strength)
    pairs = np.array([(i, j) for i in range(n) for j in range(i + 1, n)])
    first, second = (np.tile(side, n_raters * n_scenes) for side in pairs.T)
    a, b = np.exp(np.asarray(strength))[first], np.exp(np.asarray(strength))[second]
    total = a + b + tie * np.sqrt(a * b)
    drawn = rng.uniform(size=len(first)) * total
    outcome = np.where(drawn < a, 1, np.where(drawn < a + b, -1, 0))
    raters = np.repeat(np.arange(n_raters), n_scenes * len(pairs))
    scenes = np.tile(np.repeat(np.arange(n_scenes), len(pairs)), n_raters)
    return Comparisons(first, second, outcome, raters, scenes)


def test_davidsons_own_example_is_reproduced():
    theta, log_v = fit(*pudding())
    worth = np.exp(theta[0])
    np.testing.assert_allclose(worth / worth.sum(), WORTHS, atol=3e-5)
    assert np.exp(log_v[0]) == pytest.approx(TIE, abs=2e-5)


def test_planted_strengths_are_found_within_their_intervals():
    planted = np.array([0.8, 0.0, -0.8])
    found = strengths(compared(planted, 0.7, n_raters=20), ["real", "a", "b"])
    for value, estimate in zip(planted, found.strength, strict=True):
        assert estimate.low < value < estimate.high
        assert estimate.width < 0.8
    assert found.alike == (("real",), ("a",), ("b",))
    assert found.tie == pytest.approx(0.7, abs=0.2)


def test_probabilities_of_a_pair_sum_to_one_and_are_davidsons():
    found = strengths(compared([0.5, -0.5], 0.5), ["a", "b"])
    a, b = (np.exp(one.value) for one in found.strength)
    assert found.wins[0][1] + found.wins[1][0] + found.ties[0][1] == pytest.approx(1)
    assert found.wins[0][1] == pytest.approx(a / (a + b + found.tie * np.sqrt(a * b)))


def test_groups_of_equal_strength_cannot_be_told_apart():
    found = strengths(compared([0.0, 0.0, -2.0], 0.5), ["a", "b", "c"])
    assert found.alike == (("a", "b"), ("c",))


def test_who_wins_always_has_a_large_strength_and_no_number_is_lost():
    n = 24
    always = Comparisons(
        np.zeros(n, int), np.ones(n, int), np.ones(n, int), np.arange(n) % 4, np.arange(n) % 6
    )
    found = strengths(always, ["a", "b"])
    assert found.strength[0].value > 2
    assert all(np.isfinite([e.value, e.low, e.high]).all() for e in found.strength)
    assert found.tie == 0
    assert found.ties[0][1] == 0


def test_of_one_rater_there_is_no_interval():
    found = strengths(compared([1.5, -1.5], 0.5, n_raters=1), ["a", "b"])
    assert np.isnan(found.strength[0].low)
    assert found.strength[0].value > 0
    assert found.alike == (("a", "b"),)


def test_nothing_to_compare_is_said():
    empty = np.empty(0, int)
    with pytest.raises(InputError, match="nothing to compare"):
        strengths(Comparisons(empty, empty, empty, empty, empty), ["a", "b"])
