"""The verdicts on the classifiers: who was taken for whom, by one or two, and the clips behind it."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QScrollArea, QSplitter, QVBoxLayout, QWidget

from workbench.actions.answers import Answer, answers_of, clips_of
from workbench.actions.evaluating import saved_evaluation
from workbench.gui.compare.clip_wall import ClipWall
from workbench.gui.context import AppContext
from workbench.gui.train.book import RunBook
from workbench.gui.train.report import ReportView
from workbench.gui.widgets.confusion import ConfusionMatrix
from workbench.gui.widgets.empty import EmptyState

NOBODY = "nobody"
ORDERS = (("by name", "name"), ("most mistaken first", "mistakes"), ("most frequent first", "count"))


class Confusion(QWidget):
    """Choose a classifier and, to compare, another; a click on a cell opens the windows it counts."""

    shown = Signal()

    def __init__(self, context: AppContext, book: RunBook, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._book = context, book
        self._verdicts: dict[int, dict[str, Any] | None] = {}
        self._classes: list[str] = []
        self.run_box = QComboBox(accessibleName="Classifier", minimumWidth=180)
        self.other_box = QComboBox(accessibleName="Compared with", minimumWidth=180)
        self.order_box = QComboBox(accessibleName="Order of the styles")
        for words, order in ORDERS:
            self.order_box.addItem(words, order)
        self.report = ReportView(context.theme)
        self.other = ConfusionMatrix(context.theme)
        self.gap = ConfusionMatrix(context.theme)
        self.wall = ClipWall(context, "Click a cell to see the windows that it counts.")
        self.empty = EmptyState(
            context.theme, "train", "No classifier was trained yet",
            "Train one on the Train page, for example with the preset motion-bigru.",
        )  # fmt: skip
        self._lay_out()
        self.run_box.currentIndexChanged.connect(self.refresh)
        self.other_box.currentIndexChanged.connect(self.refresh)
        self.order_box.currentIndexChanged.connect(self._draw)
        self.report.evaluate_asked.connect(self._on_evaluate_asked)
        self.report.matrix.cell_chosen.connect(lambda *cell: self._open(self.run_id, *cell))
        self.other.cell_chosen.connect(lambda *cell: self._open(self.other_id, *cell))
        self.gap.cell_chosen.connect(lambda *cell: self._open(self.run_id, *cell))
        book.changed.connect(self._on_book_changed)
        self._on_book_changed()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setContentsMargins(12, 8, 12, 0)
        for words, box in (
            ("Classifier", self.run_box), ("beside", self.other_box), ("Styles", self.order_box),
        ):  # fmt: skip
            row.addWidget(QLabel(words))
            row.addWidget(box)
        row.addStretch(1)
        self._beside = QWidget()
        beside = QVBoxLayout(self._beside)
        self._other_title, self._gap_title = QLabel(), QLabel()
        for title, matrix in ((self._other_title, self.other), (self._gap_title, self.gap)):
            title.setProperty("role", "section")
            beside.addWidget(title)
            beside.addWidget(matrix)
        beside.addStretch(1)
        self._scroll = QScrollArea(widgetResizable=True)
        self._scroll.setWidget(self._beside)
        pair = QWidget()
        pair.setMinimumHeight(160)
        both = QHBoxLayout(pair)
        both.setContentsMargins(0, 0, 0, 0)
        both.addWidget(self.report, 1)
        both.addWidget(self._scroll, 1)
        split = QSplitter(Qt.Orientation.Vertical, childrenCollapsible=False, handleWidth=1)
        split.addWidget(pair)
        split.addWidget(self.wall)
        split.setStretchFactor(0, 1)
        self._content = QWidget()
        inner = QVBoxLayout(self._content)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addLayout(row)
        inner.addWidget(split, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._content)
        column.addWidget(self.empty)
        self._scroll.hide()

    @property
    def run_id(self) -> int | None:
        """The chosen run."""
        run_id: int | None = self.run_box.currentData()
        return run_id

    @property
    def other_id(self) -> int | None:
        """The run that it is compared with; None for nobody."""
        run_id: int | None = self.other_box.currentData()
        return run_id

    def refresh(self) -> None:
        """Read the verdicts on the chosen runs again."""
        project = self._context.project
        wanted = self._wanted()
        if project is not None and wanted:
            self._context.background(
                lambda: {run_id: saved_evaluation(project, run_id) for run_id in wanted},
                self._on_read,
                receiver=self,
            )

    def _wanted(self) -> set[int]:
        return {run_id for run_id in (self.run_id, self.other_id) if run_id is not None}

    def _on_read(self, verdicts: dict[int, dict[str, Any] | None]) -> None:
        if verdicts.keys() == self._wanted():  # else others were chosen meanwhile
            self._verdicts = verdicts
            self._draw()
            self.shown.emit()

    def _draw(self) -> None:
        verdict = self._verdicts.get(self.run_id or 0)
        self._classes = _ordered(verdict, self.order_box.currentData())
        self.report.show_verdict(verdict, self._classes)
        other = self._verdicts.get(self.other_id or 0)
        counts = _counts(other, self._classes)
        self._scroll.setVisible(counts is not None)
        mine = _counts(verdict, self._classes)
        if counts is not None and mine is not None:
            self._other_title.setText(self.other_box.currentText())
            self._gap_title.setText(f"{self.run_box.currentText()} against it")
            self.other.set_counts(counts, self._classes)
            self.gap.set_counts(mine, self._classes, against=counts)

    def _open(self, run_id: int | None, row: int, column: int) -> None:
        """Show the windows of a cell."""
        true, taken = self._classes[row], self._classes[column]
        found = [
            answer
            for answer in answers_of(self._verdicts.get(run_id or 0))
            if (answer.true, answer.taken) == (true, taken)
        ]
        self.wall.load(sorted(found, key=_surest_first), f"{true}, taken for {taken}", clips_of)

    def _on_book_changed(self) -> None:
        runs = [record.run for record in reversed(self._book.records) if record.run.task == "classify"]
        self._content.setVisible(bool(runs))
        self.empty.setVisible(not runs)
        names = {run.id: f"{run.name} {run.id}" for run in runs}
        for box, first in ((self.run_box, {}), (self.other_box, {None: NOBODY})):
            chosen = box.currentData()
            box.blockSignals(True)
            box.clear()
            for run_id, name in {**first, **names}.items():
                box.addItem(name, run_id)
            box.setCurrentIndex(max(0, box.findData(chosen)))
            box.blockSignals(False)
        self.refresh()

    def _on_evaluate_asked(self) -> None:
        if self.run_id is not None:
            self._context.show_page("train", run_id=self.run_id, tab="Report")


def _surest_first(answer: Answer) -> float:
    return -answer.sure


def _counts(verdict: dict[str, Any] | None, classes: list[str]) -> np.ndarray | None:
    """Return (C, C) counts of a verdict in the order of `classes`; None where it has others or none."""
    report = (verdict or {}).get("windows")
    if not report or set(report["classes"]) != set(classes):
        return None
    order = [report["classes"].index(style) for style in classes]
    return np.array(report["confusion"], np.int64)[np.ix_(order, order)]


def _ordered(verdict: dict[str, Any] | None, order: str) -> list[str]:
    report = (verdict or {}).get("windows")
    if not report:
        return []
    counts = np.array(report["confusion"], np.int64)
    total = counts.sum(axis=1)
    mistakes = 1 - np.diag(counts) / np.maximum(total, 1)
    keys = {"name": np.zeros(len(total)), "mistakes": -mistakes, "count": -total}[order]
    ranked = sorted(range(len(total)), key=lambda i: (keys[i], report["classes"][i]))
    return [report["classes"][i] for i in ranked]
