"""A line that shows how far something is, with a way to stop it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QSizePolicy, QWidget

STEPS = 1000


class ProgressStrip(QFrame):
    """Hidden until something begins.

    Args:
        role: ``"bar"`` above a page (line below it), ``"strip"`` below one (line above it).
    """

    stopped = Signal()

    def __init__(self, role: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", role)
        self.label = QLabel()
        self.label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.bar = QProgressBar(textVisible=False, maximum=STEPS)
        self.stop_button = QPushButton("Stop")
        self.stop_button.clicked.connect(self._on_stop_clicked)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 12, 6)
        row.addWidget(self.label, 3)
        row.addWidget(self.bar, 2)
        row.addWidget(self.stop_button)
        self.hide()

    def begin_showing(self, text: str) -> None:
        self.label.setText(text)
        self.bar.setAccessibleName(text)
        self.bar.setValue(0)
        self.stop_button.setEnabled(True)
        self.show()

    def show_progress(self, share: float, text: str) -> None:
        self.label.setText(text)
        self.label.setToolTip(text)
        self.bar.setValue(round(share * STEPS))

    def _on_stop_clicked(self) -> None:
        self.stop_button.setEnabled(False)
        self.stopped.emit()
