"""The part of a timeline that stands still while the playhead moves: ruler, waveform, beats, confidence.

Drawn once for a view into a picture of the screen's own pixels; each strip is an array operation over
pixel columns (`levels`), so neither the length of the video nor the number of marks is felt.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPen

from workbench.gui.theme import Theme
from workbench.gui.widgets.confidence import confidence_rgb
from workbench.gui.widgets.timeline.content import Content
from workbench.gui.widgets.timeline.levels import frame_columns, marked_columns
from workbench.gui.widgets.timeline.scale import TimeScale, clock_text, tick_step_s

MARK_PX = 8  # height of the marks of corrected frames
BEATS_APART_PX = 10  # beats closer than this hide the sound


@dataclass(frozen=True)
class Lanes:
    """Where the rows lie, logical pixels from the top."""

    ruler: QRectF
    sound: QRectF
    confidence: QRectF
    tier: QRectF
    own: QRectF
    others: tuple[QRectF, ...]

    @classmethod
    def of(cls, left: float, width: float, n_other_rows: int) -> Lanes:
        """Return the rows of a timeline whose time begins at pixel `left`."""
        at, rows = 0.0, []
        for height, gap in ((22.0, 2.0), (50.0, 4.0), (26.0, 4.0), (30.0, 2.0)):
            rows.append(QRectF(left, at, width, height))
            at += height + gap
        others = tuple(QRectF(left, at + 18.0 * i, width, 16.0) for i in range(n_other_rows))
        own = rows[3]
        tier = QRectF(left, own.top(), width, own.height() + 2 + 18.0 * n_other_rows)
        return cls(rows[0], rows[1], rows[2], tier, own, others)

    @property
    def height(self) -> float:
        return self.tier.bottom() + 4


def draw_backdrop(painter: QPainter, content: Content, scale: TimeScale, lanes: Lanes, theme: Theme) -> None:
    """Draw everything that does not move, for the pixels of the painter's device."""
    for lane in (lanes.sound, lanes.confidence, lanes.own, *lanes.others):
        painter.fillRect(lane, theme.colour("sunken"))
    _draw_ruler(painter, scale, lanes.ruler, theme)
    _draw_sound(painter, content, scale, lanes.sound, theme)
    _draw_beats(painter, content, scale, lanes.sound, theme)
    _draw_confidence(painter, content, scale, lanes.confidence, theme)
    _draw_notes(painter, content, lanes, theme)


def _draw_ruler(painter: QPainter, scale: TimeScale, lane: QRectF, theme: Theme) -> None:
    step_s = tick_step_s(scale.px_per_s)
    decimals = 0 if step_s >= 1 else 1 if step_s >= 0.1 else 2
    font = QFont(painter.font())
    font.setPixelSize(theme.size("text_small"))
    painter.setFont(font)
    last = int(np.floor(scale.right_s / step_s))
    for tick in range(int(np.ceil(scale.left_s / step_s)), last + 1):
        x = round(lane.left() + scale.x(tick * step_s)) + 0.5
        painter.setPen(theme.colour("border_strong"))
        painter.drawLine(QPointF(x, lane.bottom() - 6), QPointF(x, lane.bottom()))
        painter.setPen(theme.colour("text_dim"))
        text = clock_text(tick * step_s, decimals=decimals)
        painter.drawText(
            QRectF(x + 4, lane.top(), 90, lane.height() - 3), Qt.AlignmentFlag.AlignVCenter, text
        )


def _columns(painter: QPainter, lane: QRectF, scale: TimeScale) -> tuple[float, float, int]:
    """Return left edge (s), pixels a second and number of columns in the device's own pixels."""
    ratio = painter.device().devicePixelRatioF()
    return scale.left_s, scale.px_per_s * ratio, max(1, round(lane.width() * ratio))


