"""How sure the estimator was of the person, and where people corrected it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from workbench.gui.theme import Theme
from workbench.gui.widgets.confidence import confidence_rgb
from workbench.gui.widgets.timeline.content import Content
from workbench.gui.widgets.timeline.lanes.lane import (
    Lane,
    View,
    device_columns,
    device_height,
    draw_note,
    draw_pixels,
)
from workbench.gui.widgets.timeline.levels import Averages, frame_columns, marked_columns

LINE_PX = 3  # of the line below frames that somebody accepted
MARK_PX = 7  # height of the marks of corrected frames, and of those that are likely wrong


class ConfidenceLane(Lane):
    """Bars as high and coloured as the confidence, stripes where nobody was found, marks of corrections
    above, of suggestions and accepted frames below."""

    name = "confidence"
    title = "Confidence"

    def height(self, content: Content) -> float:  # noqa: ARG002  # always there
        return 20.0

    def draw(self, painter: QPainter, view: View, box: QRectF) -> None:
        content = view.content
        painter.fillRect(box, view.theme.colour("sunken"))
        left_s, px_per_s, n = device_columns(painter, view, box)
        if content.confidence is not None and len(content.times_s):
            first, last = frame_columns(content.times_s, left_s, px_per_s, n)
            height = device_height(painter, box)
            draw_pixels(painter, box, _strip(content.confidence, first, last, height, view.theme))
        ratio = px_per_s / view.scale.px_per_s
        for x in marked_columns(content.corrected_s, left_s, px_per_s, n).tolist():
            painter.fillRect(QRectF(box.left() + x / ratio, box.top(), 2, MARK_PX), view.theme.colour("text"))
        for x in marked_columns(content.accepted_s, left_s, px_per_s, n).tolist():
            left, top = box.left() + x / ratio, box.bottom() - LINE_PX
            painter.fillRect(QRectF(left, top, 2, LINE_PX), view.theme.colour("good"))
        for x in marked_columns(content.suggested_s, left_s, px_per_s, n).tolist():
            left, top = box.left() + x / ratio, box.bottom() - MARK_PX
            painter.fillRect(QRectF(left - 1, top - 1, 4, MARK_PX + 1), view.theme.colour("sunken"))
            painter.fillRect(QRectF(left, top, 2, MARK_PX), view.theme.colour("bad"))
        draw_note(painter, view, box, content.confidence_note)


def _strip(
    confidence: Averages, first: NDArray[np.intp], last: NDArray[np.intp], height: int, theme: Theme
) -> NDArray[np.uint32]:
    """Return (height, W) pixels of columns that show the frames [first, last)."""
    means, missing = confidence.over(first, last)
    inside = last > first
    rows, columns = np.arange(height)[:, None], np.arange(len(means))[None, :]
    rgb = confidence_rgb(means).astype(np.uint32)
    colour = np.uint32(0xFF000000) | (rgb[:, 0] << 16) | (rgb[:, 1] << 8) | rgb[:, 2]
    bars = rows >= height * (1 - 0.85 * np.nan_to_num(means)[None, :])
    gone = (missing >= 0.5) & inside
    stripes = gone[None, :] & ((rows + columns) % 6 < 2)
    pixels = np.where(bars & ~gone[None, :] & inside[None, :], colour[None, :], np.uint32(0))
    return np.where(stripes, np.uint32(theme.colour("bad").rgba()), pixels)
