"""A tier as the timeline shows it: whose segments lie in which row, found by time. Plain values, no Qt."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from core.entities import Segment

MAX_OTHERS = 3  # rows for other annotators; more of them share the last row
MAX_STACKED = 3  # rows for one's own segments that lie over one another; more share the last row

OTHERS_ALPHA = 0.35  # of segments that are not one's own
UNKNOWN = "#8a8a8a"  # colour of a label that is not in the vocabulary

Bounds = tuple[float, float]


@dataclass(frozen=True, eq=False)
class ShownTier:
    """One tier of one video.

    Attributes:
        name: of the tier.
        segments: of everybody, by start.
        colours: colour of each label.
        annotator: who works here; their segments can be changed and lie in the first row(s).
        overlaps: one annotator's segments may lie over one another.
    """

    name: str
    segments: tuple[Segment, ...] = ()
    colours: dict[str, str] = field(default_factory=dict)
    annotator: str = ""
    overlaps: bool = False

    def is_mine(self, segment: Segment) -> bool:
        return segment.annotator == self.annotator

    @cached_property
    def others(self) -> list[str]:
        """The other annotators, by name."""
        return sorted({segment.annotator for segment in self.segments} - {self.annotator})

    @property
    def n_other_rows(self) -> int:
        return min(len(self.others), MAX_OTHERS)

    @cached_property
    def n_own_rows(self) -> int:
        """Rows for the annotator's own segments: one, or more where they may overlap and do."""
        return 1 + int(self.rows[self._mine].max(initial=0))

    def row_of(self, segment: Segment) -> int:
        """Return the row of a segment in the tier: 0 is the annotator's own."""
        return int(self.rows[self.segments.index(segment)])

    @cached_property
    def starts_s(self) -> NDArray[np.float64]:
        """(n,) where the segments begin, ascending."""
        return np.fromiter((s.start_s for s in self.segments), np.float64, len(self.segments))

    @cached_property
    def ends_s(self) -> NDArray[np.float64]:
        """(n,) where the segments end."""
        return np.fromiter((s.end_s for s in self.segments), np.float64, len(self.segments))

    @cached_property
    def rows(self) -> NDArray[np.intp]:
        """(n,) the row of each segment: one's own first, then those of others."""
        rows = np.zeros(len(self.segments), np.intp)
        mine = self._mine
        if self.overlaps and mine.any():
            rows[mine] = _stacked(self.starts_s[mine], self.ends_s[mine])
        below = 1 + int(rows.max(initial=0))
        place = {who: below + min(i, MAX_OTHERS - 1) for i, who in enumerate(self.others)}
        for i in np.flatnonzero(~mine).tolist():
            rows[i] = place[self.segments[i].annotator]
        return rows

    @cached_property
    def shades(self) -> NDArray[np.uint32]:
        """(n,) the colours of the segments as premultiplied ARGB."""
        known = {
            (label, mine): _shade(self.colours.get(label, UNKNOWN), 1.0 if mine else OTHERS_ALPHA)
            for label in {segment.label for segment in self.segments}
            for mine in (True, False)
        }
        shades = (known[segment.label, self.is_mine(segment)] for segment in self.segments)
        return np.fromiter(shades, np.uint32, len(self.segments))

    def visible(self, left_s: float, right_s: float) -> NDArray[np.intp]:
        """Return which segments reach into a stretch of time, in their order."""
        first = int(np.searchsorted(self._reach_s, left_s, side="right"))
        last = int(np.searchsorted(self.starts_s, right_s, side="left"))
        return first + np.flatnonzero(self.ends_s[first:last] > left_s)

    def room(self, start_s: float, end_s: float, *, besides: int | None = None) -> Bounds:
        """Return how far a span of one's own can be stretched or moved before it meets the next ones.

        Args:
            besides: id of the segment that the span belongs to.

        Returns:
            Infinite where nothing is in the way, or the tier lets segments overlap. What lies over the span
            already is not in the way.
        """
        if self.overlaps:
            return -np.inf, np.inf
        own = self._mine.copy()
        if besides is not None:
            own &= self._ids != besides
        before = self.ends_s[own & (self.ends_s <= start_s + 1e-9)]
        after = self.starts_s[own & (self.starts_s >= end_s - 1e-9)]
        return float(before.max(initial=-np.inf)), float(after.min(initial=np.inf))

    @cached_property
    def _mine(self) -> NDArray[np.bool_]:
        return np.fromiter((self.is_mine(s) for s in self.segments), np.bool_, len(self.segments))

    @cached_property
    def _ids(self) -> NDArray[np.intp]:
        return np.fromiter((s.id for s in self.segments), np.intp, len(self.segments))

    @cached_property
    def _reach_s(self) -> NDArray[np.float64]:
        """(n,) the latest end of any segment so far: ascending, so that it can be searched."""
        return np.maximum.accumulate(self.ends_s) if len(self.segments) else self.ends_s


def _shade(colour: str, alpha: float) -> int:
    """Return ``#rrggbb`` as premultiplied ARGB."""
    red, green, blue = (round(int(colour[i : i + 2], 16) * alpha) for i in (1, 3, 5))
    return round(255 * alpha) << 24 | red << 16 | green << 8 | blue


def _stacked(starts_s: NDArray[np.float64], ends_s: NDArray[np.float64]) -> NDArray[np.intp]:
    """Return the first row in which each span is free of those before it."""
    rows = np.zeros(len(starts_s), np.intp)
    free_from = [-np.inf] * MAX_STACKED
    for i, (start_s, end_s) in enumerate(zip(starts_s.tolist(), ends_s.tolist(), strict=True)):
        row = next((r for r, free_s in enumerate(free_from) if free_s <= start_s), MAX_STACKED - 1)
        rows[i], free_from[row] = row, max(free_from[row], end_s)
    return rows
