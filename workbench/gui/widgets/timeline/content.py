"""What a timeline shows, apart from where: plain values, no Qt."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from core.entities import Segment
from workbench.gui.widgets.timeline.levels import Averages, Extremes

NOTHING: NDArray[np.float64] = np.zeros(0)
MAX_OTHERS = 3  # rows for other annotators; more of them share the last row


@dataclass(frozen=True, eq=False)
class Content:
    """Everything that is drawn along the seconds of one video.

    Attributes:
        times_s: (T,) presentation times of the frames.
        sound: loudness of the waveform; None while there is none.
        beats_s: (B,) times of the beats, ascending.
        confidence: mean joint confidence of the person, a frame; None while it is not known.
        corrected_s: times of the frames with a correction in force, ascending.
        segments: of the tier, by time.
        colours: colour of each label of the tier.
        annotator: who works here; their segments can be changed.
        sound_note, confidence_note: why a strip is empty.
    """

    times_s: NDArray[np.float64] = field(default_factory=lambda: NOTHING)
    sound: Extremes | None = None
    beats_s: NDArray[np.float64] = field(default_factory=lambda: NOTHING)
    confidence: Averages | None = None
    corrected_s: NDArray[np.float64] = field(default_factory=lambda: NOTHING)
    segments: tuple[Segment, ...] = ()
    colours: dict[str, str] = field(default_factory=dict)
    annotator: str = ""
    sound_note: str = ""
    confidence_note: str = ""

    @property
    def frame_s(self) -> float:
        """How long the last frame is shown, seconds: as long as the one before it."""
        return float(self.times_s[-1] - self.times_s[-2]) if len(self.times_s) > 1 else 0.04

    @property
    def begin_s(self) -> float:
        return float(self.times_s[0]) if len(self.times_s) else 0.0

    @property
    def end_s(self) -> float:
        return float(self.times_s[-1]) + self.frame_s if len(self.times_s) else 1.0

    def edge_s(self, at_s: float) -> float:
        """Return the nearest moment at which a frame begins, or the last one ends."""
        if not len(self.times_s):
            return at_s
        after = int(np.searchsorted(self.times_s, at_s))
        edges = [self.times_s[after] if after < len(self.times_s) else self.end_s]
        if after:
            edges.append(self.times_s[after - 1])
        return float(min(edges, key=lambda edge: abs(edge - at_s)))

    def is_mine(self, segment: Segment) -> bool:
        return segment.annotator == self.annotator

    @cached_property
    def others(self) -> list[str]:
        """The other annotators, by name."""
        return sorted({segment.annotator for segment in self.segments if not self.is_mine(segment)})

    def row_of(self, segment: Segment) -> int:
        """Return the row of a segment in the tier: 0 is the annotator's own."""
        if self.is_mine(segment):
            return 0
        return 1 + min(self.others.index(segment.annotator), MAX_OTHERS - 1)

    @property
    def n_other_rows(self) -> int:
        return min(len(self.others), MAX_OTHERS)

    def visible(self, left_s: float, right_s: float) -> list[Segment]:
        """Return the segments that reach into a stretch of time, in their order."""
        starts_s, ends_s = self._spans
        return [self.segments[i] for i in np.flatnonzero((ends_s > left_s) & (starts_s < right_s)).tolist()]

    @cached_property
    def _spans(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        starts_s = np.array([segment.start_s for segment in self.segments], float)
        return starts_s, np.array([segment.end_s for segment in self.segments], float)
