"""Metrics as a run logs them."""

from __future__ import annotations

from core.entities import Metric


def metrics_of(epoch: int) -> list[Metric]:
    steps = [Metric("loss", "train", epoch, epoch * 10 + i, 2.0 / (1 + epoch * 10 + i)) for i in range(10)]
    last = epoch * 10 + 9
    valid = [
        Metric("loss", "valid", epoch, last, 1.0 / (1 + epoch)),
        Metric("macro_f1", "valid", epoch, last, 0.5 + 0.1 * epoch),
    ]
    return steps + valid
