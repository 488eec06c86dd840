"""Dots of colour, for lists of people."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap

_SIDE_PX = 16
_RATIO = 2.0  # sharp on screens of twice the resolution


def dot(colour: str) -> QIcon:
    """Return a dot of a colour, #RRGGBB, with an edge that is seen on light and dark."""
    picture = QPixmap(int(_SIDE_PX * _RATIO), int(_SIDE_PX * _RATIO))
    picture.setDevicePixelRatio(_RATIO)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(127, 127, 127), 1.0))
    painter.setBrush(QColor(colour))
    painter.drawEllipse(QPointF(_SIDE_PX / 2, _SIDE_PX / 2), 5.5, 5.5)
    painter.end()
    return QIcon(picture)
