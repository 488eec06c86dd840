"""Poses that are not there: what a tool would make, and the frames before and after (onion skin).

Each is drawn in one colour, so that none is taken for the pose itself, whose colours say how sure the
machine was.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from workbench.gui.widgets.image_view import ImageView
from workbench.gui.widgets.pose import PersonPose
from workbench.gui.widgets.skeleton_paint import HALO

PREVIEW = QColor(126, 240, 150)
# Blue against yellow is told apart with any common colour vision; dimmer is farther away in time.
BEFORE = (QColor(122, 132, 214), QColor(98, 105, 168), QColor(76, 81, 124))
AFTER = (QColor(206, 186, 92), QColor(162, 147, 76), QColor(118, 108, 60))
_FLAT = (Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap)


@dataclass(frozen=True, eq=False)
class Ghost:
    """A pose in one colour.

    Attributes:
        only: the joints that are drawn, with the bones that lead to them; None: all.
    """

    pose: PersonPose
    colour: QColor
    only: frozenset[int] | None = None


@dataclass(frozen=True, eq=False)
class Trail:
    """The way of a joint through time: (n, 2) pixels, a frame a point."""

    points: NDArray[np.float32]
    colour: QColor


def paint_ghost(painter: QPainter, ghost: Ghost, view: ImageView, *, width: float, stands_out: bool) -> None:
    """Draw one ghost with lines `width` screen pixels wide; `stands_out`: with dark edges, and its joints."""
    points = _on_screen(ghost.pose.joints[:, :2], view)
    seen = ghost.pose.seen
    drawn = range(len(points)) if ghost.only is None else ghost.only
    lines = [
        QLineF(points[a], points[b])
        for a, b in ghost.pose.skeleton.bones
        if seen[a] and seen[b] and (a in drawn or b in drawn)
    ]
    # Opaque, with flat caps, each colour at once: as fast as Qt draws lines.
    for colour, edge in ((HALO, 2.0), (ghost.colour, 0.0)):
        if stands_out or not edge:
            painter.setPen(QPen(colour, width + edge, *_FLAT))
            painter.drawLines(lines)
    if stands_out:
        _dots(painter, QPolygonF([points[j] for j in drawn if seen[j]]), ghost.colour, width + 3.0)


def paint_trail(painter: QPainter, trail: Trail, view: ImageView) -> None:
    """Draw the way of a joint."""
    points = QPolygonF(_on_screen(trail.points, view))
    for colour, width in ((HALO, 3.0), (trail.colour, 1.2)):
        painter.setPen(QPen(colour, width, *_FLAT))
        painter.drawPolyline(points)
    _dots(painter, points, trail.colour, 4.0)


def _dots(painter: QPainter, points: QPolygonF, colour: QColor, size: float) -> None:
    for shade, width in ((HALO, size + 2.0), (colour, size)):
        painter.setPen(QPen(shade, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawPoints(points)


def _on_screen(xy: NDArray[np.float32], view: ImageView) -> list[QPointF]:
    at = (xy.astype(float) - view.centre) * view.scale + np.asarray(view.widget) / 2
    return [QPointF(x, y) for x, y in np.nan_to_num(at).tolist()]
