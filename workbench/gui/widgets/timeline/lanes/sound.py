"""What is heard: the waveform, or the spectrogram, with the beats over it."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from workbench.gui.widgets.timeline.content import Content
from workbench.gui.widgets.timeline.lanes.beat_lines import draw_beat_lines
from workbench.gui.widgets.timeline.lanes.lane import (
    Lane,
    View,
    device_columns,
    device_height,
    draw_mask,
    draw_note,
    draw_pixels,
    shades,
)
from workbench.gui.widgets.timeline.levels import Bands, Extremes


class SoundLane(Lane):
    """Draws the spectrum where there is one, else the waveform."""

    name = "sound"
    title = "Sound"
    grows = True

    def height(self, content: Content) -> float:  # noqa: ARG002  # always there
        return 44.0

    def draw(self, painter: QPainter, view: View, box: QRectF) -> None:
        content = view.content
        painter.fillRect(box, view.theme.colour("sunken"))
        if content.spectrum is not None:
            _draw_spectrum(painter, view, box, content.spectrum)
        elif content.sound is not None:
            _draw_wave(painter, view, box, content.sound)
        draw_beat_lines(painter, view, box, alpha=0.9)
        draw_note(painter, view, box, content.sound_note)


def _draw_wave(painter: QPainter, view: View, box: QRectF, sound: Extremes) -> None:
    columns = sound.columns(*device_columns(painter, view, box))
    height = device_height(painter, box)
    middle = (height - 1) / 2
    rows = np.arange(height)[:, None]
    low = np.floor(middle - columns[None, :, 1] * middle)
    high = np.ceil(middle - columns[None, :, 0] * middle)
    draw_mask(painter, box, (rows >= low) & (rows <= high), view.theme.series(4))


def _draw_spectrum(painter: QPainter, view: View, box: QRectF, spectrum: Bands) -> None:
    columns = spectrum.columns(*device_columns(painter, view, box))
    height = device_height(painter, box)
    bands = (np.arange(height)[::-1] * columns.shape[1]) // height  # low pitches at the bottom
    colours = shades(view.theme.hex("sunken"), view.theme.hex("accent"), view.theme.hex("warn"))
    draw_pixels(painter, box, colours[columns[:, bands].T])
