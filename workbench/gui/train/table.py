"""The table of runs."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QSortFilterProxyModel, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from workbench.gui.theme import Theme
from workbench.gui.train.runs_model import RUN_ROLE, Column, RunsModel
from workbench.gui.widgets.cells import SORT_ROLE, StateCell, SwatchCell

ROW_PX = 36
WIDTHS = {
    Column.PRESET: 120,
    Column.STATE: 120,
    Column.EPOCH: 84,
    Column.LOSS: 76,
    Column.SCORE: 66,
    Column.TIME: 78,
    Column.STARTED: 106,
}
# What goes first when the window is narrow, and below which width of the table.
DISPENSABLE = ((Column.STARTED, 840), (Column.PRESET, 720), (Column.TIME, 600), (Column.LOSS, 520))


class RunsTable(QTableView):
    """Runs, newest first until sorted otherwise; many may be selected to see their curves together."""

    def __init__(self, theme: Theme, model: RunsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Runs")
        self._theme = theme
        self.proxy = QSortFilterProxyModel(self)
        self.proxy.setSortRole(SORT_ROLE)
        self.proxy.setSourceModel(model)
        self.setModel(self.proxy)
        self.setItemDelegateForColumn(Column.NAME, SwatchCell(theme, self))
        self.setItemDelegateForColumn(Column.STATE, StateCell(theme, self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSortingEnabled(True)
        self.sortByColumn(Column.STARTED, Qt.SortOrder.DescendingOrder)
        rows, header = self.verticalHeader(), self.horizontalHeader()
        rows.hide()
        header.setHighlightSections(False)
        header.setMinimumSectionSize(50)
        header.setSectionResizeMode(Column.NAME, QHeaderView.ResizeMode.Stretch)
        theme.changed.connect(self._size_columns)
        self._size_columns()

    def selected(self) -> list[int]:
        """Ids of the selected runs; the current one first, the others in the order shown."""
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        current = self.currentIndex().row()
        rows.sort(key=lambda row: row != current)
        return [int(self.proxy.index(row, 0).data(RUN_ROLE)) for row in rows]

    def select(self, run_ids: Iterable[int]) -> None:
        """Select these runs, the first of them current."""
        found = {self.proxy.index(row, 0).data(RUN_ROLE): row for row in range(self.proxy.rowCount())}
        rows = [found[run_id] for run_id in run_ids if run_id in found]
        flag = QItemSelectionModel.SelectionFlag
        selection = QItemSelection()
        for row in rows:
            index = self.proxy.index(row, 0)
            selection.select(index, index)
        if rows:
            first = self.proxy.index(rows[0], 0)
            self.selectionModel().setCurrentIndex(first, flag.NoUpdate)
            self.scrollTo(first)
        self.selectionModel().select(selection, flag.ClearAndSelect | flag.Rows)

    def _size_columns(self) -> None:
        self.verticalHeader().setDefaultSectionSize(self._theme.scaled(ROW_PX))
        for column, width in WIDTHS.items():
            self.horizontalHeader().resizeSection(column, self._theme.scaled(width))
        self._hide_columns()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._hide_columns()

    def _hide_columns(self) -> None:
        for column, width in DISPENSABLE:
            hide = self.width() < self._theme.scaled(width)
            if hide != self.isColumnHidden(column):
                self.setColumnHidden(column, hide)
