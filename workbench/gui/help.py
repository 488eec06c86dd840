"""The help windows: all keys, and what this program is."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QGridLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from core.errors import DiskError
from workbench.gui.context import AppContext
from workbench.gui.keys.keymap import Keymap, native
from workbench.gui.keys.printing import keys_pdf, print_keys
from workbench.gui.keys.shortcut import WINDOW
from workbench.gui.widgets.dialogs import size

Keys = Sequence[tuple[str, str]]


def key_lists(keymap: Keymap, page: str | None = None) -> list[tuple[str, Keys]]:
    """Return the (keys, what they do) of each group that has some.

    Args:
        page: only of this page, then those that work everywhere.
    """
    groups = sorted(keymap.groups, key=lambda group: page is not None and group.name == WINDOW)
    lists = []
    for group in groups:
        if page is None or group.name in (page, WINDOW):
            bound = [(native(keymap.keys(row.id)), row.title) for row in group.shortcuts]
            lists.append((group.title, [*((keys, what) for keys, what in bound if keys), *group.gestures]))
    return lists


class ShortcutsDialog(QDialog):
    """Every key that does something, by page, with a field to find one; can be printed.

    Args:
        page: show the keys of this page only, and those that work everywhere.
    """

    def __init__(self, context: AppContext, page: str | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Keyboard shortcuts")
        size(self, context.theme.scaled(600), context.theme.scaled(560))
        self._context = context
        self.groups = key_lists(context.keymap, page)
        self._groups: list[tuple[QLabel, list[tuple[str, QLabel, QLabel]]]] = []
        self.search = QLineEdit(placeholderText="Find a key or what it does", clearButtonEnabled=True)
        self.search.textChanged.connect(self._filter)
        body = QWidget()
        grid = QGridLayout(body)
        grid.setColumnStretch(0, 2)
        grid.setColumnStretch(1, 3)
        grid.setVerticalSpacing(5)
        grid.setHorizontalSpacing(16)
        for title, keys in self.groups:
            self._add_group(grid, title, keys)
        grid.setRowStretch(grid.rowCount(), 1)
        scroll = QScrollArea(widgetResizable=True)
        scroll.setWidget(body)
        column = QVBoxLayout(self)
        for widget in (self.search, scroll, self._buttons()):
            column.addWidget(widget)

    def _buttons(self) -> QDialogButtonBox:
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        role = QDialogButtonBox.ButtonRole.ActionRole
        self.change = buttons.addButton("Change keys …", role)
        self.change.clicked.connect(self._on_change_asked)
        buttons.addButton("Print …", role).clicked.connect(self.ask_print)
        buttons.addButton("Save as PDF …", role).clicked.connect(self.ask_pdf)
        buttons.rejected.connect(self.reject)
        return buttons

    def _on_change_asked(self) -> None:
        self.accept()
        self._context.settings_asked.emit("keys")

    def ask_print(self) -> None:
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        printer = QPrinter()
        if QPrintDialog(printer, self).exec():
            print_keys(self.groups, printer)

    def ask_pdf(self) -> None:
        start = str(self._context.settings.last_folder / "barre-keys.pdf")
        chosen, _ = QFileDialog.getSaveFileName(self, "Save the keys", start, "PDF (*.pdf)")
        if chosen:
            self.save_pdf(Path(chosen))

    def save_pdf(self, path: Path) -> None:
        """Write the keys as a PDF; what keeps it from that is told."""
        try:
            path.write_bytes(keys_pdf(self.groups))
        except OSError as e:
            fault = DiskError(f"{path} cannot be written: {e.strerror}.", "Choose another folder.")
            self._context.report(fault)

    def _add_group(self, grid: QGridLayout, title: str, keys: Keys) -> None:
        if not keys:
            return
        head = QLabel(title)
        head.setProperty("role", "section")
        grid.addWidget(head, grid.rowCount(), 0, 1, 2)
        rows = []
        for key, what in keys:
            key_label, what_label = QLabel(key, wordWrap=True), QLabel(what, wordWrap=True)
            for label in (key_label, what_label):
                label.setAlignment(Qt.AlignmentFlag.AlignTop)
            row = grid.rowCount()
            grid.addWidget(key_label, row, 0)
            grid.addWidget(what_label, row, 1)
            rows.append((f"{title} {key} {what}".lower(), key_label, what_label))
        self._groups.append((head, rows))

    def _filter(self, text: str) -> None:
        for head, rows in self._groups:
            for content, *labels in rows:
                for label in labels:
                    label.setVisible(text.lower() in content)
            head.setVisible(any(text.lower() in content for content, *_ in rows))


def about_text() -> str:
    """Return what the about window says, ready to be copied into a report."""
    parts = [f"Barre {version('barre')}", "A desktop workbench for dance data. MIT licence.", ""]
    parts += [f"Python {platform.python_version()}, {platform.system()} {platform.release()}"]
    parts += [f"{name} {version(name)}" for name in ("PySide6", "SQLAlchemy", "torch", "mediapipe", "av")]
    return "\n".join(parts)
