"""Few numbers out of many."""

from __future__ import annotations

import numpy as np

from core.features.selection import most_important, principal_axes


def test_principal_components_are_uncorrelated_and_of_variance_one():
    rng = np.random.default_rng(0)
    x = (rng.normal(size=(200, 3)) @ rng.normal(size=(3, 8))).astype(np.float32)
    found = (x - x.mean(axis=0)) @ principal_axes(x, 5)
    assert np.allclose(np.cov(found[:, :3].T, bias=True), np.eye(3), atol=1e-2)
    assert (found[:, 3:] == 0).all()  # the data have three directions only


def test_the_columns_that_tell_classes_apart_are_kept():
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(300, 20)).astype(np.float32), rng.integers(0, 2, 300)
    x[:, [4, 11]] += 2 * y[:, None]
    assert most_important(x, y, 2).tolist() == [4, 11]
