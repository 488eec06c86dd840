"""The curves of the selected runs, with what to show of them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLabel,
    QPushButton,
    QSlider,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from workbench.gui.theme import Theme
from workbench.gui.train.book import RunRecord
from workbench.gui.train.lines import lines_of, smoothed
from workbench.gui.widgets.empty import EmptyState
from workbench.gui.widgets.flow import FlowLayout
from workbench.gui.widgets.plots import CurvesPlot

FIRST = ("loss",)  # shown first of what there is
AXES = {"step": "Step", "epoch": "Epoch", "time": "Minutes of training"}
TIP = Qt.ItemDataRole.ToolTipRole


class CurvesView(QWidget):
    """One metric of all selected runs over steps, epochs or time; smoothed, or averaged over seeds."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._records: list[RunRecord] = []
        self.metric_box = QComboBox(accessibleName="Metric", minimumWidth=120)
        self.metric_box.currentTextChanged.connect(self._draw)
        self.by_box = QComboBox(accessibleName="Over")
        for by, words in (("step", "steps"), ("epoch", "epochs"), ("time", "time")):
            self.by_box.addItem(words, by)
        self.by_box.setItemData(2, "Of training, without pauses; only of runs that noted it", TIP)
        self.by_box.currentIndexChanged.connect(self._draw)
        self.log_box = QCheckBox("Logarithmic")
        self.log_box.toggled.connect(self._on_log_toggled)
        self.smooth_slider = QSlider(Qt.Orientation.Horizontal, accessibleName="Smoothing", maximum=98)
        self.smooth_slider.setFixedWidth(90)
        self.smooth_slider.setToolTip("Averages over more and more of what came before; raw behind")
        self.smooth_slider.valueChanged.connect(self._draw)
        self.together_box = QCheckBox("Seeds together")
        self.together_box.setToolTip("Runs that differ in their seed only: their mean and standard deviation")
        self.together_box.toggled.connect(self._draw)
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
        flow = FlowLayout(self._head, spacing=8)
        flow.setContentsMargins(12, 6, 12, 4)
        for widget in (
            self.metric_box, QLabel("over"), self.by_box, self.log_box, QLabel("Smooth"), self.smooth_slider,
            self.together_box, self.all_button,
        ):  # fmt: skip
            flow.addWidget(widget)
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
        metric, by = self.metric_box.currentText(), str(self.by_box.currentData())
        found = lines_of(self._records, metric, by, together=self.together_box.isChecked())
        weight = self.smooth_slider.value() / 100
        self.plot.set_curves({key: smoothed(curve, weight) for key, curve in found.items()})
        self.plot.set_axes(AXES[by], metric)

    def _on_log_toggled(self, is_log: bool) -> None:
        self.plot.set_log(is_log)
