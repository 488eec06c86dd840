"""The key table as a Qt model."""

from __future__ import annotations

from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont

from workbench.gui.keys.keymap import Keymap, native

Index = QModelIndex | QPersistentModelIndex
ID_ROLE = Qt.ItemDataRole.UserRole + 1


class Column(IntEnum):
    WHAT = 0
    KEYS = 1
    WHERE = 2


HEADERS = ("What it does", "Keys", "Where")


class KeysModel(QAbstractTableModel):
    """One row a row of the table, in its order; what the person changed is bold."""

    def __init__(self, keymap: Keymap, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._keymap = keymap
        self._rows = [(row, group.title) for group in keymap.groups for row in group.shortcuts]
        keymap.changed.connect(self._on_changed)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 Qt's own default
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(Column)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return HEADERS[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, title = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            keys = native(self._keymap.keys(row.id))
            return {Column.WHAT: row.title, Column.KEYS: keys, Column.WHERE: title}[Column(index.column())]
        if role == ID_ROLE:
            return row.id
        if role == Qt.ItemDataRole.FontRole and self._keymap.is_own(row.id):
            font = QFont()
            font.setBold(True)
            return font
        return self.explain(row.id) if role == Qt.ItemDataRole.ToolTipRole else None

    def explain(self, row_id: str) -> str:
        """Return how the keys of a row differ from the defaults, for people."""
        row = self._keymap[row_id]
        default = native(row.keys) or "none"
        if self._keymap.is_own(row_id):
            return f"Default: {default}"
        lost = [f"{native([key])} is now “{user.title}”" for key, user in self._keymap.lost(row_id)]
        return "; ".join(lost) if lost else "These are the default keys"

    def _on_changed(self) -> None:
        self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, len(Column) - 1))
