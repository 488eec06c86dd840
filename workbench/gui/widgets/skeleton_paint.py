"""Draws a pose with a painter: bones and joints by confidence, corrected joints by shape.

Colour says how sure the machine was, shape says what a person did, so that neither needs the other. Where
there are several people, bones have the colour of theirs, and a tag above each head says who it is:
a disc is the machine's, a diamond was moved by a person, a hollow ring was hidden by one. Sizes are
those of the screen, not of the picture: a joint can be hit at any zoom; only on a small person far away
are they smaller.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from workbench.gui.widgets.confidence import confidence_colour
from workbench.gui.widgets.image_view import ImageView
from workbench.gui.widgets.pose import Mark, PersonPose, Tag

MOST_RADIUS, LEAST_RADIUS = 4.0, 2.0  # of a joint, screen pixels
RADIUS_OF_HEIGHT = 1 / 70  # of a person on the screen
HALO = QColor(18, 20, 24)
OTHER_PERSON_OPACITY = 0.45
MOST_TAG_PX = 140
_TAG_OPACITY = 0.8  # of the other people's names
_HIDDEN = QColor(235, 235, 235)
_EDGE = QColor(255, 255, 255)
_FLAT = (Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap)


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
    drawing = _Drawing.of(painter, pose, view)
    drawing.bones()
    drawing.joints()
    drawing.locks()
    if pose.tag is not None:
        drawing.tag(pose.tag, view.widget[0])
    if active and selected is not None:
        drawing.selection(selected, view.widget[0])
    painter.restore()


@dataclass(frozen=True, eq=False)
class _Drawing:
    """One person on the screen: J points (None: not seen), and how large a joint is."""

    painter: QPainter
    pose: PersonPose
    points: list[QPointF | None]
    radius: float

    @classmethod
    def of(cls, painter: QPainter, pose: PersonPose, view: ImageView) -> _Drawing:
        xy = pose.joints[:, :2].astype(float)
        at = (xy - view.centre) * view.scale + np.asarray(view.widget) / 2
        seen = pose.seen
        points = [
            QPointF(x, y) if ok else None for (x, y), ok in zip(at.tolist(), seen.tolist(), strict=True)
        ]
        height = float(np.ptp(at[seen, 1]))
        radius = min(max(height * RADIUS_OF_HEIGHT, LEAST_RADIUS), MOST_RADIUS)
        return cls(painter, pose, points, radius)

    def bones(self) -> None:
        confidence = np.nan_to_num(self.pose.joints[:, 3]).tolist()
        hidden = (self.pose.marks == Mark.HIDDEN).tolist()
        seen, guessed = [], []
        for a, b in self.pose.skeleton.bones:
            start, end = self.points[a], self.points[b]
            if start is None or end is None:
                continue
            if hidden[a] or hidden[b]:
                guessed.append(self._between(start, end, trims_start=hidden[a], trims_end=hidden[b]))
            else:
                seen.append((QLineF(start, end), min(confidence[a], confidence[b])))
        self._lines(seen)
        self.painter.setPen(QPen(_HIDDEN, 1.2, Qt.PenStyle.DotLine, Qt.PenCapStyle.FlatCap))
        self.painter.drawLines(guessed)

    def _lines(self, lines: list[tuple[QLineF, float]]) -> None:
        width = 0.55 * self.radius
        # Opaque, with flat caps: with round ones or with alpha Qt draws lines ten times as slowly.
        self.painter.setPen(QPen(HALO, width + 2.0, *_FLAT))
        self.painter.drawLines([line for line, _ in lines])
        tag = self.pose.tag
        if tag is not None:
            self.painter.setPen(QPen(QColor(tag.colour), width, *_FLAT))
            self.painter.drawLines([line for line, _ in lines])
            return
        for line, confidence in lines:
            self.painter.setPen(QPen(confidence_colour(confidence), width, *_FLAT))
            self.painter.drawLine(line)

    def _between(self, start: QPointF, end: QPointF, *, trims_start: bool, trims_end: bool) -> QLineF:
        """Return the line between two joints, as far as the edge of hollow ones."""
        line = QLineF(start, end)
        length = line.length()
        if length <= 2 * self.radius:
            return QLineF(start, start)
        share = self.radius / length
        return QLineF(line.pointAt(share * trims_start), line.pointAt(1 - share * trims_end))

    def joints(self) -> None:
        confidence = self.pose.joints[:, 3].tolist()
        for point, sure, mark in zip(self.points, confidence, self.pose.marks.tolist(), strict=True):
            if point is None:
                continue
            if mark == Mark.HIDDEN:
                self._ring(point)
            elif mark == Mark.MOVED:
                self._diamond(point, confidence_colour(sure))
            else:
                self.painter.setPen(QPen(HALO, 1.6))
                self.painter.setBrush(confidence_colour(sure))
                self.painter.drawEllipse(point, self.radius, self.radius)

    def locks(self) -> None:
        """Draw a padlock beside each joint that nothing moves."""
        for joint in self.pose.locked:
            point = self.points[joint]
            if point is not None:
                self._padlock(point + QPointF(-self.radius - 6, -self.radius - 4))

    def _padlock(self, centre: QPointF) -> None:
        body = QRectF(centre.x() - 4, centre.y() - 1, 8, 6)
        bow = QRectF(centre.x() - 2.5, centre.y() - 5, 5, 8)
        self.painter.setBrush(Qt.BrushStyle.NoBrush)
        for colour, width in ((HALO, 4.0), (_EDGE, 1.4)):
            self.painter.setPen(QPen(colour, width))
            self.painter.drawArc(bow, 0, 180 * 16)
        self.painter.setPen(QPen(HALO, 1.2))
        self.painter.setBrush(_EDGE)
        self.painter.drawRoundedRect(body, 1, 1)

    def _ring(self, centre: QPointF) -> None:
        self.painter.setBrush(Qt.BrushStyle.NoBrush)
        for colour, width in ((HALO, 3.6), (_HIDDEN, 1.6)):
            self.painter.setPen(QPen(colour, width))
            self.painter.drawEllipse(centre, self.radius, self.radius)

    def _diamond(self, centre: QPointF, colour: QColor) -> None:
        x, y, reach = centre.x(), centre.y(), self.radius + 2.0
        corners = QPolygonF(
            [QPointF(x, y - reach), QPointF(x + reach, y), QPointF(x, y + reach), QPointF(x - reach, y)]
        )
        self.painter.setBrush(colour)
        for edge, width in ((HALO, 4.0), (_EDGE, 1.6)):
            self.painter.setPen(QPen(edge, width))
            self.painter.drawPolygon(corners)

    def tag(self, tag: Tag, room_px: float) -> None:
        """Draw a name above the head, with a dot in the person's colour, where there is room."""
        seen = [point for point in self.points if point is not None]
        top = min(seen, key=QPointF.y)
        painter = self.painter
        painter.setOpacity(max(painter.opacity(), _TAG_OPACITY))
        metrics = painter.fontMetrics()
        name = metrics.elidedText(tag.title, Qt.TextElideMode.ElideRight, MOST_TAG_PX)
        width, height = metrics.horizontalAdvance(name) + 24.0, metrics.height() + 2.0
        left = min(max(top.x() - width / 2, 2.0), max(room_px - width - 2, 2.0))
        box = QRectF(left, max(top.y() - height - 12, 2.0), width, height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(0, 0, 0, 170))
        painter.drawRoundedRect(box, 4, 4)
        painter.setPen(QPen(_EDGE, 1.0))
        painter.setBrush(QColor(tag.colour))
        painter.drawEllipse(QPointF(box.left() + 10, box.center().y()), 4.0, 4.0)
        painter.setPen(_EDGE)
        painter.drawText(box.adjusted(18, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, name)

    def selection(self, joint: int, room_px: float) -> None:
        """Draw a ring around a joint and its name beside it, on the side where there is room."""
        point = self.points[joint]
        if point is None:
            return
        painter = self.painter
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for colour, width in ((HALO, 4.0), (_EDGE, 2.0)):
            painter.setPen(QPen(colour, width))
            painter.drawEllipse(point, self.radius + 6, self.radius + 6)
        name, metrics = joint_title(self.pose.skeleton.joints[joint]), painter.fontMetrics()
        width = metrics.horizontalAdvance(name) + 12
        right = point.x() + 16
        left = right if right + width <= room_px else point.x() - 16 - width
        box = QRectF(left, point.y() - metrics.height() - 8, width, metrics.height() + 4)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(0, 0, 0, 190))
        painter.drawRoundedRect(box, 4, 4)
        painter.setPen(_EDGE)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, name)


def joint_title(joint: str) -> str:
    """Return a joint's name as people read it: ``left_foot_index`` is "left foot index"."""
    return joint.replace("_", " ")
