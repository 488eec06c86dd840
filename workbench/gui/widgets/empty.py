"""What a page says when there is nothing to show yet: what is missing, and what to do next."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from workbench.gui.theme import Theme

ICON_PX = 48


class EmptyState(QWidget):
    """An icon, a sentence, a hint and up to a few buttons, centred."""

    def __init__(
        self, theme: Theme, icon: str, title: str, hint: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme, self._icon_name = theme, icon
        self._icon = QLabel(self, alignment=Qt.AlignmentFlag.AlignHCenter)
        self.title = QLabel(title, self, alignment=Qt.AlignmentFlag.AlignHCenter, wordWrap=True)
        self.title.setProperty("role", "heading")
        self.hint = QLabel(hint, self, alignment=Qt.AlignmentFlag.AlignHCenter, wordWrap=True)
        self.hint.setProperty("role", "dim")
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(8)
        self._buttons.addStretch(1)
        self._buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(8)
        column.addStretch(2)
        for widget in (self._icon, self.title, self.hint):
            column.addWidget(widget)
        column.addSpacing(8)
        column.addLayout(self._buttons)
        column.addStretch(3)
        theme.changed.connect(self._draw_icon)
        self._draw_icon()

    def add_button(
        self, text: str, clicked: Callable[[], object], *, icon: str = "", primary: bool = False
    ) -> QPushButton:
        """Add a button after the ones already there; `primary` for the one thing to do next."""
        button = QPushButton(text, self)
        if primary:
            button.setProperty("role", "primary")
        if icon:
            button.setIcon(self._theme.icon(icon, "on_accent" if primary else "text"))
            button.setIconSize(QSize(18, 18))
        button.clicked.connect(lambda: clicked())
        self._buttons.insertWidget(self._buttons.count() - 1, button)
        return button

    def say(self, title: str, hint: str = "") -> None:
        self.title.setText(title)
        self.hint.setText(hint)

    def _draw_icon(self) -> None:
        self._icon.setPixmap(self._theme.icon(self._icon_name, "text_dim").pixmap(ICON_PX, ICON_PX))
