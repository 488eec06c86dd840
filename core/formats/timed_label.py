"""What the label formats (EAF, WebVTT) hold: a label over a span of time."""

from __future__ import annotations

import math
from dataclasses import dataclass

from core.errors import InputError

MAX_SECONDS = 10_000_000.0
"""A third of a year: no video is longer, and a time beyond it is damage."""

MAX_LABELS = 200_000
"""More than anybody has drawn on one video."""


@dataclass(frozen=True)
class TimedLabel:
    """A label over a span, ready to leave the project or to come into it.

    Attributes:
        tier: name of the tier; empty where a file does not say.
        label: the word, or a whole comment.
        start_s, end_s: media time, ``0 <= start_s < end_s``.
        annotator: who says so; empty where a file does not say.
    """

    tier: str
    label: str
    start_s: float
    end_s: float
    annotator: str = ""

    def __post_init__(self) -> None:
        if not (math.isfinite(self.start_s) and 0 <= self.start_s < self.end_s <= MAX_SECONDS):
            raise InputError(f"{self.label[:40]!r} goes from {self.start_s:g} s to {self.end_s:g} s.")


@dataclass(frozen=True)
class LabelFile:
    """The labels of a file, in its order, and what was left out or assumed, a sentence each."""

    labels: tuple[TimedLabel, ...]
    notes: tuple[str, ...]


def whole_ms(start_s: float, end_s: float) -> tuple[int, int]:
    """Return a span in whole milliseconds, of at least one."""
    start_ms = round(start_s * 1000)
    return start_ms, max(round(end_s * 1000), start_ms + 1)
