"""How well a classifier tells styles apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.errors import InputError

Array = NDArray[np.float64]
_EPSILON = 1e-12  # a probability of exactly 0 would make the cross-entropy infinite


@dataclass(frozen=True, eq=False)
class ClassificationReport:
    """Counts, and what follows from them.

    Attributes:
        classes: C names, in the order of rows and columns.
        confusion: (C, C) int64 counts; row = true class, column = predicted.
        accuracy: share of windows that were recognised.
        macro_f1: mean F1 of the classes that occur in truth or prediction, each counting the same.
        weighted_f1: the same, weighted by how often each class is true.
        cross_entropy: mean of -ln p(true class), nats.
        precision, recall, f1: (C,) by class; 0 where undefined.
    """

    classes: tuple[str, ...]
    confusion: NDArray[np.int64]
    accuracy: float
    macro_f1: float
    weighted_f1: float
    cross_entropy: float
    precision: Array
    recall: Array
    f1: Array

    @property
    def n(self) -> int:
        """How many windows were classified."""
        return int(self.confusion.sum())

    @property
    def rates(self) -> Array:
        """(C, C) share of each true class that was predicted as each class; rows without windows are 0."""
        return _ratio(self.confusion, self.confusion.sum(axis=1, keepdims=True))


def classification_report(
    true: NDArray[np.integer], probabilities: NDArray[np.floating], classes: Sequence[str]
) -> ClassificationReport:
    """Judge predictions.

    Args:
        true: (N,) index of the true class.
        probabilities: (N, C), rows sum to 1; the largest is the prediction.
        classes: C names.

    Raises:
        InputError: shapes that do not fit, or nothing to judge.
    """
    n_classes = len(classes)
    if not len(true) or probabilities.shape != (len(true), n_classes):
        raise InputError(
            f"A report needs (N,) true classes and (N, {n_classes}) probabilities, N > 0; "
            f"got {true.shape} and {probabilities.shape}."
        )
    confusion = np.zeros((n_classes, n_classes), np.int64)
    np.add.at(confusion, (true, probabilities.argmax(axis=1)), 1)
    hits = np.diag(confusion).astype(np.float64)
    n_true, n_predicted = confusion.sum(axis=1), confusion.sum(axis=0)
    f1 = _ratio(2 * hits, n_true + n_predicted)
    occurs = n_true + n_predicted > 0
    right = probabilities[np.arange(len(true)), true]
    return ClassificationReport(
        classes=tuple(classes),
        confusion=confusion,
        accuracy=float(hits.sum() / len(true)),
        macro_f1=float(f1[occurs].mean()),
        weighted_f1=float((f1 * n_true).sum() / len(true)),
        cross_entropy=float(-np.log(np.maximum(right, _EPSILON)).mean()),
        precision=_ratio(hits, n_predicted),
        recall=_ratio(hits, n_true),
        f1=f1,
    )


def _ratio(part: NDArray[np.generic], whole: NDArray[np.generic]) -> Array:
    """Return part / whole, 0 where whole is 0."""
    up, down = np.broadcast_arrays(np.asarray(part, np.float64), np.asarray(whole, np.float64))
    ratio: Array = np.divide(up, down, out=np.zeros(up.shape), where=down > 0)
    return ratio
