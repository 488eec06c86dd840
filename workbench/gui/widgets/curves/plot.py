"""Draws one curve into its band, from single frames to an hour of them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from workbench.gui.widgets.curves.content import Band
from workbench.gui.widgets.timeline.levels import frame_columns
from workbench.gui.widgets.timeline.scale import TimeScale

LINE_FROM_PX = 1.0  # a frame apart: below, a column shows the least and the greatest of its frames
DOTS_FROM_PX = 7.0
DOT_PX = 2.2
DIAMOND_PX = 4.0


def frames_in_view(times_s: NDArray[np.float64], scale: TimeScale) -> tuple[int, int]:
    """Return the frames [first, stop) that a scale shows, one more on either side."""
    first, stop = np.searchsorted(times_s, [scale.left_s, scale.right_s])
    return max(0, int(first) - 1), min(len(times_s), int(stop) + 1)


def draw_curve(
    painter: QPainter,
    times_s: NDArray[np.float64],
    values: NDArray[np.float64],
    band: Band,
    scale: TimeScale,
    left_px: float,
    pen: QPen,
) -> None:
    """Draw the values that are in view as a line, broken where there are none."""
    first, stop = frames_in_view(times_s, scale)
    if stop - first < 1:
        return
    painter.setPen(pen)
    if (stop - first) * LINE_FROM_PX > scale.width_px:
        _draw_columns(painter, times_s, values, band, scale, left_px)
        return
    x = left_px + (times_s[first:stop] - scale.left_s) * scale.px_per_s
    seen = np.isfinite(values[first:stop])
    points = [QPointF(at, band.y(v)) for at, v in zip(x.tolist(), values[first:stop].tolist(), strict=True)]
    for a, b in _runs(seen):
        if b - a > 1:
            painter.drawPolyline(QPolygonF(points[a:b]))
        if (x[-1] - x[0]) >= DOTS_FROM_PX * max(1, len(x) - 1) or b - a == 1:
            painter.setBrush(pen.color())
            for point in points[a:b]:
                painter.drawEllipse(point, DOT_PX, DOT_PX)


def draw_corrected(
    painter: QPainter,
    times_s: NDArray[np.float64],
    values: NDArray[np.float64],
    corrected: NDArray[np.int64],
    band: Band,
    scale: TimeScale,
    left_px: float,
    colour: QColor,
) -> None:
    """Mark the frames that a person changed with diamonds, as on the picture; at most one a few pixels."""
    first, stop = frames_in_view(times_s, scale)
    frames = corrected[(corrected >= first) & (corrected < stop)]
    painter.setPen(QPen(colour, 1.2))
    painter.setBrush(QColor(0, 0, 0, 0))
    drawn_to = -np.inf
    for frame in frames.tolist():
        x = left_px + scale.x(float(times_s[frame]))
        if not np.isfinite(values[frame]) or x - drawn_to < DIAMOND_PX:
            continue
        drawn_to, y, r = x, band.y(float(values[frame])), DIAMOND_PX
        corners = [QPointF(x - r, y), QPointF(x, y - r), QPointF(x + r, y), QPointF(x, y + r)]
        painter.drawPolygon(QPolygonF(corners))


def _draw_columns(
    painter: QPainter,
    times_s: NDArray[np.float64],
    values: NDArray[np.float64],
    band: Band,
    scale: TimeScale,
    left_px: float,
) -> None:
    n = max(1, round(scale.width_px))
    first, last = frame_columns(times_s, scale.left_s, scale.px_per_s, n)
    inside = last > first
    starts = first[inside]
    if not len(starts):
        return
    stop = int(last[inside][-1])
    low = np.fmin.reduceat(values[:stop], starts)
    high = np.fmax.reduceat(values[:stop], starts)
    columns = np.flatnonzero(inside)
    there = np.isfinite(low)
    lines = [
        QLineF(left_px + column, band.y(a) - 0.5, left_px + column, band.y(b) + 0.5)
        for column, a, b in zip(
            columns[there].tolist(), low[there].tolist(), high[there].tolist(), strict=True
        )
    ]
    painter.drawLines(lines)


def _runs(there: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Return the stretches [a, b) of a mask."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], there, [False]]).astype(np.int8)))
    return [(int(a), int(b)) for a, b in edges.reshape(-1, 2)]
