"""Taking hold of segments: what is under a point, and what a drag makes of it. No Qt."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from core.entities import Segment
from workbench.gui.widgets.timeline.content import Content
from workbench.gui.widgets.timeline.scale import TimeScale

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


def hit(content: Content, scale: TimeScale, x: float, row: int) -> Hit | None:
    """Return what lies at a pixel of a tier's row; edges of short segments leave their middle free."""
    reach_s = EDGE_PX / scale.px_per_s
    at_s = scale.time_s(x)
    near = content.visible(at_s - reach_s, at_s + reach_s)
    found = None
    for segment in near:  # later ones lie on top
        if content.row_of(segment) != row:
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


@dataclass(frozen=True)
class Grip:
    """A gesture on the tier: which part of what is held, since where."""

    part: Part
    grabbed_s: float
    segment: Segment | None = None

    def span(self, at_s: float, content: Content) -> Span:
        """Return the span while the pointer is at a time, on frame edges, inside the medium, never empty."""
        at_s = min(max(at_s, content.begin_s), content.end_s)
        if self.segment is None:
            return _ordered(content.edge_s(self.grabbed_s), content.edge_s(at_s), content)
        start_s, end_s = self.segment.start_s, self.segment.end_s
        if self.part is Part.START:
            return min(content.edge_s(at_s), _before(end_s, content)), end_s
        if self.part is Part.END:
            return start_s, max(content.edge_s(at_s), _after(start_s, content))
        return self._moved(at_s, content)

    def _moved(self, at_s: float, content: Content) -> Span:
        if self.segment is None:
            return at_s, at_s
        length_s = self.segment.end_s - self.segment.start_s
        last_s = content.end_s - length_s
        start_s = min(max(self.segment.start_s + at_s - self.grabbed_s, content.begin_s), last_s)
        start_s = min(content.edge_s(start_s), last_s)
        return start_s, start_s + length_s


def _ordered(a: float, b: float, content: Content) -> Span:
    start_s, end_s = min(a, b), max(a, b)
    if start_s < end_s:
        return start_s, end_s
    after_s = _after(start_s, content)
    return (start_s, after_s) if after_s > start_s else (_before(start_s, content), start_s)


def _after(at_s: float, content: Content) -> float:
    """The next frame edge after a time: the shortest segment that begins there ends here."""
    return content.edge_s(at_s + content.frame_s)


def _before(at_s: float, content: Content) -> float:
    return content.edge_s(at_s - content.frame_s)
