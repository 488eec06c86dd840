"""Draws a pose with a painter: bones and joints by confidence, corrected joints by shape.

Colour says how sure the machine was, shape says what a person did, so that neither needs the other:
a disc is the machine's, a diamond was moved by a person, a hollow ring was hidden by one. Sizes are
those of the screen, not of the picture: a joint can be hit at any zoom.
"""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from workbench.gui.widgets.confidence import confidence_colour
from workbench.gui.widgets.image_view import ImageView
from workbench.gui.widgets.pose import Mark, PersonPose

JOINT_RADIUS = 4.0
BONE_WIDTH = 2.2
HALO = QColor(18, 20, 24)
OTHER_PERSON_OPACITY = 0.45
_HIDDEN = QColor(235, 235, 235)
_MOVED_EDGE = QColor(255, 255, 255)


def paint_pose(
    painter: QPainter, pose: PersonPose, view: ImageView, *, selected: int | None = None, active: bool = True
) -> None:
    """Draw one person.

    Args:
        selected: the joint with a ring and its name.
        active: the person who is worked on; others are drawn fainter and never selected.
    """
    if pose.is_missing:
        return
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setOpacity(1.0 if active else OTHER_PERSON_OPACITY)
    points = _points(pose, view)
    _paint_bones(painter, pose, points)
    _paint_joints(painter, pose, points)
    chosen = points[selected] if active and selected is not None else None
    if chosen is not None and selected is not None:
        _paint_selection(painter, pose, chosen, selected)
    painter.restore()


def _points(pose: PersonPose, view: ImageView) -> list[QPointF | None]:
    xy = pose.joints[:, :2].astype(float)
    scale = view.scale
    at = (xy - view.centre) * scale + np.asarray(view.widget) / 2
    return [QPointF(x, y) if ok else None for (x, y), ok in zip(at.tolist(), pose.seen.tolist(), strict=True)]


def _paint_bones(painter: QPainter, pose: PersonPose, points: list[QPointF | None]) -> None:
    confidence = np.nan_to_num(pose.joints[:, 3]).tolist()
    hidden = (pose.marks == Mark.HIDDEN).tolist()
    sure, guessed = [], []
    for a, b in pose.skeleton.bones:
        start, end = points[a], points[b]
        if start is None or end is None:
            continue
        if hidden[a] or hidden[b]:
            guessed.append(_between(start, end, trims_start=hidden[a], trims_end=hidden[b]))
        else:
            sure.append((QLineF(start, end), min(confidence[a], confidence[b])))
    # Opaque, with flat caps: with round ones or with alpha Qt draws lines ten times as slowly.
    painter.setPen(QPen(HALO, BONE_WIDTH + 2.0, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
    painter.drawLines([line for line, _ in sure])
    for line, confident in sure:
        colour = confidence_colour(confident)
        painter.setPen(QPen(colour, BONE_WIDTH, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
        painter.drawLine(line)
    painter.setPen(QPen(_HIDDEN, BONE_WIDTH / 2, Qt.PenStyle.DotLine, Qt.PenCapStyle.FlatCap))
    painter.drawLines(guessed)


def _between(start: QPointF, end: QPointF, *, trims_start: bool, trims_end: bool) -> QLineF:
    """Return the line between two joints, as far as the edge of hollow ones."""
    line = QLineF(start, end)
    length = line.length()
    if length <= 2 * JOINT_RADIUS:
        return QLineF(start, start)
    from_share = JOINT_RADIUS / length if trims_start else 0.0
    to_share = 1 - JOINT_RADIUS / length if trims_end else 1.0
    return QLineF(line.pointAt(from_share), line.pointAt(to_share))


def _paint_joints(painter: QPainter, pose: PersonPose, points: list[QPointF | None]) -> None:
    confidence = pose.joints[:, 3].tolist()
    for point, sure, mark in zip(points, confidence, pose.marks.tolist(), strict=True):
        if point is None:
            continue
        if mark == Mark.HIDDEN:
            painter.setPen(QPen(HALO, 3.6))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(point, JOINT_RADIUS, JOINT_RADIUS)
            painter.setPen(QPen(_HIDDEN, 1.6))
            painter.drawEllipse(point, JOINT_RADIUS, JOINT_RADIUS)
        elif mark == Mark.MOVED:
            painter.setPen(QPen(HALO, 4.0))
            painter.setBrush(confidence_colour(sure))
            painter.drawPolygon(_diamond(point, JOINT_RADIUS + 2.0))
            painter.setPen(QPen(_MOVED_EDGE, 1.6))
            painter.drawPolygon(_diamond(point, JOINT_RADIUS + 2.0))
        else:
            painter.setPen(QPen(HALO, 1.6))
            painter.setBrush(confidence_colour(sure))
            painter.drawEllipse(point, JOINT_RADIUS, JOINT_RADIUS)


def _diamond(centre: QPointF, radius: float) -> QPolygonF:
    x, y = centre.x(), centre.y()
    return QPolygonF(
        [QPointF(x, y - radius), QPointF(x + radius, y), QPointF(x, y + radius), QPointF(x - radius, y)]
    )


def _paint_selection(painter: QPainter, pose: PersonPose, point: QPointF, joint: int) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for colour, width in ((HALO, 4.0), (QColor(255, 255, 255), 2.0)):
        painter.setPen(QPen(colour, width))
        painter.drawEllipse(point, JOINT_RADIUS + 6, JOINT_RADIUS + 6)
    name = joint_title(pose.skeleton.joints[joint])
    metrics = painter.fontMetrics()
    box = QRectF(point.x() + 16, point.y() - metrics.height() - 8, 0, metrics.height() + 4)
    box.setWidth(metrics.horizontalAdvance(name) + 12)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(0, 0, 0, 190))
    painter.drawRoundedRect(box, 4, 4)
    painter.setPen(QColor(255, 255, 255))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, name)


def joint_title(joint: str) -> str:
    """Return a joint's name as people read it: ``left_foot_index`` is "left foot index"."""
    return joint.replace("_", " ")
