"""How a video is played: how fast, and which stretch again and again."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPointF, QRectF
from PySide6.QtGui import QPainter

from workbench.gui.annotate.desk import Desk
from workbench.gui.annotate.state import AnnotateState
from workbench.gui.widgets.player.player import Player
from workbench.gui.widgets.timeline.grip import Span
from workbench.gui.widgets.timeline.lanes.lane import Overlay, View

NOTHING_TO_LOOP = "Mark a span or choose a segment first, or set the loop's first and last frame"
BAND_PX = 4


class LoopOverlay(Overlay):
    """A band along the top of the timeline, and lines at its ends."""

    span: Span | None = None

    def draw(self, painter: QPainter, view: View, box: QRectF) -> None:
        if self.span is None:
            return
        left, right = (view.x(at_s) for at_s in self.span)
        colour = view.theme.colour("good")
        painter.fillRect(QRectF(left, box.top(), right - left, BAND_PX), colour)
        painter.setPen(colour)
        for x in (left, right):
            painter.drawLine(QPointF(x, box.top()), QPointF(x, box.bottom()))


class Playing(QObject):
    """Speed and loop of the Annotate page. A loop belongs to the video that is open."""

    def __init__(self, state: AnnotateState, player: Player, desk: Desk) -> None:
        super().__init__(desk)
        self._state, self._player, self._desk = state, player, desk
        self._overlay = LoopOverlay()
        self._last: Span | None = None  # the loop that was left
        desk.timeline.add_overlay(self._overlay)
        desk.transport.speed_chosen.connect(player.set_speed)
        player.speed_changed.connect(desk.transport.set_speed)
        player.loop_changed.connect(self._on_loop_changed)

    def toggle_loop(self) -> None:
        """Loop the waiting span, else the chosen segment, else the last loop; or stop looping."""
        player = self._player
        if player.loop is not None:
            self._last = player.loop
            player.set_loop(None)
            return
        span = self._desk.timeline.pending or self._chosen() or self._last
        if span is None:
            self._desk.stored.setText(NOTHING_TO_LOOP)
            return
        player.set_loop(span)
        player.play()

    def set_begin(self, frame_span: Span) -> None:
        """Let the loop begin with a frame; it ends where it did, or with the video."""
        end_s = self._player.loop[1] if self._player.loop is not None else 0.0
        start_s = frame_span[0]
        self._player.set_loop((start_s, end_s if end_s > start_s else self._desk.timeline.content.end_s))

    def set_end(self, frame_span: Span) -> None:
        """Let the loop end with a frame; it begins where it did, or with the video."""
        end_s = frame_span[1]
        start_s = self._player.loop[0] if self._player.loop is not None else end_s
        self._player.set_loop((start_s if start_s < end_s else self._desk.timeline.content.begin_s, end_s))

    def forget(self) -> None:
        """Another video is opened."""
        self._last = None

    def _chosen(self) -> Span | None:
        segment = self._state.segment(self._desk.timeline.selected or -1)
        return (segment.start_s, segment.end_s) if segment is not None else None

    def _on_loop_changed(self, span: Span | None) -> None:
        self._overlay.span = span
        self._desk.timeline.update()
