"""One sentence about the video above its picture, with at most one thing to do about it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget


class Banner(QFrame):
    """Hidden while there is nothing to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("messageLine")
        self.setProperty("level", "info")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 12, 4)
        self.text = QLabel(wordWrap=True)
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.button = QPushButton()
        self._act: Callable[[], object] | None = None
        self.button.clicked.connect(self._on_clicked)
        row.addWidget(self.text, 1)
        row.addWidget(self.button)
        self.clear()

    def say(
        self, text: str, *, level: str = "info", action: tuple[str, Callable[[], object]] | None = None
    ) -> None:
        """Show a sentence; `action` is the word on a button and what it does."""
        self.text.setText(text)
        self.setProperty("level", level)
        self.style().polish(self)
        word, self._act = action or ("", None)
        self.button.setText(word)
        self.button.setVisible(action is not None)
        self.setVisible(True)

    def clear(self) -> None:
        self.text.clear()
        self._act = None
        self.setVisible(False)

    def _on_clicked(self) -> None:
        if self._act is not None:
            self._act()
