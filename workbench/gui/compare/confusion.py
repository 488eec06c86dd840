"""The verdicts on the classifiers: which style was taken for which."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from workbench.actions.evaluating import saved_evaluation
from workbench.gui.context import AppContext
from workbench.gui.train.book import RunBook
from workbench.gui.train.report import ReportView
from workbench.gui.widgets.empty import EmptyState


class Confusion(QWidget):
    """Choose a classifier's run and see its confusion matrix in counts and rates."""

    shown = Signal()

    def __init__(self, context: AppContext, book: RunBook, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._book = context, book
        self.run_box = QComboBox(accessibleName="Classifier", minimumWidth=220)
        self.report = ReportView(context.theme)
        self.empty = EmptyState(
            context.theme, "train", "No classifier was trained yet",
            "Train one on the Train page, for example with the preset motion-bigru.",
        )  # fmt: skip
        row = QHBoxLayout()
        row.setContentsMargins(12, 8, 12, 0)
        row.addWidget(QLabel("Classifier"))
        row.addWidget(self.run_box)
        row.addStretch(1)
        self._content = QWidget()
        inner = QVBoxLayout(self._content)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addLayout(row)
        inner.addWidget(self.report, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._content)
        column.addWidget(self.empty)
        self.run_box.currentIndexChanged.connect(self.refresh)
        self.report.evaluate_asked.connect(self._on_evaluate_asked)
        book.changed.connect(self._on_book_changed)
        self._on_book_changed()

    @property
    def run_id(self) -> int | None:
        """The chosen run."""
        run_id: int | None = self.run_box.currentData()
        return run_id

    def refresh(self) -> None:
        """Read the verdict on the chosen run again."""
        project, run_id = self._context.project, self.run_id
        if project is not None and run_id is not None:
            self._context.background(
                lambda: saved_evaluation(project, run_id),
                lambda verdict: self._on_read(run_id, verdict),
                receiver=self,
            )

    def _on_read(self, run_id: int, verdict: dict[str, Any] | None) -> None:
        if run_id == self.run_id:
            self.report.show_verdict(verdict)
            self.shown.emit()

    def _on_book_changed(self) -> None:
        runs = [record.run for record in reversed(self._book.records) if record.run.task == "classify"]
        self._content.setVisible(bool(runs))
        self.empty.setVisible(not runs)
        chosen = self.run_id
        self.run_box.blockSignals(True)
        self.run_box.clear()
        for run in runs:
            self.run_box.addItem(f"{run.name} {run.id}", run.id)
        self.run_box.setCurrentIndex(max(0, self.run_box.findData(chosen)))
        self.run_box.blockSignals(False)
        self.refresh()

    def _on_evaluate_asked(self) -> None:
        if self.run_id is not None:
            self._context.show_page("train", run_id=self.run_id, tab="Report")
