"""Below the dances: the music, and where the chosen dance differs from the reference."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from core.audio.grid import BeatGrid
from core.metrics.beat_errors import BeatErrors
from workbench.gui.compare.error_lane import ErrorLane
from workbench.gui.theme import Theme
from workbench.gui.widgets.timeline.content import Content
from workbench.gui.widgets.timeline.gestures import Gesture
from workbench.gui.widgets.timeline.lanes.ruler import RulerLane
from workbench.gui.widgets.timeline.lanes.sound import SoundLane
from workbench.gui.widgets.timeline.levels import Extremes
from workbench.gui.widgets.timeline.widget import Timeline


@dataclass(frozen=True, eq=False)
class ComparedErrors:
    """Where one dance differs from the reference.

    Attributes:
        label: of the dance.
        errors: by joint and beat.
        start_s: moment of the clock that their seconds count from.
    """

    label: str
    errors: BeatErrors
    start_s: float


@dataclass(frozen=True, eq=False)
class Heard:
    """The music on the clock; None for what is not known."""

    sound: Extremes | None = None
    grid: BeatGrid | None = None


NOTHING_HEARD = Heard()


class ErrorStrip(QWidget):
    """A click goes there; with Shift it asks for the frame to be corrected."""

    scrubbed = Signal(float)  # seconds of the clock
    correction_asked = Signal(float)  # seconds of the clock

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._compared: tuple[ComparedErrors, ...] = ()
        self._lane = ErrorLane()
        self.timeline = Timeline(theme, self, lanes=(RulerLane(), SoundLane(), self._lane))
        self.timeline.setAccessibleName("Music, and where the dance differs")
        self.timeline.menu_button.hide()
        self.timeline.scrubbed.connect(self.scrubbed)
        self.timeline.add_gesture(self._ask_correction)
        self.box = QComboBox(accessibleName="Dance whose differences are shown", minimumWidth=240)
        self.box.currentIndexChanged.connect(self._show)
        self._head = QWidget()
        row = QHBoxLayout(self._head)
        row.setContentsMargins(10, 4, 10, 2)
        row.addWidget(QLabel("Differs from the reference:"))
        row.addWidget(self.box)
        hint = QLabel("Click: go there · Shift-click: flag to correct")
        hint.setProperty("role", "small")
        row.addStretch(1)
        row.addWidget(hint)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head)
        column.addWidget(self.timeline)

    @property
    def shown(self) -> ComparedErrors | None:
        """The dance whose differences are shown."""
        row = self.box.currentIndex()
        return self._compared[row] if 0 <= row < len(self._compared) else None

    def set_compared(
        self, times_s: NDArray[np.float64], heard: Heard, compared: tuple[ComparedErrors, ...]
    ) -> None:
        """Show other dances on the clock `times_s`."""
        chosen = self.shown.label if self.shown else ""
        self._compared = compared
        self.timeline.set_content(
            Content(
                times_s=times_s, sound=heard.sound, grid=heard.grid,
                sound_note="" if heard.sound is not None else "No music",
            )
        )  # fmt: skip
        self.box.blockSignals(True)
        self.box.clear()
        self.box.addItems([each.label for each in compared])
        self.box.setCurrentIndex(max(0, self.box.findText(chosen)) if compared else -1)
        self.box.blockSignals(False)
        self._head.setVisible(bool(compared))
        self._show()

    def _show(self) -> None:
        shown = self.shown
        self._lane.set_errors(shown.errors if shown else None, shown.start_s if shown else 0.0)
        self.timeline.change()
        self.timeline.setFixedHeight(self.timeline.sizeHint().height())

    def _ask_correction(self, event: QMouseEvent) -> Gesture | None:
        if not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            return None
        return _Asking(self, event.position())

    def ask_at(self, at: QPointF) -> None:
        """Ask for the frame under a point of the timeline to be corrected."""
        self.correction_asked.emit(self.timeline.time_at(at))


class _Asking(Gesture):
    """A press with Shift: where it is let go counts."""

    def __init__(self, strip: ErrorStrip, at: QPointF) -> None:
        self._strip, self._at = strip, at

    def move(self, at: QPointF, *, free: bool) -> None:  # noqa: ARG002
        self._at = at

    def release(self, at: QPointF, *, free: bool) -> None:  # noqa: ARG002
        self._strip.ask_at(at)
