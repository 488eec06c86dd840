"""What a timeline shows, apart from where: plain values, no Qt."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from core.audio.grid import BeatGrid
from core.entities import Segment
from workbench.gui.widgets.timeline.levels import Averages, Bands, Extremes
from workbench.gui.widgets.timeline.shown_tier import ShownTier

NOTHING: NDArray[np.float64] = np.zeros(0)


@dataclass(frozen=True, eq=False)
class Content:
    """Everything that is drawn along the seconds of one video.

    Attributes:
        times_s: (T,) presentation times of the frames.
        sound: loudness of the waveform; None while there is none.
        spectrum: loudness by pitch; None while it is not wanted or not known.
        grid: the beats; None while there are none.
        confidence: mean joint confidence of the person, a frame; None while it is not known.
        corrected_s: times of the frames with a correction in force, ascending.
        suggested_s: times of the frames that are likely wrong, ascending.
        tiers: from top to bottom.
        active: name of the tier that keys and new spans are for.
        annotator: who works here; their segments can be changed.
        sound_note, confidence_note: why a strip is empty.
    """

    times_s: NDArray[np.float64] = field(default_factory=lambda: NOTHING)
    sound: Extremes | None = None
    spectrum: Bands | None = None
    grid: BeatGrid | None = None
    confidence: Averages | None = None
    corrected_s: NDArray[np.float64] = field(default_factory=lambda: NOTHING)
    suggested_s: NDArray[np.float64] = field(default_factory=lambda: NOTHING)
    tiers: tuple[ShownTier, ...] = ()
    active: str = ""
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

    def frame_span(self, frame: int) -> tuple[float, float]:
        """Return when a frame begins and ends."""
        end_s = self.times_s[frame + 1] if frame + 1 < len(self.times_s) else self.end_s
        return float(self.times_s[frame]), float(end_s)

    @property
    def beats_s(self) -> NDArray[np.float64]:
        """(B,) times of the beats, ascending."""
        return self.grid.beats_s if self.grid is not None else NOTHING

    def edge_s(self, at_s: float) -> float:
        """Return the nearest moment at which a frame begins, or the last one ends."""
        if not len(self.times_s):
            return at_s
        after = int(np.searchsorted(self.times_s, at_s))
        edges = [self.times_s[after] if after < len(self.times_s) else self.end_s]
        if after:
            edges.append(self.times_s[after - 1])
        return float(min(edges, key=lambda edge: abs(edge - at_s)))

    def tier(self, name: str) -> ShownTier | None:
        """Return a tier by its name; None when it is not shown."""
        return next((tier for tier in self.tiers if tier.name == name), None)

    def segment(self, segment_id: int) -> Segment | None:
        """Return a segment by its id; None when there is none."""
        found = (segment for tier in self.tiers for segment in tier.segments if segment.id == segment_id)
        return next(found, None)
