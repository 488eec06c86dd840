"""The help windows: all keys, and what this program is."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from importlib.metadata import version

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from workbench.gui.keys.keymap import Keymap, native
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
    """Every key that does something, by page, with a field to find one."""

    def __init__(self, groups: Sequence[tuple[str, Keys]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Keyboard shortcuts")
        size(self, 560, 520)
        self._rows: list[tuple[str, QLabel, QLabel]] = []
        self.search = QLineEdit(placeholderText="Find a key or what it does", clearButtonEnabled=True)
        self.search.textChanged.connect(self._filter)
        body = QWidget()
        grid = QGridLayout(body)
        grid.setColumnStretch(1, 1)
        grid.setVerticalSpacing(5)
        grid.setHorizontalSpacing(16)
        for title, keys in groups:
            self._add_group(grid, title, keys)
        grid.setRowStretch(grid.rowCount(), 1)
        scroll = QScrollArea(widgetResizable=True)
        scroll.setWidget(body)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        for widget in (self.search, scroll, buttons):
            column.addWidget(widget)

    def _add_group(self, grid: QGridLayout, title: str, keys: Keys) -> None:
        if not keys:
            return
        head = QLabel(title)
        head.setProperty("role", "section")
        grid.addWidget(head, grid.rowCount(), 0, 1, 2)
        for key, what in keys:
            key_label, what_label = QLabel(key), QLabel(what, wordWrap=True)
            key_label.setAlignment(Qt.AlignmentFlag.AlignTop)
            row = grid.rowCount()
            grid.addWidget(key_label, row, 0)
            grid.addWidget(what_label, row, 1)
            self._rows.append((f"{title} {key} {what}".lower(), key_label, what_label))

    def _filter(self, text: str) -> None:
        for content, *labels in self._rows:
            for label in labels:
                label.setVisible(text.lower() in content)


def about_text() -> str:
    """Return what the about window says, ready to be copied into a report."""
    parts = [f"Barre {version('barre')}", "A desktop workbench for dance data. MIT licence.", ""]
    parts += [f"Python {platform.python_version()}, {platform.system()} {platform.release()}"]
    parts += [f"{name} {version(name)}" for name in ("PySide6", "SQLAlchemy", "torch", "mediapipe", "av")]
    return "\n".join(parts)
