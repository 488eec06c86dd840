"""Beats as lines: those that begin a bar stronger, and alone where the others lie too close."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QRectF
from PySide6.QtGui import QColor, QPainter, QPen

from core.audio.grid import BeatGrid
from workbench.gui.widgets.timeline.lanes.lane import View

APART_PX = 10.0  # lines closer than this hide what they lie on


def beats_in_view(view: View, grid: BeatGrid) -> NDArray[np.intp]:
    """Return the numbers of the beats in view; only those that begin a bar where all would lie too close.

    Empty where even those do.
    """
    first, last = np.searchsorted(grid.beats_s, [view.scale.left_s, view.scale.right_s]).tolist()
    numbers = np.arange(first, last)
    room = view.scale.width_px / APART_PX
    if len(numbers) > room:
        numbers = numbers[(numbers - grid.downbeat) % grid.beats_per_bar == 0]
    return numbers if len(numbers) <= room else numbers[:0]


def draw_beat_lines(painter: QPainter, view: View, box: QRectF, *, alpha: float) -> None:
    """Draw the beats in view through a box."""
    grid = view.content.grid
    if grid is None:
        return
    numbers = beats_in_view(view, grid)
    begins_bar = (numbers - grid.downbeat) % grid.beats_per_bar == 0
    colour = view.theme.colour("warn")
    for chosen, strength, width in ((~begins_bar, 0.45, 1.0), (begins_bar, 1.0, 2.0)):
        shade = QColor(colour)
        shade.setAlphaF(alpha * strength)
        painter.setPen(QPen(shade, width))
        xs = [round(view.x(at_s)) + 0.5 for at_s in grid.beats_s[numbers[chosen]].tolist()]
        painter.drawLines([QLineF(x, box.top(), x, box.bottom()) for x in xs])
