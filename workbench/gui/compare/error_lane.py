"""The row below the waveform that shows where a dance differs from the reference."""

from __future__ import annotations

from itertools import groupby

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from core.metrics.beat_errors import BeatErrors
from workbench.gui.widgets.timeline.content import Content
from workbench.gui.widgets.timeline.lanes.lane import Lane, View, device_columns, draw_pixels, shades

ROW_PX = 6.0
FULL_M = 0.5  # drawn in the strongest colour: an arm that points elsewhere


class ErrorLane(Lane):
    """A row a joint, a column a beat; the stronger, the farther the joint is from the reference's."""

    name = "errors"

    def __init__(self) -> None:
        self._errors: BeatErrors | None = None
        self._start_s = 0.0

    def set_errors(self, errors: BeatErrors | None, start_s: float) -> None:
        """Show other errors; their seconds count from `start_s` of the clock."""
        self._errors, self._start_s = errors, start_s

    def height(self, content: Content) -> float:  # noqa: ARG002  # as many rows as joints
        return 0.0 if self._errors is None else ROW_PX * len(self._errors.joints)

    def heads(self, height: float) -> list[tuple[float, float, str]]:
        if self._errors is None:
            return []
        row, at, found = height / len(self._errors.joints), 0.0, []
        for part, joints in groupby(self._errors.parts):
            tall = row * len(list(joints))
            found.append((at, tall, part[:1].upper() + part[1:]))
            at += tall
        return found

    def draw(self, painter: QPainter, view: View, box: QRectF) -> None:
        painter.fillRect(box, view.theme.colour("sunken"))
        errors = self._errors
        if errors is None:
            return
        left_s, px_per_s, n = device_columns(painter, view, box)
        at_s = left_s + (np.arange(n) + 0.5) / px_per_s - self._start_s
        beat = np.searchsorted(errors.edges_s, at_s, side="right") - 1
        inside = (beat >= 0) & (beat < errors.mean_m.shape[1])
        share = errors.mean_m[:, np.clip(beat, 0, errors.mean_m.shape[1] - 1)] / FULL_M
        known = inside & np.isfinite(share)
        theme = view.theme
        colours = shades(theme.hex("sunken"), theme.hex("warn"), theme.hex("bad"))
        level = np.where(known, np.sqrt(np.clip(np.nan_to_num(share), 0, 1)) * 255, 0).astype(np.intp)
        draw_pixels(painter, box, np.where(known, colours[level], np.uint32(0)))

    def describe(self, at_s: float, y: float, height: float) -> str:
        errors = self._errors
        if errors is None:
            return ""
        joint = int(np.clip(y / height * len(errors.joints), 0, len(errors.joints) - 1))
        beat = int(np.searchsorted(errors.edges_s, at_s - self._start_s, side="right")) - 1
        if not 0 <= beat < errors.mean_m.shape[1]:
            return ""
        name, value = errors.joints[joint].replace("_", " "), errors.mean_m[joint, beat]
        return f"{name}: {100 * value:.0f} cm off" if np.isfinite(value) else f"{name}: not seen in both"
