from __future__ import annotations

import krippendorff
import numpy as np
import pytest
import sklearn.metrics as reference
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import InputError
from core.metrics.agreement.chance import (
    MISSING,
    cohens_kappa,
    fleiss_kappa,
    krippendorffs_alpha,
    percent_agreement,
)

# Krippendorff (2011), section C: four observers, twelve units, missing data.
OBSERVERS = """
1 2 3 3 2 1 4 1 2 . . .
1 2 3 3 2 2 4 1 2 5 . 3
. 3 3 3 2 3 4 2 2 5 1 .
1 2 3 3 2 4 4 1 2 5 1 .
"""

# Fleiss (1971), table 1: thirty patients, six psychiatrists each, five diagnoses.
PATIENTS = """
00060 03003 01401 00006 03030 20400 00402 20310 20040 00006 10050 11040 03300 10050 02031
00501 30012 51000 02040 10203 00006 01050 02013 20040 10041 05010 40002 02040 10500 00006
"""


def raters(counts: np.ndarray) -> np.ndarray:
    """(R, N) codes of annotators who gave (N, C) counts."""
    return np.array([np.repeat(np.arange(counts.shape[1]), row) for row in counts]).T


def pairs(table: np.ndarray) -> np.ndarray:
    """(2, N) codes whose confusion matrix is the table."""
    a, b = np.indices(table.shape).reshape(2, -1)
    return np.array([np.repeat(a, table.ravel()), np.repeat(b, table.ravel())])


def codes_of(text: str) -> np.ndarray:
    rows = [line.split() for line in text.strip().splitlines()]
    return np.array([[MISSING if word == "." else int(word) for word in row] for row in rows])


def random_codes(seed: int, n_raters: int, n: int, missing: float = 0.0) -> np.ndarray:
    rng = np.random.default_rng(seed)
    codes = rng.integers(0, 4, (n_raters, n))
    codes[rng.random(codes.shape) < missing] = MISSING
    return codes


def test_cohens_kappa_of_cohens_own_tables():
    """Cohen (1960), tables 1 (proportions) and 2 (frequencies of 200)."""
    proportions = np.array([[25, 13, 12], [12, 2, 16], [3, 15, 2]])
    assert cohens_kappa(pairs(proportions)).value == pytest.approx((0.29 - 0.35) / 0.65)
    frequencies = np.array([[88, 14, 18], [10, 40, 10], [2, 6, 12]])
    score = cohens_kappa(pairs(frequencies))
    assert (score.value, score.n) == (pytest.approx(0.492, abs=5e-4), 200)
    assert percent_agreement(pairs(frequencies)).value == pytest.approx(0.70)


def test_fleiss_kappa_of_fleiss_own_table():
    counts = np.array([[int(digit) for digit in row] for row in PATIENTS.split()])
    score = fleiss_kappa(raters(counts))
    assert (score.value, score.n) == (pytest.approx(0.430, abs=5e-4), 30)


def test_krippendorffs_alpha_of_his_own_data():
    score = krippendorffs_alpha(codes_of(OBSERVERS))
    assert score.value == pytest.approx(0.743, abs=5e-4)
    assert score.n == 11  # the last unit has one label only
    two = np.array([[0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]])
    assert krippendorffs_alpha(two).value == pytest.approx(0.095, abs=5e-4)
    letters = [[ord(letter) - ord("a") for letter in row] for row in ("aabbdcccedda", "babbbcccedd" + "d")]
    assert krippendorffs_alpha(np.array(letters)).value == pytest.approx(0.692, abs=5e-4)


@given(seed=st.integers(0, 9999), n=st.integers(2, 80))
@settings(max_examples=60, deadline=None)
def test_cohens_kappa_is_scikit_learns(seed, n):
    codes = random_codes(seed, 2, n)
    score = cohens_kappa(codes)
    if score.value is None:
        assert len(np.unique(codes)) == 1
    else:
        assert score.value == pytest.approx(reference.cohen_kappa_score(*codes))


@given(seed=st.integers(0, 9999), n=st.integers(2, 60), n_raters=st.integers(2, 5))
@settings(max_examples=60, deadline=None)
def test_krippendorffs_alpha_is_that_of_the_package_of_his_name(seed, n, n_raters):
    codes = random_codes(seed, n_raters, n, missing=0.3)
    score = krippendorffs_alpha(codes)
    if score.value is not None:
        data = np.where(codes == MISSING, np.nan, codes)
        expected = krippendorff.alpha(data, level_of_measurement="nominal")
        assert score.value == pytest.approx(expected)


@given(seed=st.integers(0, 9999), n_raters=st.integers(2, 5))
@settings(max_examples=40, deadline=None)
def test_neither_the_order_of_annotators_nor_of_slices_nor_the_codes_matter(seed, n_raters):
    codes = random_codes(seed, n_raters, 40, missing=0.1)
    rng = np.random.default_rng(seed)
    renamed = np.where(codes == MISSING, MISSING, rng.permutation(9)[codes])
    shuffled = renamed[rng.permutation(n_raters)][:, rng.permutation(40)]
    for measure in (fleiss_kappa, krippendorffs_alpha, *([cohens_kappa] if n_raters == 2 else [])):
        assert measure(shuffled).value == pytest.approx(measure(codes).value)
        assert measure(shuffled).n == measure(codes).n


def test_people_who_say_the_same_agree_wholly():
    codes = np.tile([0, 1, 1, 2], (2, 1))
    for measure in (percent_agreement, cohens_kappa, fleiss_kappa, krippendorffs_alpha):
        assert measure(codes).value == pytest.approx(1)


@pytest.mark.parametrize("measure", [cohens_kappa, fleiss_kappa, krippendorffs_alpha])
def test_one_label_only_is_no_kappa_and_says_so(measure):
    score = measure(np.full((2, 5), 3))
    assert (score.value, score.n) == (None, 5)
    assert "Only one label" in score.undefined


@pytest.mark.parametrize("measure", [percent_agreement, cohens_kappa, fleiss_kappa, krippendorffs_alpha])
@pytest.mark.parametrize("codes", [np.empty((2, 0), int), np.array([[0, MISSING], [MISSING, 0]])])
def test_no_time_in_common_is_no_agreement_and_says_so(measure, codes):
    score = measure(codes)
    assert (score.value, score.n) == (None, 0)
    assert score.undefined


def test_every_measure_says_what_it_is():
    for measure in (percent_agreement, cohens_kappa, fleiss_kappa, krippendorffs_alpha):
        score = measure(random_codes(0, 2, 30))
        assert score.definition
        assert score.unit == "slices"
        assert not score.undefined


def test_codes_of_the_wrong_shape_are_refused_with_it():
    with pytest.raises(InputError, match=r"\(3, 4\)"):
        cohens_kappa(np.zeros((3, 4), int))
    with pytest.raises(InputError, match=r"\(1, 4\)"):
        krippendorffs_alpha(np.zeros((1, 4), int))
