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
