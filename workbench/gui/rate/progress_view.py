"""How far a running study is: who has answered what, and whether enough is known."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from core.studies.results import Results
from workbench.gui.widgets.rows import Cell, RowsTable


class ProgressView(QWidget):
    """Follows the raters. `deletion_asked` carries a code."""

    deletion_asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.stop = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self.stop.setProperty("role", "heading")
        self.rule = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self.table = RowsTable()
        self.table.setAccessibleName("Raters")
        self.code = QComboBox(accessibleName="Rater to delete")
        self.delete = QPushButton("Delete this rater with all answers …")
        self.delete.clicked.connect(lambda: self.deletion_asked.emit(self.code.currentText()))
        row = QHBoxLayout()
        row.addWidget(self.code)
        row.addWidget(self.delete)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(10)
        for widget in (self.stop, self.rule):
            column.addWidget(widget)
        column.addWidget(self.table, 1)
        column.addLayout(row)

    def show_results(self, found: Results) -> None:
        enough = "Enough is known. " if found.stop.enough else ""
        nobody = "" if found.raters else " “Take part” opens the raters' window on this screen."
        self.stop.setText(enough + found.stop.why + nobody)
        self.rule.setText(found.rule)
        rows: list[list[Cell]] = [
            [
                h.rater, h.n, "yes" if h.finished else "no", h.bias, f"{h.same} of {h.n_repeats}", h.n_failed,
                "left out" if h.excluded else "",
            ]
            for h in found.raters
        ]  # fmt: skip
        headers = ["rater", "answers", "finished", "bias", "repeats alike", "checks failed", "rule"]
        self.table.set_rows(headers, rows)
        codes = [h.rater for h in found.raters]
        if [self.code.itemText(i) for i in range(self.code.count())] != codes:
            self.code.clear()
            self.code.addItems(codes)
        self.code.setEnabled(bool(codes))
        self.delete.setEnabled(bool(codes))
