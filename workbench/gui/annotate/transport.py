"""The line below the picture: play, step, where one is."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QLabel, QSpinBox, QWidget

from workbench.gui.annotate.bar import Bar
from workbench.gui.theme import Theme
from workbench.gui.widgets.player.player import SPEEDS
from workbench.gui.widgets.readout import Readout
from workbench.gui.widgets.timeline.scale import clock_text


class Transport(Bar):
    """Buttons of the page's actions, the time, and the frame, which can be typed."""

    frame_typed = Signal(int)
    speed_chosen = Signal(float)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "strip", parent)
        self.time = Readout(theme, sample="0:00.00 / 0:00.00", alignment=Qt.AlignmentFlag.AlignHCenter)
        self.frame = QSpinBox()
        self.frame.setAccessibleName("Frame")
        self.frame.setToolTip("Type a frame and press Enter to go there")
        self.frame.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.frame.setKeyboardTracking(False)
        self.frame.setGroupSeparatorShown(True)
        self.frame.setFixedWidth(104)
        self.frame.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.frame.editingFinished.connect(self._on_typed)
        self.of = QLabel()
        self.of.setProperty("role", "dim")
        self.speed = QComboBox()
        self.speed.setAccessibleName("Speed")
        self.speed.setToolTip("How fast it is played; the sound keeps its pitch")
        self.speed.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        for speed in SPEEDS:
            self.speed.addItem(f"{speed:g} ×", speed)
        self.speed.activated.connect(lambda _: self.speed_chosen.emit(self.speed.currentData()))
        self.set_speed(1.0)
        self._shown_frame = 0

    def add_position(self) -> None:
        """Add time and frame here."""
        self.row.addWidget(self.time)
        self.let_go(self.time)
        self.add_label("Frame")
        self.row.addWidget(self.frame)
        self.row.addWidget(self.of)
        self.let_go(self.of)

    def set_speed(self, speed: float) -> None:
        """Show how fast it is played."""
        self.speed.setCurrentIndex(self.speed.findData(speed))

    def set_length(self, n_frames: int, end_s: float) -> None:
        """Make room for the times and frames of a video."""
        end = clock_text(end_s, decimals=2)
        self.time.set_sample(f"{end} / {end}")
        self.frame.setRange(0, max(0, n_frames - 1))
        self.of.setText(f"of {n_frames:,}")

    def set_position(self, frame: int, at_s: float, end_s: float) -> None:
        """Show where one is."""
        self._shown_frame = frame
        if not self.frame.hasFocus():
            self.frame.setValue(frame)
        self.time.setText(f"{clock_text(at_s, decimals=2)} / {clock_text(end_s, decimals=2)}")

    def _on_typed(self) -> None:
        if self.frame.value() != self._shown_frame:
            self.frame_typed.emit(self.frame.value())
