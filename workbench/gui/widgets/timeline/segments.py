"""Draws the segments of a tier."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen

from core.entities import Segment
from workbench.gui.theme import Theme
from workbench.gui.widgets.timeline.backdrop import Lanes
from workbench.gui.widgets.timeline.content import Content
from workbench.gui.widgets.timeline.scale import TimeScale
from workbench.gui.widgets.timeline.tier import Span

_TEXT_FROM_PX = 24.0
_UNKNOWN = "#8a8a8a"


def draw_segments(
    painter: QPainter,
    content: Content,
    scale: TimeScale,
    lanes: Lanes,
    theme: Theme,
    *,
    selected: int | None = None,
    held: tuple[int, Span] | None = None,
) -> None:
    """Draw the segments in view.

    Args:
        selected: id of the segment with a frame.
        held: id of the segment that is being dragged, and where it is meanwhile.
    """
    font = QFont(painter.font())
    font.setPixelSize(theme.size("text_small"))
    painter.setFont(font)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    drawn_to: dict[int, int] = {}
    for segment in content.visible(scale.left_s, scale.right_s):
        row = content.row_of(segment)
        span = held[1] if held is not None and held[0] == segment.id else (segment.start_s, segment.end_s)
        box = segment_box(span, row, scale, lanes)
        last = drawn_to.get(row, -1)
        if box.width() < 1 and int(box.right()) <= last and segment.id != selected:
            continue  # many to a pixel: one of them is enough
        drawn_to[row] = int(box.right())
        is_selected = segment.id == selected
        _draw_segment(painter, segment, box, content, theme, lanes.own.left(), is_selected=is_selected)


def segment_box(span: Span, row: int, scale: TimeScale, lanes: Lanes) -> QRectF:
    """Return where a span lies in a row, cut to a little beyond the view."""
    lane = lanes.own if row == 0 else lanes.others[row - 1]
    left = max(scale.x(span[0]), -20.0)
    right = min(scale.x(span[1]), lane.width() + 20.0)
    return QRectF(lane.left() + left, lane.top() + 1, max(right - left, 0.5), lane.height() - 2)


def _draw_segment(
    painter: QPainter,
    segment: Segment,
    box: QRectF,
    content: Content,
    theme: Theme,
    lane_left: float,
    *,
    is_selected: bool,
) -> None:
    mine = content.is_mine(segment)
    colour = QColor(content.colours.get(segment.label, _UNKNOWN))
    fill = QColor(colour)
    fill.setAlphaF(1.0 if mine else 0.35)
    painter.setBrush(fill)
    painter.setPen(QPen(theme.colour("text"), 2) if is_selected else QPen(colour.darker(130), 1))
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
    room = box.adjusted(6, 0, -6, 0)
    room.setLeft(max(room.left(), lane_left + 6))  # of a segment that began before the view, the visible part
    if room.width() < _TEXT_FROM_PX:
        return
    painter.setPen(text_on(colour) if mine else theme.colour("text"))
    text = segment.label if mine else f"{segment.label} · {segment.annotator}"
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(room.width()))
    painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, shown)


def draw_ghost(painter: QPainter, box: QRectF, theme: Theme) -> None:
    """Draw a span that has no label yet."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(theme.colour("accent", 0.25))
    painter.setPen(QPen(theme.colour("accent"), 1.5, Qt.PenStyle.DashLine))
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)


def text_on(colour: QColor) -> QColor:
    """Return black or white, whichever reads better on a colour."""
    luminance = 0.299 * colour.redF() + 0.587 * colour.greenF() + 0.114 * colour.blueF()
    return QColor("#101218") if luminance > 0.5 else QColor("#ffffff")
