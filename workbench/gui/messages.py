"""The message bar: what went well, what went wrong and what to do about it, without a window in the way."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from core.errors import BarreError
from workbench.actions.faults import explain
from workbench.gui.theme import Theme

MAX_SHOWN = 3
SHOWN_MS = 6000


class Level(StrEnum):
    INFO = "info"
    GOOD = "good"
    WARN = "warn"
    BAD = "bad"


@dataclass(frozen=True)
class Message:
    """One thing to tell the person.

    Attributes:
        hint: what to do about it.
        details: offered by a *Copy details* button, for example a traceback.
        action: the word on a button, and what it does.
    """

    text: str
    level: Level = Level.INFO
    hint: str = ""
    details: str = ""
    action: tuple[str, Callable[[], object]] | None = None


def message_of(error: BaseException) -> Message:
    """Return what to show for an error: its own sentence when it was expected, a report when it is a bug."""
    if isinstance(error, (BarreError, OSError, MemoryError)):
        fault = explain(error)
        return Message(fault.message, Level.BAD, fault.hint)
    details = "".join(traceback.format_exception(error))
    text = f"Barre made a mistake: {type(error).__name__}: {error}".rstrip(".") + "."
    return Message(text, Level.BAD, "Your edits are stored. Copy the details when you report it.", details)


class MessageBar(QFrame):
    """The newest messages below the page; the quiet ones leave by themselves, errors stay until closed."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(1)
        self.setVisible(False)

    @property
    def shown(self) -> list[Message]:
        return [line.message for line in self._lines()]

    def show_message(self, message: Message) -> None:
        """Add a message at the end; one that says the same is replaced, the oldest makes room."""
        for line in self._lines():
            if line.message.text == message.text:
                self._remove(line)
        for line in self._lines()[: -(MAX_SHOWN - 1)]:
            self._remove(line)
        line = _MessageLine(message, self._theme, self)
        line.closed.connect(lambda: self._remove(line))
        self._layout.addWidget(line)
        self.setVisible(True)

    def clear(self) -> None:
        for line in self._lines():
            self._remove(line)

    def _lines(self) -> list[_MessageLine]:
        found = (self._layout.itemAt(i).widget() for i in range(self._layout.count()))
        return [line for line in found if isinstance(line, _MessageLine)]

    def _remove(self, line: _MessageLine) -> None:
        self._layout.removeWidget(line)
        line.hide()
        line.deleteLater()
        self.setVisible(bool(self._lines()))


class _MessageLine(QFrame):
    closed = Signal()

    def __init__(self, message: Message, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.message = message
        self.setObjectName("messageLine")
        self.setProperty("level", str(message.level))
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 6, 6)
        row.setSpacing(8)
        icon = QLabel(self)
        icon.setPixmap(theme.icon(_ICONS[message.level], str(message.level)).pixmap(18, 18))
        row.addWidget(icon, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._text(), 1)
        self._add_buttons(row, theme)
        if message.level in (Level.INFO, Level.GOOD) and message.action is None:
            self._timer = QTimer(self, singleShot=True, interval=SHOWN_MS)
            self._timer.timeout.connect(self.closed)
            self._timer.start()

    def _text(self) -> QLabel:
        label = QLabel(f"{self.message.text} {self.message.hint}".strip(), self)
        label.setTextFormat(Qt.TextFormat.PlainText)  # a file name may look like markup
        label.setWordWrap(True)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        label.setAccessibleName(label.text())
        return label

    def _add_buttons(self, row: QHBoxLayout, theme: Theme) -> None:
        if self.message.action is not None:
            word, act = self.message.action
            button = QPushButton(word, self)
            button.clicked.connect(lambda: act())
            button.clicked.connect(self.closed)
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        if self.message.details:
            copy = QPushButton("Copy details", self)
            copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.message.details))
            row.addWidget(copy, 0, Qt.AlignmentFlag.AlignVCenter)
        close = QToolButton(self, toolTip="Close this message", accessibleName="Close this message")
        close.setIcon(theme.icon("close", "text_dim"))
        close.clicked.connect(self.closed)
        row.addWidget(close, 0, Qt.AlignmentFlag.AlignVCenter)


_ICONS = {Level.INFO: "info", Level.GOOD: "check", Level.WARN: "warning", Level.BAD: "warning"}
