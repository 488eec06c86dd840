"""Draws the segments of a tier, at a cost of what is in view and can be told apart."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from core.entities import Segment
from workbench.gui.theme import Theme
from workbench.gui.widgets.timeline.grip import Span
from workbench.gui.widgets.timeline.lanes.beat_lines import draw_beat_lines
from workbench.gui.widgets.timeline.lanes.lane import View, device_columns, draw_pixels, use_small_font
from workbench.gui.widgets.timeline.scale import TimeScale
from workbench.gui.widgets.timeline.shown_tier import OTHERS_ALPHA, UNKNOWN, ShownTier

_TEXT_FROM_PX = 24.0
_ROUND_FROM_PX = 8.0
_BOX_FROM_PX = 3.0


def draw_tier(
    painter: QPainter, view: View, tier: ShownTier, boxes: Sequence[QRectF], *, active: bool
) -> None:
    """Draw a tier's rows, folded ones left out.

    Args:
        boxes: of its rows, one's own first; segments of rows beyond them are not drawn.
    """
    for box in boxes:
        painter.fillRect(box, view.theme.colour("sunken" if active else "ground"))
        draw_beat_lines(painter, view, box, alpha=0.25)
    use_small_font(painter, view.theme)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    seen = tier.visible(view.scale.left_s, view.scale.right_s)
    seen = seen[tier.rows[seen] < len(boxes)]
    widths = (tier.ends_s[seen] - tier.starts_s[seen]) * view.scale.px_per_s
    _draw_specks(painter, view, tier, boxes, seen[widths < _BOX_FROM_PX])
    last: Segment | None = None
    for i in seen[widths >= _BOX_FROM_PX].tolist():
        segment = tier.segments[i]
        if segment.id == view.selected:
            last = segment
        elif view.held is None or segment.id != view.held[0]:
            _draw_segment(painter, view, tier, segment, _box(view, tier, i, boxes))
    _draw_chosen(painter, view, tier, boxes, last)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def _draw_specks(
    painter: QPainter, view: View, tier: ShownTier, boxes: Sequence[QRectF], which: NDArray[np.intp]
) -> None:
    """Draw segments too narrow for a box as columns of pixels, whatever their number; later ones win."""
    for row, box in enumerate(boxes):
        here = which[tier.rows[which] == row]
        if not len(here):
            continue
        left_s, px_per_s, n = device_columns(painter, view, box)
        first = np.floor((tier.starts_s[here] - left_s) * px_per_s).astype(np.intp)
        last = np.ceil((tier.ends_s[here] - left_s) * px_per_s).astype(np.intp)
        columns = np.zeros(n, np.uint32)
        for k in range(int((last - first).max())):
            at = first + k
            seen = (at < np.maximum(last, first + 1)) & (at >= 0) & (at < n)
            columns[at[seen]] = tier.shades[here[seen]]
        draw_pixels(painter, box.adjusted(0, 1, 0, -1), columns[None, :])


def _draw_chosen(
    painter: QPainter, view: View, tier: ShownTier, boxes: Sequence[QRectF], chosen: Segment | None
) -> None:
    """Draw what is chosen or in hand over the others."""
    held = view.held[0] if view.held is not None else view.selected
    if held is None:
        return
    if chosen is None or chosen.id != held:
        chosen = next((segment for segment in tier.segments if segment.id == held), None)
    if chosen is None:
        return
    row = tier.row_of(chosen)
    if row >= len(boxes):
        return
    span = view.held[1] if view.held is not None else (chosen.start_s, chosen.end_s)
    box = span_box(span, view.scale, boxes[row])
    _draw_segment(painter, view, tier, chosen, box, frame=view.theme.colour("text"))
    if view.part in ("start", "end") and tier.is_mine(chosen):
        x = box.left() if view.part == "start" else box.right()
        painter.fillRect(QRectF(x - 2, box.top(), 4, box.height()), view.theme.colour("accent"))


def _box(view: View, tier: ShownTier, i: int, boxes: Sequence[QRectF]) -> QRectF:
    segment = tier.segments[i]
    return span_box((segment.start_s, segment.end_s), view.scale, boxes[int(tier.rows[i])])


def span_box(span: Span, scale: TimeScale, row: QRectF) -> QRectF:
    """Return where a span lies in a row, cut to a little beyond the view."""
    left = max(scale.x(span[0]), -20.0)
    right = min(scale.x(span[1]), row.width() + 20.0)
    return QRectF(row.left() + left, row.top() + 1, max(right - left, 0.5), row.height() - 2)


def _fill(tier: ShownTier, segment: Segment) -> QColor:
    colour = QColor(tier.colours.get(segment.label, UNKNOWN))
    colour.setAlphaF(1.0 if tier.is_mine(segment) else OTHERS_ALPHA)
    return colour


def _draw_segment(
    painter: QPainter,
    view: View,
    tier: ShownTier,
    segment: Segment,
    box: QRectF,
    *,
    frame: QColor | None = None,
) -> None:
    fill = _fill(tier, segment)
    painter.setBrush(fill)
    rim = QColor(fill)
    rim.setAlphaF(1.0)
    painter.setPen(QPen(frame, 2) if frame is not None else QPen(rim.darker(130), 1))
    inner = box.adjusted(0.5, 0.5, -0.5, -0.5)
    if box.width() >= _ROUND_FROM_PX:
        painter.drawRoundedRect(inner, 3, 3)
    else:
        painter.drawRect(inner)
    room = box.adjusted(5, 0, -5, 0)
    room.setLeft(max(room.left(), view.left + 5))  # of one that began before the view, the visible part
    if room.width() < _TEXT_FROM_PX:
        return
    mine = tier.is_mine(segment)
    painter.setPen(text_on(fill) if mine else view.theme.colour("text"))
    shown = painter.fontMetrics().elidedText(segment.label, Qt.TextElideMode.ElideRight, int(room.width()))
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
