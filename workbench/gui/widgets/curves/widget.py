"""The curves widget: a joint's x, y and speed under the picture; points of x and y can be dragged."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from workbench.gui.theme import Theme
from workbench.gui.widgets.curves.content import Band, Curve, Curves
from workbench.gui.widgets.curves.plot import draw_corrected, draw_curve, frames_in_view
from workbench.gui.widgets.timeline.heads import gutter_px
from workbench.gui.widgets.timeline.scale import TimeScale

HEIGHT_PX = 138
ROW_GAP_PX = 5.0
GRAB_X_PX, GRAB_Y_PX = 8.0, 10.0
DRAG_START_PX = 3.0


@dataclass(frozen=True)
class _Drag:
    """A point in hand, and the frames that go with it."""

    row: int
    frame: int
    first: int
    last: int
    grabbed: QPointF
    bands: tuple[Band, ...]  # they stand still meanwhile
    by: float | None = None  # None until the press has become a drag


class JointCurves(QWidget):
    """Shows one joint over time; emits what the mouse wants, changes nothing itself.

    Its seconds are the timeline's: whoever owns both hands the scale on (`set_scale`). What stands before the
    time area is as wide as the timeline's heads.
    """

    scrubbed = Signal(float)  # media time under the pointer, while it is held
    point_moved = Signal(int, int, int, float)  # first frame, last frame, axis, by how many pixels: store it
    span_marked = Signal(float, float)  # Shift+drag: the frames that go along
    wheel_turned = Signal(object)  # QWheelEvent: the timeline's to answer

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._gutter_px = theme, gutter_px(theme)
        self._curves = Curves()
        self._ghost: tuple[int, NDArray[np.float64]] | None = None
        self._scale = TimeScale()
        self._span: tuple[float, float] | None = None
        self._playhead_s = 0.0
        self._backdrop: QPixmap | None = None
        self._drag: _Drag | None = None
        self._scrubs = False
        self._marks_from: float | None = None
        self.editable = True
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Curves of the joint")
        theme.changed.connect(self._on_theme_changed)

    # -- what is shown ---------------------------------------------------------------------------

    @property
    def curves(self) -> Curves:
        return self._curves

    @property
    def is_dragging(self) -> bool:
        """Whether a point is in hand."""
        return self._drag is not None and self._drag.by is not None

    def set_curves(self, curves: Curves) -> None:
        """Show a joint."""
        self._curves = curves
        self._drag = None
        self._forget_backdrop()

    def set_ghost(self, first: int, xy: NDArray[np.float64] | None) -> None:
        """Show where a tool would put the joint from frame `first` on, (n, 2) pixels; None: nowhere."""
        self._ghost = None if xy is None else (first, xy)
        self._forget_backdrop()

    def set_scale(self, scale: TimeScale) -> None:
        """Show another stretch of time."""
        self._scale = scale
        self._forget_backdrop()

    def set_span(self, span: tuple[float, float] | None) -> None:
        """Show which frames go along when one of them is dragged, seconds [start, end)."""
        if span != self._span:
            self._span = span
            self._forget_backdrop()

    def set_playhead(self, at_s: float) -> None:
        """Move the playhead."""
        old, self._playhead_s = self._playhead_s, at_s
        for moment in (old, at_s):
            self.update(QRectF(self._x(moment) - 2, 0, 5, self.height()).toRect())

    def cancel_drag(self) -> None:
        """Let go of the point in hand; it was never moved."""
        self._drag = None
        self._forget_backdrop()

    def bands(self) -> tuple[Band, ...]:
        """Return the row of each curve."""
        if self._drag is not None:
            return self._drag.bands
        rows = self._curves.rows
        if not rows:
            return ()
        height = (self.height() - ROW_GAP_PX * (len(rows) + 1)) / len(rows)
        first, stop = frames_in_view(self._curves.times_s, self._scale)
        tops = [ROW_GAP_PX + i * (height + ROW_GAP_PX) for i in range(len(rows))]
        return tuple(
            Band.of(row, row.values[first:stop], top, height) for row, top in zip(rows, tops, strict=True)
        )

    def point(self, row: int, frame: int) -> QPointF:
        """Return where a frame's value lies."""
        value = float(self._curves.rows[row].values[frame])
        return QPointF(self._x(float(self._curves.times_s[frame])), self.bands()[row].y(value))

    def sizeHint(self) -> QSize:
        return QSize(600, self._theme.scaled(HEIGHT_PX))

    def minimumSizeHint(self) -> QSize:
        return QSize(240, self._theme.scaled(HEIGHT_PX))

    def _x(self, at_s: float) -> float:
        return self._gutter_px + self._scale.x(at_s)

    def _on_theme_changed(self) -> None:
        self._gutter_px = gutter_px(self._theme)
        self.updateGeometry()
        self._forget_backdrop()

    def _forget_backdrop(self) -> None:
        self._backdrop = None
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
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
        painter.setPen(QPen(self._theme.colour("accent"), 1.5))
        x = self._x(self._playhead_s)
        painter.drawLine(QPointF(x, 0), QPointF(x, self.height()))
        painter.end()

    def _draw_backdrop(self, ratio: float) -> QPixmap:
        pixmap = QPixmap(self.size() * ratio)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(self._theme.colour("surface"))
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = QFont(self.font())
        font.setPixelSize(self._theme.size("text_small"))
        painter.setFont(font)
        shown = self._with_drag()
        rows = shown.rows
        if not rows:
            self._draw_note(painter)
        for i, (row, band) in enumerate(zip(rows, self.bands(), strict=True)):
            self._draw_row(painter, shown, row, band, self._theme.series(i))
        painter.end()
        return pixmap

    def _draw_row(self, painter: QPainter, shown: Curves, row: Curve, band: Band, colour: QColor) -> None:
        theme, left = self._theme, self._gutter_px
        painter.setClipping(False)
        painter.fillRect(QRectF(left, band.top, self._scale.width_px, band.height), theme.colour("sunken"))
        painter.setPen(theme.colour("text_dim"))
        names = QRectF(8, band.top, left - 14, band.height)
        painter.drawText(names, Qt.AlignmentFlag.AlignVCenter, row.title)
        upper, lower = (band.low, band.high) if band.is_flipped else (band.high, band.low)
        right = Qt.AlignmentFlag.AlignRight
        painter.drawText(names, right | Qt.AlignmentFlag.AlignTop, f"{upper:,.0f}")
        painter.drawText(names, right | Qt.AlignmentFlag.AlignBottom, f"{lower:,.0f}")
        painter.setClipRect(QRectF(left, band.top, self._scale.width_px, band.height))
        self._draw_span(painter, band)
        draw_curve(painter, shown.times_s, row.values, band, self._scale, left, QPen(colour, 1.5))
        if row.axis is not None:
            self._draw_ghost(painter, shown, row.axis, band)
            draw_corrected(
                painter, shown.times_s, row.values, shown.corrected, band, self._scale, left,
                theme.colour("text"),
            )  # fmt: skip

    def _draw_span(self, painter: QPainter, band: Band) -> None:
        if self._span is not None:
            left, right = (self._x(at_s) for at_s in self._span)
            area = QRectF(left, band.top, right - left, band.height)
            painter.fillRect(area, self._theme.colour("accent", 0.18))

    def _draw_ghost(self, painter: QPainter, shown: Curves, axis: int, band: Band) -> None:
        if self._ghost is None:
            return
        first, xy = self._ghost
        values = np.full(len(shown.times_s), np.nan)
        values[first : first + len(xy)] = xy[: max(0, len(values) - first), axis]
        pen = QPen(self._theme.colour("warn"), 1.5, Qt.PenStyle.DashLine)
        draw_curve(painter, shown.times_s, values, band, self._scale, self._gutter_px, pen)

    def _draw_note(self, painter: QPainter) -> None:
        painter.setPen(self._theme.colour("text_dim"))
        room = QRectF(self.rect()).adjusted(12, 0, -12, 0)
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._curves.note)

    def _time_area(self) -> QRectF:
        return QRectF(self._gutter_px, 0, self._scale.width_px, self.height())

    def _with_drag(self) -> Curves:
        drag = self._drag
        if drag is None or drag.by is None:
            return self._curves
        axis = self._curves.rows[drag.row].axis
        return self._curves if axis is None else self._curves.moved(drag.first, drag.last, axis, drag.by)

    # -- mouse -----------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        if event.button() != Qt.MouseButton.LeftButton or not len(self._curves.times_s):
            return
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._marks_from = self._time(at)
            return
        self._drag = self._taken(at)
        if self._drag is None:
            self._scrubs = True
            self.scrubbed.emit(self._time(at))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        if self._marks_from is not None:
            self.set_span(self._marked(at))
        elif self._scrubs:
            self.scrubbed.emit(self._time(at))
        elif self._drag is not None:
            self._drag_to(self._drag, at)
        else:
            can_take = self._taken(at) is not None
            self.setCursor(Qt.CursorShape.SizeVerCursor if can_take else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        drag, self._drag, self._scrubs = self._drag, None, False
        if self._marks_from is not None:
            span = self._marked(event.position())
            self._marks_from = None
            self.span_marked.emit(*span)
        if drag is not None:
            axis = self._curves.rows[drag.row].axis
            if drag.by is None:
                self.scrubbed.emit(float(self._curves.times_s[drag.frame]))
            elif axis is not None:
                self.point_moved.emit(drag.first, drag.last, axis, drag.by)
            self._forget_backdrop()

    def wheelEvent(self, event: QWheelEvent) -> None:
        self.wheel_turned.emit(event)
        event.accept()

    def _taken(self, at: QPointF) -> _Drag | None:
        """Return the point of x or y under the mouse."""
        times_s, bands = self._curves.times_s, self.bands()
        if not self.editable or not len(times_s):
            return None
        at_s = self._time(at)
        after = int(np.clip(np.searchsorted(times_s, at_s), 1, max(1, len(times_s) - 1)))
        near = min((after - 1, min(after, len(times_s) - 1)), key=lambda i: abs(times_s[i] - at_s))
        for i, (row, band) in enumerate(zip(self._curves.rows, bands, strict=True)):
            if row.axis is None or not band.holds(at.y()) or not np.isfinite(row.values[near]):
                continue
            point = self.point(i, near)
            if abs(point.x() - at.x()) <= GRAB_X_PX and abs(point.y() - at.y()) <= GRAB_Y_PX:
                return _Drag(i, near, *self._going_along(near), at, bands)
        return None

    def _going_along(self, frame: int) -> tuple[int, int]:
        """Return the first and last frame that move with one: those of the marked span, if it is in it."""
        times_s = self._curves.times_s
        if self._span is not None and self._span[0] - 1e-6 <= times_s[frame] < self._span[1] - 1e-6:
            first, stop = np.searchsorted(times_s, np.array(self._span) - 1e-6)
            return int(first), int(stop) - 1
        return frame, frame

    def _drag_to(self, drag: _Drag, at: QPointF) -> None:
        if drag.by is None and abs(at.y() - drag.grabbed.y()) < DRAG_START_PX:
            return
        band = drag.bands[drag.row]
        by = band.value(at.y()) - band.value(drag.grabbed.y())
        self._drag = _Drag(drag.row, drag.frame, drag.first, drag.last, drag.grabbed, drag.bands, by)
        self._forget_backdrop()

    def _marked(self, at: QPointF) -> tuple[float, float]:
        """Return the whole frames between where the drag began and the pointer, seconds [start, end)."""
        times_s = self._curves.times_s
        a, b = sorted((self._marks_from or 0.0, self._time(at)))
        first = max(0, int(np.searchsorted(times_s, a, side="right")) - 1)
        last = max(first, int(np.searchsorted(times_s, b, side="right")) - 1)
        after = last + 1
        end_s = times_s[after] if after < len(times_s) else times_s[-1] + np.diff(times_s[-2:]).sum()
        return float(times_s[first]), float(end_s)

    def _time(self, at: QPointF) -> float:
        return self._scale.held_s(self._scale.time_s(at.x() - self._gutter_px))
