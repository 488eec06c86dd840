"""Few numbers out of many: the principal ones, or those that tell styles apart."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_TREES = 200  # importances of fewer change with the seed


def principal_axes(x: NDArray[np.float32], n: int) -> NDArray[np.float32]:
    """Return (D, n) such that ``x @ axes`` are the first n principal components of (N, D), of variance 1.

    Components that N rows do not have are 0. `x` is standardised, as everything that is compared by variance
    must be. Their signs are fixed by their largest entry, so that the same data give the same axes.
    """
    _, strengths, rows = np.linalg.svd(x - x.mean(axis=0), full_matrices=False)
    is_there = strengths > strengths[:1] * 1e-6
    rows, spread = rows[is_there][:n], strengths[is_there][:n] / np.sqrt(len(x))
    largest = np.abs(rows).argmax(axis=1)
    rows = rows * np.sign(rows[np.arange(len(rows)), largest])[:, None]
    axes = np.zeros((x.shape[1], n), np.float32)
    axes[:, : len(rows)] = (rows / spread[:, None]).T
    return axes


def most_important(x: NDArray[np.float32], y: NDArray[np.int64], n: int) -> NDArray[np.int64]:
    """Return the (n,) columns of (N, D), rising, that an ensemble of random trees tells (N,) classes by.

    Importance is the mean decrease of impurity (Geurts, Ernst and Wehenkel, Extremely randomized trees,
    2006). Of columns that say the same, the trees share the importance out, so that both may be left.
    """
    from sklearn.ensemble import ExtraTreesClassifier

    trees = ExtraTreesClassifier(_TREES, class_weight="balanced", random_state=0).fit(x, y)
    return np.sort(np.argsort(-trees.feature_importances_, kind="stable")[:n])
