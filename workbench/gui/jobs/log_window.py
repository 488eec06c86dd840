"""A job's log, as it is written."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QFontDatabase, QTextCursor
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from workbench.gui.widgets.dialogs import size

LOOK_MS = 500
LAST_BYTES = 512_000  # of a long log only its end is shown
MAX_LINES = 10_000


class LogWindow(QDialog):
    """Shows a log file and follows it while it grows."""

    def __init__(self, title: str, path: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(f"Log of {title}")
        size(self, 720, 460)
        self._path, self._read = path, 0
        where = QLabel(str(path), wordWrap=True)
        where.setTextFormat(Qt.TextFormat.PlainText)
        where.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        where.setProperty("role", "small")
        self.text = QPlainTextEdit(readOnly=True, placeholderText="Nothing was logged yet.")
        self.text.setMaximumBlockCount(MAX_LINES)
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        for widget in (where, self.text, buttons):
            column.addWidget(widget)
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self.read)
        self._timer.start()
        self.read()

    def read(self) -> None:
        """Append what was written since the last look."""
        try:
            with self._path.open("rb") as file:
                size = file.seek(0, 2)
                if size <= self._read:
                    return
                file.seek(max(self._read, size - LAST_BYTES))
                data = file.read()
        except OSError:  # not written yet; the placeholder says so
            return
        self._read = size
        bar = self.text.verticalScrollBar()
        at_end = bar.value() >= bar.maximum() - 2
        cursor = QTextCursor(self.text.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.insertText(data.decode("utf-8", "replace"))
        if at_end:
            bar.setValue(bar.maximum())
