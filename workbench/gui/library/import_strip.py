"""The line that shows how far an import is."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from workbench.gui.library.importing import Importing

STEPS = 1000


class ImportStrip(QFrame):
    """Visible while files are imported."""

    def __init__(self, importing: Importing, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "bar")
        self._importing = importing
        self.label = QLabel("Importing")
        self.bar = QProgressBar(textVisible=False, maximum=STEPS)
        self.bar.setAccessibleName("Import")
        self.cancel_button = QPushButton("Stop", clicked=self._stop)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 12, 6)
        row.addWidget(self.label, 1)
        row.addWidget(self.bar, 1)
        row.addWidget(self.cancel_button)
        importing.started.connect(self._on_started)
        importing.progressed.connect(self._on_progressed)
        importing.ended.connect(self.hide)
        self.hide()

    def _on_started(self) -> None:
        self.label.setText("Importing")
        self.bar.setValue(0)
        self.cancel_button.setEnabled(True)
        self.show()

    def _on_progressed(self, share: float, name: str) -> None:
        self.label.setText(f"Importing {name}")
        self.bar.setValue(round(share * STEPS))

    def _stop(self) -> None:
        self.cancel_button.setEnabled(False)
        self._importing.stop()
