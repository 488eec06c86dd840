"""Taking hold of segments: what is under a point, and what a drag makes of it. No Qt."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np

from core.entities import Segment
from workbench.gui.widgets.timeline.content import Content
from workbench.gui.widgets.timeline.scale import TimeScale
from workbench.gui.widgets.timeline.shown_tier import ShownTier

EDGE_PX = 5.0
Span = tuple[float, float]


class Part(Enum):
    """What of a segment is held; `NEW` draws one."""

    NEW = "new"
    BODY = "body"
    START = "start"
    END = "end"


@dataclass(frozen=True)
class Hit:
    """A segment under a point, and which part of it."""

    segment: Segment
    part: Part


def hit(tier: ShownTier, scale: TimeScale, x: float, row: int) -> Hit | None:
    """Return what lies at a pixel of a tier's row; edges of short segments leave their middle free."""
    reach_s = EDGE_PX / scale.px_per_s
    at_s = scale.time_s(x)
    found = None
    for i in tier.visible(at_s - reach_s, at_s + reach_s).tolist():  # later ones lie on top
        segment = tier.segments[i]
        if tier.rows[i] != row:
            continue
        inside = segment.start_s <= at_s < segment.end_s
        edge_s = min(reach_s, (segment.end_s - segment.start_s) / 3) if inside else reach_s
        if abs(at_s - segment.start_s) <= edge_s:
            found = Hit(segment, Part.START)
        elif abs(at_s - segment.end_s) <= edge_s:
            found = Hit(segment, Part.END)
        elif inside:
            found = Hit(segment, Part.BODY)
    return found


@dataclass(frozen=True, eq=False)
class Edges:
    """Where the edge of a segment may lie: where frames begin, and on beats.

    Attributes:
        reach_s: a beat nearer than this draws an edge to it; 0: none does.
    """

    content: Content
    reach_s: float = 0.0

    def near(self, at_s: float) -> float:
        """Return where an edge comes to lie that is held at a time."""
        beat_s = self.beat(at_s)
        return self.content.edge_s(at_s) if beat_s is None else beat_s

    def beat(self, at_s: float) -> float | None:
        """Return the nearest beat within reach."""
        beats_s = self.content.beats_s
        if not self.reach_s or not len(beats_s):
            return None
        after = int(np.searchsorted(beats_s, at_s))
        nearest = min(beats_s[max(after - 1, 0) : after + 1].tolist(), key=lambda beat_s: abs(beat_s - at_s))
        return nearest if abs(nearest - at_s) <= self.reach_s else None

    def after(self, at_s: float) -> float:
        """Return the next frame edge after a time: the shortest segment that begins there ends here."""
        return self.content.edge_s(at_s + self.content.frame_s)

    def before(self, at_s: float) -> float:
        """Return the frame edge before a time."""
        return self.content.edge_s(at_s - self.content.frame_s)


@dataclass(frozen=True)
class Grip:
    """A gesture on a tier: which part of what is held, since where, and how far it may go."""

    part: Part
    grabbed_s: float
    segment: Segment | None
    bounds: Span

    @classmethod
    def take(
        cls, content: Content, tier: ShownTier, part: Part, grabbed_s: float, segment: Segment | None = None
    ) -> Grip:
        """Take hold of a part of a segment of one's own, or, with none, of the empty tier."""
        begin_s, end_s = content.begin_s, content.end_s
        if segment is None:
            grabbed_s = min(max(grabbed_s, begin_s), end_s)
            low_s, high_s = tier.room(grabbed_s, grabbed_s)
        else:
            low_s, high_s = tier.room(segment.start_s, segment.end_s, besides=segment.id)
        return cls(part, grabbed_s, segment, (max(low_s, begin_s), min(high_s, end_s)))

    def span(self, at_s: float, edges: Edges) -> Span:
        """Return the span while the pointer is at a time: on edges, within bounds, never empty."""
        if self.segment is None:
            return self._drawn(at_s, edges)
        start_s, end_s = self.segment.start_s, self.segment.end_s
        if self.part is Part.START:
            return max(min(self._near(at_s, edges), edges.before(end_s)), min(self.bounds[0], start_s)), end_s
        if self.part is Part.END:
            return start_s, min(
                max(self._near(at_s, edges), edges.after(start_s)), max(self.bounds[1], end_s)
            )
        return self._moved(self.segment, at_s, edges)

    def _near(self, at_s: float, edges: Edges) -> float:
        return min(max(edges.near(at_s), self.bounds[0]), self.bounds[1])

    def _drawn(self, at_s: float, edges: Edges) -> Span:
        start_s, end_s = sorted((self._near(self.grabbed_s, edges), self._near(at_s, edges)))
        if start_s < end_s:
            return start_s, end_s
        after_s = min(edges.after(start_s), self.bounds[1])
        return (start_s, after_s) if after_s > start_s else (edges.before(start_s), start_s)

    def _moved(self, segment: Segment, at_s: float, edges: Edges) -> Span:
        length_s = segment.end_s - segment.start_s
        first_s, last_s = self.bounds[0], max(self.bounds[1] - length_s, self.bounds[0])
        start_s = min(max(segment.start_s + at_s - self.grabbed_s, first_s), last_s)
        end_beat_s = edges.beat(start_s + length_s)
        if end_beat_s is not None and edges.beat(start_s) is None:
            start_s = end_beat_s - length_s
        else:
            start_s = edges.near(start_s)
        start_s = min(max(start_s, first_s), last_s)
        return start_s, start_s + length_s
