"""The curves of several runs over each other, and what differs between them."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QLabel, QListView, QSplitter, QVBoxLayout, QWidget

from workbench.gui.compare.choice_list import ChoiceList
from workbench.gui.compare.choices import Choice
from workbench.gui.compare.differences import Differences
from workbench.gui.theme import Theme
from workbench.gui.train.book import RunBook, RunRecord
from workbench.gui.train.curves import CurvesView
from workbench.gui.widgets.plots import run_colour

LIST_PX = 200
LIST_HIGH_PX = 110
NARROW_PX = 680


class RunCurves(QWidget):
    """Tick runs at the right; their curves are drawn over each other at the left, what differs below."""

    def __init__(self, theme: Theme, book: RunBook, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._book = book
        self._followed: set[int] = set()
        self.view = CurvesView(theme)
        self.model = ChoiceList(self, lambda choice: run_colour(theme, int(choice.name)))
        self.list = QListView(accessibleName="Runs")
        self.list.setModel(self.model)
        self.list.setUniformItemSizes(True)  # else a list of thousands is measured item by item
        self._side = QFrame()
        column = QVBoxLayout(self._side)
        column.setContentsMargins(8, 8, 8, 8)
        title = QLabel("Runs")
        title.setProperty("role", "section")
        column.addWidget(title)
        column.addWidget(self.list, 1)
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(0)
        self.differences = Differences()
        self.differences.hide()
        self._left = QSplitter(Qt.Orientation.Vertical, childrenCollapsible=False, handleWidth=1)
        self._left.addWidget(self.view)
        self._left.addWidget(self.differences)
        self._left.setStretchFactor(0, 3)
        self._left.setStretchFactor(1, 1)
        self._box.addWidget(self._left, 1)
        self._box.addWidget(self._side)
        self.model.ticked_changed.connect(self._on_ticked)
        book.changed.connect(self._on_book_changed)

    @property
    def ticked(self) -> list[int]:
        """The runs whose curves are drawn."""
        return [int(choice.name) for choice in self.model.ticked]

    def follow(self, run_ids: Iterable[int]) -> None:
        """Tick these runs as well; the person's own ticks stay."""
        new = set(run_ids) - self._followed
        if new:
            self._followed |= new
            self.model.tick({*(choice.name for choice in self.model.ticked), *map(str, new)})

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The list beside the curves where there is room, else below them."""
        super().resizeEvent(event)
        narrow = event.size().width() < NARROW_PX
        direction = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        self._box.setDirection(direction)
        self._side.setMaximumSize(QSize(16_777_215, LIST_HIGH_PX) if narrow else QSize(LIST_PX, 16_777_215))

    def _on_book_changed(self) -> None:
        self.model.set_choices(_choice(record) for record in reversed(self._book.records))
        self._on_ticked()

    def _on_ticked(self) -> None:
        ids = self.ticked
        self._book.watch(ids)
        records = [record for run_id in ids if (record := self._book.get(run_id)) is not None]
        self.view.show_records(records)
        self.differences.show_runs([record.run for record in records])


def _choice(record: RunRecord) -> Choice:
    run = record.run
    return Choice(str(run.id), f"{run.name} {run.id}", run.preset, None, run.id)
