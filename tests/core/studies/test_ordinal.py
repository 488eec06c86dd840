from __future__ import annotations

import numpy as np
import pytest

from core.errors import InputError
from core.studies.ordinal import fit_effects, fit_ordinal

# Randall (1989), as printed in the tutorials of the R package ordinal: bitterness 1 to 5 of eight bottles
# (four cold, then four warm; of each two without contact, then two with) by nine judges.
WINE = """
2 1 2 3 2 3 1 2 1   3 2 3 2 3 2 1 2 2   3 1 3 3 4 3 2 2 3   4 3 2 2 3 2 2 3 2
4 2 5 3 3 2 2 3 3   4 3 5 2 3 4 3 3 2   5 5 4 5 3 5 2 3 4   5 4 4 3 3 4 3 4 4
"""
NAMES = ("cold, no contact", "warm", "contact")


def wine():
    grades = np.array(WINE.split(), int) - 1
    bottles, judges = (index.ravel() for index in np.indices((8, 9)))
    fixed = np.stack([bottles >= 4, np.isin(bottles, [2, 3, 6, 7])], axis=1).astype(float)
    return grades, fixed, judges, bottles


def planted(effects, *, n_raters=16, n_clips=8, sds=(0.8, 0.5), seed=0):
    """Grades of groups by the model's own probabilities."""
    rng = np.random.default_rng(seed)
    groups, raters, clips = (x.ravel() for x in np.indices((len(effects), n_raters, n_clips)))
    clips = clips + groups * n_clips
    latent = np.array(effects)[groups] + rng.normal(0, sds[0], n_raters)[raters]
    latent = latent + rng.normal(0, sds[1], len(effects) * n_clips)[clips] + rng.logistic(size=len(groups))
    return np.digitize(latent, [-1.5, 0, 1.5]), [str(g) for g in groups], raters, clips


def test_the_published_fit_of_the_wine_data_without_random_effects():
    """R: clm(rating ~ temp + contact, data = wine)."""
    grades, fixed, _, _ = wine()
    found = fit_effects(grades, fixed, [], names=NAMES, n_categories=5)
    assert [e.value for e in found.effect] == pytest.approx([0, 2.5031, 1.5278], abs=1e-3)
    assert [e.se for e in found.effect] == pytest.approx([0, 0.5287, 0.4766], abs=1e-3)
    assert found.thresholds == pytest.approx((-1.3444, 1.2508, 3.4669, 5.0064), abs=1e-3)
    assert found.log_likelihood == pytest.approx(-86.49, abs=0.01)


def test_the_published_mixed_fit_of_the_wine_data():
    """R: clmm(rating ~ temp + contact + (1 | judge), data = wine), by Laplace's approximation."""
    grades, fixed, judges, _ = wine()
    found = fit_effects(grades, fixed, [judges], names=NAMES, n_categories=5)
    assert [e.value for e in found.effect] == pytest.approx([0, 3.0630, 1.8349], abs=2e-3)
    assert [e.se for e in found.effect] == pytest.approx([0, 0.5954, 0.5125], abs=2e-3)
    assert found.thresholds == pytest.approx((-1.6237, 1.5134, 4.2285, 6.0888), abs=2e-3)
    assert found.threshold_se == pytest.approx((0.6824, 0.6038, 0.8090, 0.9725), abs=3e-3)
    assert found.rater_sd == pytest.approx(1.131, abs=2e-3)
    assert found.log_likelihood == pytest.approx(-81.57, abs=0.01)


def test_bottles_of_the_wine_have_no_spread_of_their_own_and_change_nothing():
    grades, fixed, judges, bottles = wine()
    found = fit_effects(grades, fixed, [judges, bottles], names=NAMES, n_categories=5)
    assert found.clip_sd < 0.05
    assert found.effect[1].value == pytest.approx(3.0630, abs=5e-3)
    assert found.effect[1].se == pytest.approx(0.5954, abs=5e-3)


def test_planted_effects_and_spreads_are_found():
    grades, groups, raters, clips = planted([0.0, 1.5, -1.0], n_raters=24, n_clips=12)
    found = fit_ordinal(grades, groups, raters, clips, n_categories=4, names=["0", "1", "2"])
    assert found.effect[0].value == 0
    for effect, truth in zip(found.effect[1:], (1.5, -1.0), strict=True):
        assert effect.low < truth < effect.high
    assert found.rater_sd == pytest.approx(0.8, abs=0.3)
    assert found.clip_sd == pytest.approx(0.5, abs=0.25)
    assert list(found.thresholds) == sorted(found.thresholds)


def test_a_category_that_nobody_used_is_left_out():
    grades, groups, raters, clips = planted([0.0, 1.0])
    found = fit_ordinal(np.where(grades == 3, 4, grades), groups, raters, clips, n_categories=5,
                        names=["0", "1"])  # fmt: skip
    assert len(found.thresholds) == 3


def test_what_cannot_be_modelled_is_said():
    ids = np.arange(6) % 3
    with pytest.raises(InputError, match="Every grade was the same"):
        fit_ordinal(np.ones(6, int), ["a", "b"] * 3, ids, ids, n_categories=4, names=["a", "b"])
    with pytest.raises(InputError, match="c has no grade"):
        fit_ordinal(ids, ["a", "b"] * 3, ids, ids, n_categories=4, names=["a", "b", "c"])
    with pytest.raises(InputError, match="do not overlap"):
        fit_ordinal(np.array([0, 3] * 6), ["a", "b"] * 6, np.arange(12) % 3, np.arange(12) % 4,
                    n_categories=4, names=["a", "b"])  # fmt: skip
    with pytest.raises(InputError, match="Grades are 0 to 3"):
        fit_ordinal(ids + 3, ["a", "b"] * 3, ids, ids, n_categories=4, names=["a", "b"])
