"""Adding up what the batches of an epoch gave."""

from __future__ import annotations

from typing import Any

import numpy as np

from core.models.base import Outcome


class Meter:
    """Mean losses and counts of one side over one epoch; survives a stop in the middle of it as JSON."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Begin an epoch."""
        self._n = 0
        self._sums: dict[str, float] = {}
        self._beside: dict[str, tuple[float, int]] = {}  # sum, and of how many windows: not all batches tell
        self._noted: dict[str, tuple[float, int]] = {}  # sum, and how often
        self._confusion: list[list[int]] | None = None

    def note(self, name: str, value: float) -> None:
        """Note a number that is no part of an outcome; `values` has the mean of what was noted."""
        total, times = self._noted.get(name, (0.0, 0))
        self._noted[name] = (total + value, times + 1)

    def add(self, outcome: Outcome, n: int) -> None:
        """Add a batch of n windows."""
        self._n += n
        for name, loss in outcome.losses.items():
            self._sums[name] = self._sums.get(name, 0.0) + loss.item() * n
        for name, value in outcome.beside.items():
            total, of = self._beside.get(name, (0.0, 0))
            self._beside[name] = (total + value.item() * n, of + n)
        if outcome.confusion is not None:
            counts = outcome.confusion.cpu().numpy()
            self._confusion = (counts + np.array(self._confusion or 0)).tolist()

    def values(self) -> dict[str, float]:
        """Return ``loss`` (the sum), each loss where there are several, what is beside, notes, and scores.

        Scores are those of classifiers: accuracy, macro F1 over the styles that occur, and F1 weighted by how
        often each is true.
        """
        if not self._n:
            return {}
        means = {name: total / self._n for name, total in self._sums.items()}
        values = {"loss": sum(means.values()), **(means if len(means) > 1 or self._beside else {})}
        values |= {name: total / of for name, (total, of) in (self._beside | self._noted).items()}
        return values | (_scores(np.array(self._confusion)) if self._confusion is not None else {})

    def state(self) -> dict[str, Any]:
        """Return what `restore` takes."""
        beside = {name: list(value) for name, value in self._beside.items()}
        return {
            "n": self._n, "sums": dict(self._sums), "beside": beside, "confusion": self._confusion,
            "noted": {name: list(value) for name, value in self._noted.items()},
        }  # fmt: skip

    def restore(self, state: dict[str, Any]) -> None:
        """Go on where another meter stopped."""
        self._n, self._sums, self._confusion = state["n"], dict(state["sums"]), state["confusion"]
        self._beside, self._noted = (
            {name: (total, of) for name, (total, of) in state.get(which, {}).items()}
            for which in ("beside", "noted")
        )


def _scores(confusion: np.ndarray[tuple[int, int], np.dtype[np.int64]]) -> dict[str, float]:
    hits, true, predicted = np.diag(confusion), confusion.sum(axis=1), confusion.sum(axis=0)
    f1 = 2 * hits / np.maximum(true + predicted, 1)
    return {
        "accuracy": float(hits.sum() / confusion.sum()),
        "macro_f1": float(f1[true + predicted > 0].mean()),
        "weighted_f1": float((f1 * true).sum() / confusion.sum()),
    }
