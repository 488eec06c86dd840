"""Only what differs between the runs whose curves are drawn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QHeaderView, QLabel, QTableView, QVBoxLayout, QWidget

from core.entities import Run
from workbench.actions.run_differences import Difference, differing

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
MOST_RUNS = 12  # side by side; more cannot be read


class DifferenceModel(QAbstractTableModel):
    """A row an option, a column a run."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runs: list[Run] = []
        self._rows: list[Difference] = []

    def set_runs(self, runs: Sequence[Run]) -> None:
        if list(runs) == self._runs:
            return
        self.beginResetModel()
        self._runs = list(runs)
        self._rows = differing(runs) if len(runs) > 1 else []
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._runs)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation is Qt.Orientation.Horizontal:
            return f"run {self._runs[section].id}" if section < len(self._runs) else None
        return self._rows[section].name if section < len(self._rows) else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        return _said(self._rows[index.row()].values[index.column()])


class Differences(QWidget):
    """A table of what differs; says so where nothing does."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = DifferenceModel(self)
        self.title = QLabel(margin=6)
        self.title.setProperty("role", "section")
        self.table = QTableView(accessibleName="What differs between the runs", cornerButtonEnabled=False)
        self.table.setModel(self.model)
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 0, 12, 8)
        column.setSpacing(0)
        column.addWidget(self.title)
        column.addWidget(self.table, 1)

    def show_runs(self, runs: Sequence[Run]) -> None:
        """Compare these runs; hidden for fewer than two."""
        shown = runs[:MOST_RUNS]
        self.model.set_runs(shown)
        self.setVisible(len(runs) > 1)
        n = self.model.rowCount()
        words = "Only what differs" if n else "These runs were made alike"
        self.title.setText(f"{words} (of the first {MOST_RUNS} runs)" if len(runs) > MOST_RUNS else words)
        self.table.setVisible(n > 0)


def _said(value: Any) -> str:
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else str(value)
