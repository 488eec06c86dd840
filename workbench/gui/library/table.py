"""The table of the Library."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from core.entities import VideoSummary
from workbench.gui.context import AppContext
from workbench.gui.library.model import SUMMARY_ROLE, Column, LibraryModel, LibraryProxy
from workbench.gui.library.review_cell import ReviewCell
from workbench.gui.library.thumbnails import HEIGHT_PX, WIDTH_PX
from workbench.gui.widgets.cells import NameCell, StateCell

ROW_PX = HEIGHT_PX + 12
WIDTHS = {
    Column.KIND: 72,
    Column.DURATION: 84,
    Column.RATE: 84,
    Column.PEOPLE: 70,
    Column.STYLES: 130,
    Column.CORRECTED: 92,
    Column.REVIEWED: 104,
    Column.STATE: 140,
}
# What goes first when the window is narrow, and below which width of the table.
DISPENSABLE = (
    (Column.KIND, 960),
    (Column.RATE, 900),
    (Column.PEOPLE, 820),
    (Column.CORRECTED, 740),
    (Column.REVIEWED, 640),
)


class LibraryTable(QTableView):
    """Rows of videos with pictures; many may be selected; columns leave when there is no room for them."""

    def __init__(self, context: AppContext, model: LibraryModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Videos and motions")
        self.proxy = LibraryProxy(model, self)
        self.setModel(self.proxy)
        theme = self._theme = context.theme
        self.setItemDelegateForColumn(Column.NAME, NameCell(theme, QSize(WIDTH_PX, HEIGHT_PX), "film", self))
        self.setItemDelegateForColumn(Column.REVIEWED, ReviewCell(theme, self))
        self.setItemDelegateForColumn(Column.STATE, StateCell(theme, self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSortingEnabled(True)
        self.sortByColumn(Column.NAME, Qt.SortOrder.AscendingOrder)
        self._size_rows()
        theme.changed.connect(self._size_columns)
        self._size_columns()

    def _size_rows(self) -> None:
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setMinimumSectionSize(60)
        header.setSectionResizeMode(Column.NAME, QHeaderView.ResizeMode.Stretch)

    def _size_columns(self) -> None:
        self.verticalHeader().setDefaultSectionSize(self._theme.scaled(ROW_PX))
        for column, width in WIDTHS.items():
            self.horizontalHeader().resizeSection(column, self._theme.scaled(width))
        self._hide_columns()

    def selected(self) -> list[VideoSummary]:
        """The selected rows, in the order shown."""
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        return [self.proxy.index(row, 0).data(SUMMARY_ROLE) for row in rows]

    def select(self, video_ids: set[int]) -> None:
        """Select these videos and scroll to the first of them."""
        self.clearSelection()
        flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
        first = True
        for row in range(self.proxy.rowCount()):
            index = self.proxy.index(row, 0)
            if index.data(SUMMARY_ROLE).video.id in video_ids:
                if first:
                    self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
                    self.scrollTo(index)
                    first = False
                self.selectionModel().select(index, flags)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._hide_columns()

    def _hide_columns(self) -> None:
        for column, width in DISPENSABLE:
            hide = self.width() < self._theme.scaled(width)
            if hide != self.isColumnHidden(column):
                self.setColumnHidden(column, hide)
