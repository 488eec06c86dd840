"""The music as dancers count it: eights (or the bars of a waltz in sixes) over the beats."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter

from core.audio.ruler import EIGHT, ticks
from workbench.gui.widgets.timeline.content import Content
from workbench.gui.widgets.timeline.lanes.lane import Lane, View, small_font

SPARE_PX = 4.0  # between two numbers, at least


class CountsLane(Lane):
    """Counts; where an eight begins, its number stands out. Absent without beats."""

    name = "counts"
    title = "Counts"

    def height(self, content: Content) -> float:
        return 16.0 if content.grid is not None else 0.0

    def draw(self, painter: QPainter, view: View, box: QRectF) -> None:
        grid, scale = view.content.grid, view.scale
        if grid is None:
            return
        fonts = [small_font(painter, view.theme, bold=bold) for bold in (False, True)]
        colours = [view.theme.colour(token) for token in ("text_dim", "warn")]
        apart_px = QFontMetricsF(fonts[True]).horizontalAdvance("88") + SPARE_PX
        for tick in ticks(grid, scale.left_s, scale.right_s, apart_s=apart_px / scale.px_per_s):
            x, begins = view.x(tick.at_s), tick.level == EIGHT
            painter.setFont(fonts[begins])
            painter.setPen(colours[begins])
            place = QRectF(x - 20, box.top(), 40, box.height())
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, tick.text)
        painter.setPen(view.theme.colour("border"))
        painter.drawLine(QPointF(box.left(), box.bottom()), QPointF(box.right(), box.bottom()))
