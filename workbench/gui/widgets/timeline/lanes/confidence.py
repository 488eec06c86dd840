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
    draw_mask,
    draw_note,
    draw_pixels,
)
from workbench.gui.widgets.timeline.levels import Averages, frame_columns, marked_columns

MARK_PX = 7  # height of the marks of corrected frames, and of those that are likely wrong


class ConfidenceLane(Lane):
    """Bars as high and coloured as the confidence, stripes where nobody was found, marks of corrections
    above and of suggestions below."""

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
        above = QRectF(box.left(), box.top(), box.width(), MARK_PX)
        _draw_marks(painter, view, above, content.corrected_s, "text")
        below = QRectF(box.left(), box.bottom() - MARK_PX, box.width(), MARK_PX)
        _draw_marks(painter, view, below.adjusted(0, -1, 0, 0), content.suggested_s, "sunken", reach_px=2)
        _draw_marks(painter, view, below, content.suggested_s, "bad")
        draw_note(painter, view, box, content.confidence_note)


def _draw_marks(
    painter: QPainter,
    view: View,
    box: QRectF,
    moments_s: NDArray[np.float64],
    token: str,
    *,
    reach_px: float = 1.0,
) -> None:
    """Draw moments as marks that reach so far to both sides, all of them at once."""
    left_s, px_per_s, n = device_columns(painter, view, box)
    at = marked_columns(moments_s, left_s, px_per_s, n)
    reach = round(reach_px * px_per_s / view.scale.px_per_s)
    marks = np.zeros((1, n), np.bool_)
    for shift in range(1 - reach, 1 + reach):
        marks[0, np.clip(at + shift, 0, n - 1)] = True
    draw_mask(painter, box, marks, view.theme.colour(token))


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