def _draw_sound(painter: QPainter, content: Content, scale: TimeScale, lane: QRectF, theme: Theme) -> None:
    if content.sound is None:
        return
    left_s, px_per_s, n = _columns(painter, lane, scale)
    height = max(3, round(lane.height() * painter.device().devicePixelRatioF()))
    columns = content.sound.columns(left_s, px_per_s, n)
    middle = (height - 1) / 2
    rows = np.arange(height)[:, None]
    low = np.floor(middle - columns[None, :, 1] * middle)
    high = np.ceil(middle - columns[None, :, 0] * middle)
    _draw_mask(painter, lane, (rows >= low) & (rows <= high), theme.series(4))


def _draw_mask(painter: QPainter, lane: QRectF, mask: NDArray[np.bool_], colour: QColor) -> None:
    pixels = np.where(mask, np.uint32(colour.rgba()), np.uint32(0))
    _draw_pixels(painter, lane, pixels)


def _draw_pixels(painter: QPainter, lane: QRectF, pixels: NDArray[np.uint32]) -> None:
    """Draw (H, W) ARGB pixels, fully opaque or fully clear, over a lane."""
    pixels = np.ascontiguousarray(pixels, np.uint32)
    height, width = pixels.shape
    image = QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_ARGB32_Premultiplied)
    painter.drawImage(lane, image, QRectF(0, 0, width, height))


def _draw_beats(painter: QPainter, content: Content, scale: TimeScale, lane: QRectF, theme: Theme) -> None:
    first, last = np.searchsorted(content.beats_s, [scale.left_s, scale.right_s])
    beats_s = content.beats_s[first:last]
    if not len(beats_s) or len(beats_s) * BEATS_APART_PX > lane.width():
        return
    painter.setPen(QPen(theme.colour("warn", 0.75), 1))
    for beat_s in beats_s.tolist():
        x = round(lane.left() + scale.x(beat_s)) + 0.5
        painter.drawLine(QPointF(x, lane.top()), QPointF(x, lane.bottom()))


def _draw_confidence(
    painter: QPainter, content: Content, scale: TimeScale, lane: QRectF, theme: Theme
) -> None:
    left_s, px_per_s, n = _columns(painter, lane, scale)
    ratio = painter.device().devicePixelRatioF()
    height = max(3, round(lane.height() * ratio))
    if content.confidence is not None and len(content.times_s):
        first, last = frame_columns(content.times_s, left_s, px_per_s, n)
        means, missing = content.confidence.over(first, last)
        _draw_pixels(painter, lane, _strip(means, missing, last > first, height, theme))
    for x in marked_columns(content.corrected_s, left_s, px_per_s, n).tolist():
        painter.fillRect(QRectF(lane.left() + x / ratio, lane.top(), 2, MARK_PX), theme.colour("text"))


def _strip(
    means: NDArray[np.float64],
    missing: NDArray[np.float64],
    inside: NDArray[np.bool_],
    height: int,
    theme: Theme,
) -> NDArray[np.uint32]:
    """Return (H, W) pixels: bars as high and coloured as the confidence; nobody there: stripes."""
    rows, columns = np.arange(height)[:, None], np.arange(len(means))[None, :]
    rgb = confidence_rgb(means).astype(np.uint32)
    colour = np.uint32(0xFF000000) | (rgb[:, 0] << 16) | (rgb[:, 1] << 8) | rgb[:, 2]
    bars = rows >= height * (1 - 0.85 * np.nan_to_num(means)[None, :])
    gone = (missing >= 0.5) & inside
    stripes = gone[None, :] & ((rows + columns) % 6 < 2)
    pixels = np.where(bars & ~gone[None, :] & inside[None, :], colour[None, :], np.uint32(0))
    return np.where(stripes, np.uint32(theme.colour("bad").rgba()), pixels)


def _draw_notes(painter: QPainter, content: Content, lanes: Lanes, theme: Theme) -> None:
    painter.setPen(theme.colour("text_dim"))
    for lane, note in ((lanes.sound, content.sound_note), (lanes.confidence, content.confidence_note)):
        if note:
            painter.drawText(lane.adjusted(8, 0, -8, 0), Qt.AlignmentFlag.AlignVCenter, note)
