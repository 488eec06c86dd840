"""How right a classifier is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.errors import InputError

_LEAST = float(np.finfo(np.float64).eps)


@dataclass(frozen=True, eq=False)
class ClassificationReport:
    """What a classifier got right and wrong.

    Attributes:
        classes: C names.
        confusion: (C, C) counts; row is the true class, column the predicted one.
        cross_entropy: mean over the items of -ln(probability of the true class), nats.
    """

    classes: tuple[str, ...]
    confusion: NDArray[np.int64]
    cross_entropy: float

    @property
    def n_items(self) -> int:
        return int(self.confusion.sum())

    @property
    def accuracy(self) -> float:
        """Right over all."""
        return float(np.trace(self.confusion) / self.n_items)

    @property
    def rates(self) -> NDArray[np.float64]:
        """(C, C) shares of each true class; a row sums to 1, or is 0 for a class that does not occur."""
        n_true = self.confusion.sum(axis=1, keepdims=True)
        return np.asarray(self.confusion / np.maximum(n_true, 1), np.float64)

    @property
    def f1(self) -> NDArray[np.float64]:
        """(C,) 2 TP / (2 TP + FP + FN) of each class; 0 for one that neither occurs nor is predicted."""
        right = np.diag(self.confusion)
        involved = self.confusion.sum(axis=0) + self.confusion.sum(axis=1)
        return np.asarray(2 * right / np.maximum(involved, 1), np.float64)

    @property
    def macro_f1(self) -> float:
        """Mean F1 of the classes that occur or are predicted."""
        occurs = (self.confusion.sum(axis=0) + self.confusion.sum(axis=1)) > 0
        return float(self.f1[occurs].mean())

    @property
    def weighted_f1(self) -> float:
        """Mean F1 of the classes, each weighted by how often it occurs."""
        return float(np.average(self.f1, weights=self.confusion.sum(axis=1)))

    def to_dict(self) -> dict[str, Any]:
        """Return a JSON-ready description with counts, rates and every score."""
        return {
            "classes": list(self.classes),
            "n_items": self.n_items,
            "accuracy": self.accuracy,
            "macro_f1": self.macro_f1,
            "weighted_f1": self.weighted_f1,
            "cross_entropy": self.cross_entropy,
            "f1": self.f1.tolist(),
            "confusion": self.confusion.tolist(),
            "rates": self.rates.tolist(),
        }

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> ClassificationReport:
        """Rebuild a report from `to_dict`."""
        confusion = np.array(data["confusion"], np.int64).reshape(2 * (len(data["classes"]),))
        return cls(tuple(data["classes"]), confusion, float(data["cross_entropy"]))


def classification_report(
    true: Sequence[int] | NDArray[np.integer[Any]],
    probabilities: NDArray[np.floating[Any]],
    classes: Sequence[str],
) -> ClassificationReport:
    """Compare predicted probabilities with the truth.

    Args:
        true: (N,) class indices.
        probabilities: (N, C), rows summing to 1. The most probable class, the first of equals, is predicted.
        classes: C names.

    Raises:
        InputError: when there are no items, or the shapes or numbers do not fit.
    """
    labels, p = np.asarray(true), np.asarray(probabilities, np.float64)
    n, c = len(labels), len(classes)
    if not n or p.shape != (n, c):
        raise InputError(
            f"{n} true classes and {c} class names need ({n}, {c}) probabilities; got {p.shape}."
        )
    if labels.min() < 0 or labels.max() >= c:
        raise InputError(f"True classes must be 0 to {c - 1}; got {labels.min()} to {labels.max()}.")
    if not np.allclose(p.sum(axis=1), 1, atol=1e-3) or p.min() < 0:
        raise InputError("The probabilities of an item must be at least 0 and sum to 1.")
    confusion = np.zeros((c, c), np.int64)
    np.add.at(confusion, (labels, p.argmax(axis=1)), 1)
    surprise = -np.log(np.maximum(p[np.arange(n), labels], _LEAST))
    return ClassificationReport(tuple(classes), confusion, float(surprise.mean()))
