from __future__ import annotations

import numpy as np
import pytest
import sklearn.metrics as reference
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import InputError
from core.metrics.classification import classification_report

CLASSES = ("cha-cha", "rumba", "waltz")


def random_case(seed: int, n: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    return rng.integers(0, 3, n), rng.dirichlet((1, 1, 1), n)


@given(seed=st.integers(0, 9999), n=st.integers(1, 60))
@settings(max_examples=60, deadline=None)
def test_the_numbers_are_those_of_scikit_learn(seed, n):
    true, probabilities = random_case(seed, n)
    predicted = probabilities.argmax(axis=1)
    report = classification_report(true, probabilities, CLASSES)
    assert np.array_equal(report.confusion, reference.confusion_matrix(true, predicted, labels=[0, 1, 2]))
    assert report.accuracy == pytest.approx(reference.accuracy_score(true, predicted))
    assert report.macro_f1 == pytest.approx(
        reference.f1_score(true, predicted, average="macro", zero_division=0)
    )
    assert report.weighted_f1 == pytest.approx(
        reference.f1_score(true, predicted, average="weighted", zero_division=0)
    )
    assert report.cross_entropy == pytest.approx(reference.log_loss(true, probabilities, labels=[0, 1, 2]))
    assert report.n == n


def test_rates_are_shares_of_each_true_class_and_zero_for_one_that_never_occurs():
    report = classification_report(np.array([0, 0, 1]), np.eye(3)[[0, 1, 1]], CLASSES)
    assert report.rates.tolist() == [[0.5, 0.5, 0], [0, 1, 0], [0, 0, 0]]


def test_certainty_about_the_wrong_class_is_finite():
    report = classification_report(np.array([0]), np.array([[0.0, 1.0, 0.0]]), CLASSES)
    assert 20 < report.cross_entropy < 30


@pytest.mark.parametrize(("n", "columns"), [(0, 3), (4, 2)])
def test_shapes_that_do_not_fit_are_named(n, columns):
    with pytest.raises(InputError, match=r"\(N, 3\)"):
        classification_report(np.zeros(n, int), np.zeros((n, columns)), CLASSES)


def test_calibration_error_of_known_answers():
    # 80 % sure and right in 3 of 4: 5 % off. Sure and always right: nothing off.
    sure = np.array([[0.8, 0.2]] * 4)
    assert classification_report(np.array([0, 0, 0, 1]), sure, ("a", "b")).ece == pytest.approx(0.05)
    certain = np.array([[1.0, 0.0], [0.0, 1.0]])
    assert classification_report(np.array([0, 1]), certain, ("a", "b")).ece == 0


def test_a_calibrated_classifier_has_next_to_no_calibration_error():
    rng = np.random.default_rng(0)
    p = rng.uniform(0, 1, 20_000)
    true = (rng.uniform(0, 1, 20_000) > p).astype(int)
    assert classification_report(true, np.stack([p, 1 - p], axis=1), ("a", "b")).ece < 0.01


def test_top_k_counts_the_true_class_among_the_likeliest():
    probabilities = np.array([[0.5, 0.3, 0.2], [0.5, 0.3, 0.2], [0.5, 0.3, 0.2], [0.2, 0.3, 0.5]])
    found = classification_report(np.array([0, 1, 2, 2]), probabilities, ("a", "b", "c"))
    assert found.top_k.tolist() == [0.5, 0.75, 1.0]
    assert found.top_k[0] == found.accuracy


def test_intervals_are_by_dance_and_wider_than_by_window():
    # Ten dances of 50 windows, each all right or all wrong.
    right = np.repeat(np.arange(10) < 7, 50)
    true, dances = np.zeros(500, int), np.repeat(np.arange(10), 50)
    probabilities = np.where(right[:, None], [0.9, 0.1], [0.1, 0.9])
    by_dance = classification_report(true, probabilities, ("a", "b"), dances=dances).intervals["accuracy"]
    by_window = classification_report(true, probabilities, ("a", "b"), dances=np.arange(500)).intervals[
        "accuracy"
    ]
    assert (by_dance.value, by_dance.n) == (pytest.approx(0.7), 10)
    assert by_dance.high - by_dance.low > 4 * (by_window.high - by_window.low)
    assert by_dance.low < 0.7 < by_dance.high


def test_one_dance_has_no_interval():
    found = classification_report(np.array([0, 1]), np.eye(2), ("a", "b"), dances=np.zeros(2, int))
    assert np.isnan(found.intervals["accuracy"].low)
