"""The figures of the dances on the stage, measured beside the window."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QHeaderView, QLabel, QTableWidget, QTableWidgetItem, QVBoxLayout, QWidget

from workbench.gui.context import AppContext
from workbench.gui.process import Command

BETTER = {"more": "more is better", "less": "less is better", "alike": "as the reference is best"}
HINT = (
    "Means over blocks of 4 s with their 95 % interval; below, the difference from the reference by blocks. "
    "Grey differences may be chance. Where feet are not known, the poses have no path over the floor. "
    "One dance says little of a model: compare the verdicts of runs for that."
)


class Figures(QWidget):
    """A row a measure, a column a dance. Measures when it is seen and the dances have changed."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._names: tuple[str, ...] = ()
        self._measured: tuple[str, ...] = ()
        self._command: Command | None = None
        self.said = QLabel(wordWrap=True, margin=8)
        self.said.setProperty("role", "dim")
        self.table = QTableWidget(accessibleName="Figures of the dances", cornerButtonEnabled=False)
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 4, 12, 8)
        column.addWidget(self.said)
        column.addWidget(self.table, 1)
        context.project_closed.connect(lambda: self.show_items(()))
        self._say()

    def show_items(self, names: Sequence[str]) -> None:
        """Measure these dances, the reference first; at once when the table is seen, else when it will be."""
        self._names = tuple(names)
        if self.isVisible():
            self._measure()

    def showEvent(self, event: Any) -> None:
        super().showEvent(event)
        self._measure()

    def _measure(self) -> None:
        if self._names == self._measured:
            return
        if self._command is not None:
            self._command.cancel()
            self._command = None
        self._measured = self._names
        self.table.setRowCount(0)
        if len(self._names) > 1:
            arguments = ["compare", str(self._context.open.path), *self._names, "--json"]
            self._command = command = Command(arguments, self)
            command.done.connect(self._on_done)
            command.failed.connect(self._on_failed)
            command.start()
        self._say()

    def _on_done(self, printed: str) -> None:
        self._command = None
        self._fill(json.loads(printed)["figures"])
        self._say()

    def _on_failed(self, error: Exception) -> None:
        self._command, self._measured = None, ()
        self._say()
        self._context.report(error)

    def _say(self) -> None:
        if self._command is not None:
            words = "Measuring …"
        elif len(self._names) < 2:
            words = "Put two dances or more on the stage to see their figures side by side."
        else:
            words = HINT
        self.said.setText(words)
        self.table.setVisible(self.table.rowCount() > 0)

    def _fill(self, table: dict[str, Any]) -> None:
        labels, rows = table["labels"], table["rows"]
        self.table.setColumnCount(len(labels))
        self.table.setHorizontalHeaderLabels(labels)
        self.table.setRowCount(len(rows))
        for i, row in enumerate(rows):
            below = "; ".join(filter(None, [row["unit"], BETTER[row["better"]]]))
            head = QTableWidgetItem(f"{row['name']}\n{below}")
            self.table.setVerticalHeaderItem(i, head)
            for j, figure in enumerate(row["figures"]):
                self.table.setItem(i, j, self._cell(figure))

    def _cell(self, figure: dict[str, Any] | None) -> QTableWidgetItem:
        if figure is None:
            return QTableWidgetItem("")
        lines = [_spelled(figure["value"])]
        item = QTableWidgetItem()
        if (gap := figure["difference"]) is not None and gap["mean"] is not None:
            lines.append(f"{_number(gap['mean'], signed=True)} from the reference")
            if _is_noise(gap):
                lines[-1] += ", may be chance"
                item.setForeground(QColor(self._context.theme.colour("text_dim")))
        item.setText("\n".join(lines))
        item.setTextAlignment(Qt.AlignmentFlag.AlignCenter)
        return item


def _is_noise(gap: dict[str, float | None]) -> bool:
    low, high = gap["low"], gap["high"]
    return low is not None and high is not None and low <= 0 <= high


def _spelled(value: dict[str, float | None]) -> str:
    if value["low"] is None or value["high"] is None:
        return _number(value["mean"])
    return f"{_number(value['mean'])}  ({_number(value['low'])} to {_number(value['high'])})"


def _number(value: float | None, *, signed: bool = False) -> str:
    if value is None or not math.isfinite(value):
        return "not known"
    return f"{value:+.3g}" if signed else f"{value:.3g}"
