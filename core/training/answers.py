"""What a classifier answered about a window; without PyTorch, so that they can be shown without a model."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Answer:
    """What a test window was taken for.

    Attributes:
        key: of its dance.
        start_s, stop_s: seconds after the first frame of the dance.
        true, taken: styles.
        sure: the probability of `taken`, 0 to 1.
    """

    key: str
    start_s: float
    stop_s: float
    true: str
    taken: str
    sure: float
