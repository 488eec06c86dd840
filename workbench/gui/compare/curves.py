"""The curves of several runs over each other."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QListView, QVBoxLayout, QWidget

from workbench.gui.compare.choice_list import ChoiceList
from workbench.gui.compare.choices import Choice
from workbench.gui.theme import Theme
from workbench.gui.train.book import RunBook, RunRecord
from workbench.gui.train.curves import CurvesView

LIST_PX = 200


class RunCurves(QWidget):
    """Tick runs at the right; their losses are drawn over each other at the left."""

    def __init__(self, theme: Theme, book: RunBook, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._book = book
        self._followed: set[int] = set()
        self.view = CurvesView(theme)
        self.model = ChoiceList(self)
        self.list = QListView(accessibleName="Runs")
        self.list.setModel(self.model)
        self.list.setWordWrap(True)
        side = QFrame()
        side.setFixedWidth(LIST_PX)
        column = QVBoxLayout(side)
        column.setContentsMargins(8, 8, 0, 8)
        title = QLabel("Runs")
        title.setProperty("role", "section")
        column.addWidget(title)
        column.addWidget(self.list, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.view, 1)
        row.addWidget(side)
        self.model.ticked_changed.connect(self._on_ticked)
        book.changed.connect(self._on_book_changed)

    def follow(self, run_ids: Iterable[int]) -> None:
        """Tick these runs as well; the person's own ticks stay."""
        new = set(run_ids) - self._followed
        if new:
            self._followed |= new
            self.model.tick({*(choice.name for choice in self.model.ticked), *map(str, new)})

    def _on_book_changed(self) -> None:
        self.model.set_choices(_choice(record) for record in reversed(self._book.records))
        self._on_ticked()

    def _on_ticked(self) -> None:
        ids = [int(choice.name) for choice in self.model.ticked]
        self._book.watch(ids)
        self.view.show_records([record for run_id in ids if (record := self._book.get(run_id)) is not None])


def _choice(record: RunRecord) -> Choice:
    run = record.run
    return Choice(str(run.id), f"{run.name} {run.id}", run.preset, None, run.id)
