"""The curves of the selected runs, with what to show of them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from workbench.gui.theme import Theme
from workbench.gui.train.book import SPLITS, RunRecord
from workbench.gui.widgets.empty import EmptyState
from workbench.gui.widgets.plots import Curve, CurveKey, CurvesPlot, names_of

FIRST = ("loss",)  # shown first of what there is


class CurvesView(QWidget):
    """One metric of all selected runs over steps or epochs, on a linear or logarithmic axis."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._records: list[RunRecord] = []
        self.metric_box = QComboBox(accessibleName="Metric", minimumWidth=120)
        self.metric_box.currentTextChanged.connect(self._draw)
        self.by_box = QComboBox(accessibleName="Over")
        self.by_box.addItem("steps", "step")
        self.by_box.addItem("epochs", "epoch")
        self.by_box.currentIndexChanged.connect(self._draw)
        self.log_box = QCheckBox("Logarithmic")
        self.log_box.toggled.connect(self._on_log_toggled)
        self.all_button = QPushButton("Show all", toolTip="Zoom out to the whole of all curves")
        self.plot = CurvesPlot(theme)
        self.all_button.clicked.connect(self.plot.show_all)
        self.waiting = EmptyState(
            theme, "train", "No numbers yet", "Curves begin with the end of the first epoch."
        )
        self._stack = QStackedWidget()
        self._stack.addWidget(self.waiting)
        self._stack.addWidget(self.plot)
        self._head = QWidget()
        row = QHBoxLayout(self._head)
        row.setContentsMargins(12, 6, 12, 4)
        row.setSpacing(8)
        for widget in (self.metric_box, QLabel("over"), self.by_box, self.log_box):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self.all_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head)
        column.addWidget(self._stack, 1)

    def show_records(self, records: Sequence[RunRecord]) -> None:
        """Draw these runs; called again whenever they have grown."""
        self._records = list(records)
        names = set().union(*(record.metric_names() for record in records))
        self._head.setVisible(bool(names))
        self._stack.setCurrentWidget(self.plot if names else self.waiting)
        self._offer(sorted(names))
        self._draw()

    def _offer(self, names: list[str]) -> None:
        known = [self.metric_box.itemText(i) for i in range(self.metric_box.count())]
        if names == known or not names:
            return
        chosen = self.metric_box.currentText()
        self.metric_box.blockSignals(True)
        self.metric_box.clear()
        self.metric_box.addItems(names)
        wanted = [name for name in (chosen, *FIRST) if name in names]
        self.metric_box.setCurrentText(wanted[0] if wanted else names[0])
        self.metric_box.blockSignals(False)

    def _draw(self) -> None:
        metric, by = self.metric_box.currentText(), self.by_box.currentData()
        found = {}
        for record in self._records:
            for split in SPLITS:
                series = record.series.get((metric, split))
                if series is not None and series.values:
                    found[CurveKey(record.run.id, split)] = series.points(by)
        names = names_of(list(found), {r.run.id: f"{r.run.name} {r.run.id}" for r in self._records})
        self.plot.set_curves({key: Curve(x, y, names[key]) for key, (x, y) in found.items()})
        self.plot.set_axes(by.capitalize(), metric)

    def _on_log_toggled(self, is_log: bool) -> None:
        self.plot.set_log(is_log)
