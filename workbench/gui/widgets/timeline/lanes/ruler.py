"""The clock along the top."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from workbench.gui.widgets.timeline.content import Content
from workbench.gui.widgets.timeline.lanes.lane import Lane, View, use_small_font
from workbench.gui.widgets.timeline.scale import clock_text, tick_step_s


class RulerLane(Lane):
    """Minutes and seconds, as fine as there is room for."""

    name = "ruler"

    def height(self, content: Content) -> float:  # noqa: ARG002  # always there
        return 20.0

    def draw(self, painter: QPainter, view: View, box: QRectF) -> None:
        scale, theme = view.scale, view.theme
        step_s = tick_step_s(scale.px_per_s)
        decimals = 0 if step_s >= 1 else 1 if step_s >= 0.1 else 2
        use_small_font(painter, theme)
        last = int(np.floor(scale.right_s / step_s))
        for tick in range(int(np.ceil(scale.left_s / step_s)), last + 1):
            x = round(view.x(tick * step_s)) + 0.5
            painter.setPen(theme.colour("border_strong"))
            painter.drawLine(QPointF(x, box.bottom() - 6), QPointF(x, box.bottom()))
            painter.setPen(theme.colour("text_dim"))
            text = clock_text(tick * step_s, decimals=decimals)
            painter.drawText(
                QRectF(x + 4, box.top(), 90, box.height() - 3), Qt.AlignmentFlag.AlignVCenter, text
            )
