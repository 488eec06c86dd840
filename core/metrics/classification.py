"""How well a classifier tells styles apart.

Sources: Naeini, Cooper and Hauskrecht, "Obtaining Well Calibrated Probabilities Using Bayesian Binning" (AAAI
2015) and Guo et al. (ICML 2017) for the expected calibration error with 15 bins of equal width.

Pitfalls: the windows of a dance are alike, so that their number promises a certainty that is not there:
intervals are by dance. With few windows the calibration error is above 0 for a perfectly calibrated model.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from core.errors import InputError
from core.metrics.bootstrap import Estimate, bootstrap

Array = NDArray[np.float64]
N_BINS = 15
INTERVALS = ("macro_f1", "weighted_f1", "accuracy", "cross_entropy", "ece")
_N_DRAWS = 200
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
        ece: expected calibration error: mean over windows of how far the accuracy of all windows of about
            this confidence (`N_BINS` bins of equal width) lies from their mean confidence.
        top_k: (C,) share of windows whose true class is among the likeliest 1, 2 ... C.
        intervals: by name of `INTERVALS`, from drawing the dances again; empty where they are not told apart.
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
    ece: float
    top_k: Array
    intervals: Mapping[str, Estimate] = field(default_factory=dict)

    @property
    def n(self) -> int:
        """How many windows were classified."""
        return int(self.confusion.sum())

    @property
    def rates(self) -> Array:
        """(C, C) share of each true class that was predicted as each class; rows without windows are 0."""
        return _ratio(self.confusion, self.confusion.sum(axis=1, keepdims=True))


def classification_report(
    true: NDArray[np.integer],
    probabilities: NDArray[np.floating],
    classes: Sequence[str],
    *,
    dances: NDArray[np.integer] | None = None,
) -> ClassificationReport:
    """Judge predictions.

    Args:
        true: (N,) index of the true class.
        probabilities: (N, C), rows sum to 1; the largest is the prediction.
        classes: C names.
        dances: (N,) which dance each window is of, for intervals.

    Raises:
        InputError: shapes that do not fit, or nothing to judge.
    """
    n_classes = len(classes)
    if not len(true) or probabilities.shape != (len(true), n_classes):
        raise InputError(
            f"A report needs (N,) true classes and (N, {n_classes}) probabilities, N > 0; "
            f"got {true.shape} and {probabilities.shape}."
        )
    report = _judged(true, probabilities, tuple(classes))
    if dances is None:
        return report
    windows = [np.flatnonzero(dances == dance) for dance in np.unique(dances)]
    return replace(report, intervals=_intervals(report, true, probabilities, windows))


def expected_calibration_error(true: NDArray[np.integer], probabilities: NDArray[np.floating]) -> float:
    """Return `ClassificationReport.ece`."""
    confidence = probabilities.max(axis=1)
    right = probabilities.argmax(axis=1) == true
    bins = np.minimum((confidence * N_BINS).astype(int), N_BINS - 1)
    gap = np.bincount(bins, right - confidence, N_BINS)
    return float(np.abs(gap).sum() / len(true))


def _intervals(
    report: ClassificationReport,
    true: NDArray[np.integer],
    probabilities: NDArray[np.floating],
    windows: Sequence[NDArray[np.intp]],
) -> dict[str, Estimate]:
    """Draw the dances again, each with all its windows; of one dance there is no interval."""

    def measure(name: str, drawn: NDArray[np.intp]) -> float:
        rows = np.concatenate([windows[i] for i in drawn])
        return float(getattr(_judged(true[rows], probabilities[rows], report.classes), name))

    return {name: bootstrap(partial(measure, name), len(windows), n_draws=_N_DRAWS) for name in INTERVALS}


def _judged(
    true: NDArray[np.integer], probabilities: NDArray[np.floating], classes: tuple[str, ...]
) -> ClassificationReport:
    n_classes = len(classes)
    confusion = np.zeros((n_classes, n_classes), np.int64)
    np.add.at(confusion, (true, probabilities.argmax(axis=1)), 1)
    hits = np.diag(confusion).astype(np.float64)
    n_true, n_predicted = confusion.sum(axis=1), confusion.sum(axis=0)
    f1 = _ratio(2 * hits, n_true + n_predicted)
    occurs = n_true + n_predicted > 0
    right = probabilities[np.arange(len(true)), true]
    return ClassificationReport(
        classes=classes,
        confusion=confusion,
        accuracy=float(hits.sum() / len(true)),
        macro_f1=float(f1[occurs].mean()),
        weighted_f1=float((f1 * n_true).sum() / len(true)),
        cross_entropy=float(-np.log(np.maximum(right, _EPSILON)).mean()),
        precision=_ratio(hits, n_predicted),
        recall=_ratio(hits, n_true),
        f1=f1,
        ece=expected_calibration_error(true, probabilities),
        top_k=np.cumsum(np.bincount((probabilities > right[:, None]).sum(axis=1), minlength=n_classes))
        / len(true),
    )


def _ratio(part: NDArray[np.generic], whole: NDArray[np.generic]) -> Array:
    """Return part / whole, 0 where whole is 0."""
    up, down = np.broadcast_arrays(np.asarray(part, np.float64), np.asarray(whole, np.float64))
    ratio: Array = np.divide(up, down, out=np.zeros(up.shape), where=down > 0)
    return ratio
