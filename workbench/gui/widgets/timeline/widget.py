"""The timeline widget: scrub, zoom, and draw segments with the mouse."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFont,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QPolygonF,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.entities import Segment
from workbench.gui.theme import Theme
from workbench.gui.widgets.timeline.backdrop import Lanes, draw_backdrop
from workbench.gui.widgets.timeline.content import Content
from workbench.gui.widgets.timeline.scale import TimeScale
from workbench.gui.widgets.timeline.segments import draw_ghost, draw_segments, segment_box
from workbench.gui.widgets.timeline.tier import Grip, Hit, Part, Span, hit

GUTTER_PX = 88.0  # names of the rows
MARGIN_PX = 12.0  # after the end
DRAG_START_PX = 3.0
WHEEL_ZOOM = 1.25  # a notch
WHEEL_PAN_PX = 80.0


class Timeline(QWidget):
    """Shows one video's seconds from left to right; emits what the mouse wants, changes nothing itself."""

    scrubbed = Signal(float)  # media time under the pointer, while it is held
    segment_drawn = Signal(float, float)  # an empty span was marked
    segment_resized = Signal(int, float, float)  # id, start, end: moved, or by an edge
    segment_chosen = Signal(int)  # id; -1: none
    relabel_asked = Signal(int)  # id

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._content = Content()
        self._scale = TimeScale()
        self._lanes = Lanes.of(GUTTER_PX, 1.0, 0)
        self._backdrop: QPixmap | None = None
        self._playhead_s = 0.0
        self._pending: Span | None = None
        self._selected: int | None = None
        self._grip: Grip | None = None
        self._held: Span | None = None  # where the gripped span is now; None until the press is a drag
        self._pressed_at = QPointF()
        self._scrubs = False
        self._pan_from: float | None = None
        self.tier_title = "Style"
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Timeline")
        theme.changed.connect(self._forget_backdrop)

    # -- what is shown ---------------------------------------------------------------------------

    @property
    def content(self) -> Content:
        return self._content

    @property
    def scale(self) -> TimeScale:
        """Seconds and pixels, from the right of the row names on."""
        return self._scale

    @property
    def lanes(self) -> Lanes:
        """Where the rows lie."""
        return self._lanes

    @property
    def pending(self) -> Span | None:
        """The span that is marked but has no label yet."""
        return self._pending

    @property
    def selected(self) -> int | None:
        """Id of the chosen segment."""
        return self._selected

    def set_content(self, content: Content) -> None:
        """Show other content; the view stays unless the medium is another one."""
        same = (content.begin_s, content.end_s) == (self._content.begin_s, self._content.end_s)
        self._content = content
        if not same:
            self._scale = TimeScale.whole(content.begin_s, content.end_s, self._time_width())
        if self._selected is not None and all(s.id != self._selected for s in content.segments):
            self._selected = None
        self._lay_out()
        self._forget_backdrop()

    def change(self, **parts: Any) -> None:
        """Change some parts of the content; see `Content`."""
        self.set_content(replace(self._content, **parts))

    def set_playhead(self, at_s: float, *, follow: bool = True) -> None:
        """Move the playhead; the view turns a page when it leaves (`follow`)."""
        scale = self._scale.following(at_s) if follow and not self._scrubs else self._scale
        if scale is not self._scale:
            self._set_scale(scale)
        old, self._playhead_s = self._playhead_s, at_s
        for moment in (old, at_s):
            self.update(self._playhead_box(moment))

    def set_pending(self, span: Span | None) -> None:
        """Show a span that waits for its label; None takes it away."""
        self._pending = span
        self.update()

    def select(self, segment_id: int | None) -> None:
        """Mark a segment as chosen."""
        self._selected = segment_id
        self._forget_backdrop()

    def segment_rect(self, segment: Segment) -> QRectF:
        """Return where a segment is drawn."""
        return segment_box(
            (segment.start_s, segment.end_s), self._content.row_of(segment), self._scale, self._lanes
        )

    def zoom_by(self, factor: float, at_x: float | None = None) -> None:
        """Zoom about a pixel of the time area, by default about the playhead or the middle."""
        x = self._scale.x(self._playhead_s) if at_x is None else at_x
        if not 0 <= x <= self._scale.width_px:
            x = self._scale.width_px / 2
        self._set_scale(self._scale.zoomed(factor, x))

    def fit(self) -> None:
        """Show the whole video."""
        self._set_scale(TimeScale.whole(self._scale.begin_s, self._scale.end_s, self._time_width()))

    def sizeHint(self) -> QSize:
        return QSize(600, round(self._lanes.height))

    def minimumSizeHint(self) -> QSize:
        return QSize(240, round(self._lanes.height))

    def _set_scale(self, scale: TimeScale) -> None:
        self._scale = scale
        self._forget_backdrop()

    def _lay_out(self) -> None:
        before = self._lanes.height
        self._lanes = Lanes.of(GUTTER_PX, self._time_width(), self._content.n_other_rows)
        if self._lanes.height != before:
            self.updateGeometry()

    def _time_width(self) -> float:
        return max(self.width() - GUTTER_PX - MARGIN_PX, 1.0)

    def _forget_backdrop(self) -> None:
        self._backdrop = None
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._scale = self._scale.resized(self._time_width())
        self._lay_out()
        self._forget_backdrop()
        super().resizeEvent(event)

    # -- painting --------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        ratio = self.devicePixelRatioF()
        if self._backdrop is None or self._backdrop.devicePixelRatioF() != ratio:
            self._backdrop = self._draw_backdrop(ratio)
        painter = QPainter(self)
        painter.setClipRegion(event.region())
        painter.drawPixmap(0, 0, self._backdrop)
        painter.setClipRect(self._time_area(), Qt.ClipOperation.IntersectClip)
        self._paint_held(painter)
        self._paint_playhead(painter)
        painter.end()

    def _draw_backdrop(self, ratio: float) -> QPixmap:
        pixmap = QPixmap(self.size() * ratio)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(self._theme.colour("surface"))
        painter = QPainter(pixmap)
        painter.setFont(self.font())
        self._draw_titles(painter)
        painter.setClipRect(self._time_area())
        if len(self._content.times_s):
            draw_backdrop(painter, self._content, self._scale, self._lanes, self._theme)
            gripped = self._grip.segment if self._grip is not None else None
            held = (gripped.id, self._held) if gripped is not None and self._held is not None else None
            draw_segments(
                painter,
                self._content,
                self._scale,
                self._lanes,
                self._theme,
                selected=self._selected,
                held=held,
            )
        painter.end()
        return pixmap

    def _draw_titles(self, painter: QPainter) -> None:
        font = QFont(self.font())
        font.setPixelSize(self._theme.size("text_small"))
        painter.setFont(font)
        painter.setPen(self._theme.colour("text_dim"))
        lanes = self._lanes
        titled = ((lanes.sound, "Sound"), (lanes.confidence, "Confidence"), (lanes.own, self.tier_title))
        for lane, title in titled:
            box = QRectF(8, lane.top(), GUTTER_PX - 12, lane.height())
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, title)

    def _time_area(self) -> QRectF:
        return QRectF(GUTTER_PX, 0, self._time_width(), self.height())

    def _paint_held(self, painter: QPainter) -> None:
        drawn = self._held if self._grip is not None and self._grip.part is Part.NEW else None
        for span in (self._pending, drawn):
            if span is not None:
                draw_ghost(painter, segment_box(span, 0, self._scale, self._lanes), self._theme)

    def _paint_playhead(self, painter: QPainter) -> None:
        x = GUTTER_PX + self._scale.x(self._playhead_s)
        colour = self._theme.colour("accent")
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colour, 1.5))
        painter.drawLine(QPointF(x, 8), QPointF(x, self._lanes.tier.bottom()))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawPolygon(QPolygonF([QPointF(x - 5, 4), QPointF(x + 5, 4), QPointF(x, 13)]))

    def _playhead_box(self, at_s: float) -> QRect:
        """Return the pixels that a playhead at a time touches: only they are painted when it moves."""
        return QRect(round(GUTTER_PX + self._scale.x(at_s)) - 8, 0, 16, self.height())

    # -- mouse -----------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        if event.button() in (Qt.MouseButton.MiddleButton, Qt.MouseButton.RightButton):
            self._pan_from = at.x()
        elif event.button() == Qt.MouseButton.LeftButton and at.x() >= GUTTER_PX:
            self._pressed_at = at
            if at.y() >= self._lanes.tier.top():
                self._press_tier(at)
            else:
                self._scrubs = True
                self._scrub(at)
        event.accept()

    def _press_tier(self, at: QPointF) -> None:
        found = self._hit(at)
        self.segment_chosen.emit(found.segment.id if found else -1)
        if found is None:
            if self._row(at) == 0:
                self._grip = Grip(Part.NEW, self._time(at))
        elif self._content.is_mine(found.segment):
            self._grip = Grip(found.part, self._time(at), found.segment)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        if self._pan_from is not None:
            self._set_scale(self._scale.panned(self._pan_from - at.x()))
            self._pan_from = at.x()
        elif self._scrubs:
            self._scrub(at)
        elif self._grip is not None:
            self._drag(self._grip, at)
        else:
            self._show_reach(at)

    def _drag(self, grip: Grip, at: QPointF) -> None:
        if self._held is None and abs(at.x() - self._pressed_at.x()) < DRAG_START_PX:
            return
        self._held = grip.span(self._time(at), self._content)
        if grip.segment is not None:
            self._backdrop = None
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._pan_from = None
        grip, held, was_scrub = self._grip, self._held, self._scrubs
        self._grip, self._held, self._scrubs = None, None, False
        if grip is None:
            return
        if held is None:
            if grip.part is Part.NEW and not was_scrub:
                self._scrub(event.position())  # a click beside the segments goes there
        elif grip.segment is None:
            self.segment_drawn.emit(*held)
        elif held != (grip.segment.start_s, grip.segment.end_s):
            self.segment_resized.emit(grip.segment.id, *held)
        self._forget_backdrop()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        found = self._hit(event.position())
        if found is not None and self._content.is_mine(found.segment):
            self.relabel_asked.emit(found.segment.id)

    def wheelEvent(self, event: QWheelEvent) -> None:
        delta = event.angleDelta()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_by(WHEEL_ZOOM ** (delta.y() / 120), event.position().x() - GUTTER_PX)
        else:
            notches = (delta.x() or delta.y()) / 120
            self._set_scale(self._scale.panned(-notches * WHEEL_PAN_PX))
        event.accept()

    def _scrub(self, at: QPointF) -> None:
        self.scrubbed.emit(self._scale.held_s(self._time(at)))

    def _time(self, at: QPointF) -> float:
        return self._scale.time_s(at.x() - GUTTER_PX)

    def _row(self, at: QPointF) -> int | None:
        """Return the row of the tier at a point: 0 is the annotator's own; None between rows."""
        if at.x() < GUTTER_PX:
            return None
        for row, lane in enumerate((self._lanes.own, *self._lanes.others)):
            if lane.top() <= at.y() <= lane.bottom():
                return row
        return None

    def _hit(self, at: QPointF) -> Hit | None:
        row = self._row(at)
        return None if row is None else hit(self._content, self._scale, at.x() - GUTTER_PX, row)

    def _show_reach(self, at: QPointF) -> None:
        found = self._hit(at)
        mine = found is not None and self._content.is_mine(found.segment)
        if found is not None and mine and found.part in (Part.START, Part.END):
            self.setCursor(Qt.CursorShape.SizeHorCursor)
        elif mine:
            self.setCursor(Qt.CursorShape.OpenHandCursor)
        elif self._row(at) == 0 and found is None:
            self.setCursor(Qt.CursorShape.CrossCursor)
        else:
            self.setCursor(Qt.CursorShape.ArrowCursor)
        self.setToolTip(_describe(found))


def _describe(found: Hit | None) -> str:
    if found is None:
        return ""
    segment = found.segment
    return f"{segment.label}, {segment.start_s:.2f} to {segment.end_s:.2f} s, by {segment.annotator}"
