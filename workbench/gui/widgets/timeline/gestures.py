"""What the mouse does on a timeline from press to release, one class a gesture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF

from workbench.gui.widgets.timeline.grip import Grip, Part, Span

if TYPE_CHECKING:
    from workbench.gui.widgets.timeline.widget import Timeline

DRAG_START_PX = 3.0


class Gesture:
    """A press that is being held. `free`: the edges that it moves keep away from beats."""

    def move(self, at: QPointF, *, free: bool) -> None:
        """Follow the pointer."""
        raise NotImplementedError

    def release(self, at: QPointF, *, free: bool) -> None:
        """Do what was meant."""

    def cancel(self) -> None:
        """Leave everything as it was."""


class Pan(Gesture):
    """Moves the view along; without moving, asks for the menu."""

    def __init__(self, timeline: Timeline, at: QPointF, *, asks_menu: bool) -> None:
        self._timeline, self._x, self._start, self._asks_menu = timeline, at.x(), at, asks_menu

    def move(self, at: QPointF, *, free: bool) -> None:  # noqa: ARG002  # no edges
        self._timeline.pan_by(self._x - at.x())
        self._x = at.x()
        self._asks_menu &= abs(at.x() - self._start.x()) < DRAG_START_PX

    def release(self, at: QPointF, *, free: bool) -> None:  # noqa: ARG002
        if self._asks_menu:
            self._timeline.ask_menu(at)


class Scrub(Gesture):
    """The playhead follows the pointer."""

    def __init__(self, timeline: Timeline, at: QPointF) -> None:
        self._timeline = timeline
        timeline.scrub(at)

    def move(self, at: QPointF, *, free: bool) -> None:  # noqa: ARG002  # the playhead is always free
        self._timeline.scrub(at)


class HoldSpan(Gesture):
    """Draws a span on a tier, or moves a segment or one of its edges."""

    def __init__(self, timeline: Timeline, at: QPointF, grip: Grip) -> None:
        self._timeline, self._pressed_at, self._grip = timeline, at, grip
        self._span: Span | None = None  # None until the press is a drag

    def move(self, at: QPointF, *, free: bool) -> None:
        if self._span is None and abs(at.x() - self._pressed_at.x()) < DRAG_START_PX:
            return
        timeline = self._timeline
        self._span = self._grip.span(timeline.time_at(at), timeline.edges(free=free))
        timeline.show_held(self._grip.segment, self._span)

    def release(self, at: QPointF, *, free: bool) -> None:
        if self._span is not None:
            self.move(at, free=free)
        timeline, segment, span = self._timeline, self._grip.segment, self._span
        timeline.show_held(None, None)
        if span is None:
            if self._grip.part is Part.NEW:
                timeline.scrub(at)  # a click beside the segments goes there
        elif segment is None:
            timeline.segment_drawn.emit(*span)
        elif span != (segment.start_s, segment.end_s):
            timeline.segment_resized.emit(segment.id, *span)

    def cancel(self) -> None:
        self._timeline.show_held(None, None)
