"""The verdict on a run: F1 and confusion of a classifier, similarity of a generator's dances."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from workbench.gui.theme import Theme
from workbench.gui.widgets.confusion import ConfusionMatrix
from workbench.gui.widgets.empty import EmptyState
from workbench.gui.widgets.facts import FactsTree
from workbench.gui.widgets.flow import FlowLayout

NUMBERS = (
    ("macro_f1", "Macro F1", "Mean of the styles' F1: each style counts the same"),
    ("weighted_f1", "Weighted F1", "Mean of the styles' F1 by how many dances they have"),
    ("accuracy", "Accuracy", "Share of the windows that were named rightly"),
    ("cross_entropy", "Cross-entropy", "How sure the model was of what was right; 0 is best"),
    ("distance", "Distance", "Mean joint distance to the real dances, in body sizes; 0 is the same"),
    ("cosine", "Cosine", "Cosine similarity to the real dances' poses; 1 is the same"),
    ("dtw_distance", "Distance, warped", "The same after dynamic time warping"),
    ("dtw_cosine", "Cosine, warped", "The same after dynamic time warping"),
)


class ReportView(QStackedWidget):
    """Shows the saved verdict on one run, or offers to make one."""

    evaluate_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.empty = EmptyState(
            theme, "evaluate", "This run was not tested yet",
            "Testing asks the model about the dances that were kept from it.",
        )  # fmt: skip
        self.evaluate_button = self.empty.add_button("Evaluate", self.evaluate_asked.emit, icon="evaluate")
        self.matrix = ConfusionMatrix(theme)
        self.rest = FactsTree()
        self._cards = QWidget()
        self._flow = FlowLayout(self._cards, spacing=8)
        self.numbers: dict[str, QLabel] = {}
        for name, title, tip in NUMBERS:
            self._add_card(name, title, tip)
        self.addWidget(self.empty)
        self.addWidget(self._report())

    def _report(self) -> QScrollArea:
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(12, 10, 12, 10)
        column.setSpacing(12)
        column.addWidget(self._cards)
        row = QHBoxLayout()
        row.addWidget(self.matrix, 0, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.rest, 1)
        column.addLayout(row, 1)
        scroll = QScrollArea(widgetResizable=True)
        scroll.setWidget(body)
        return scroll

    def _add_card(self, name: str, title: str, tip: str) -> None:
        card = QFrame(toolTip=tip)
        card.setProperty("role", "card")
        head, number = QLabel(title), QLabel()
        head.setProperty("role", "small")
        number.setProperty("role", "number")
        column = QVBoxLayout(card)
        column.setContentsMargins(12, 8, 16, 8)
        column.setSpacing(2)
        column.addWidget(head)
        column.addWidget(number)
        self.numbers[name] = number
        self._flow.addWidget(card)

    def show_verdict(self, verdict: Mapping[str, Any] | None) -> None:
        """Show a verdict as `workbench.actions.evaluating.saved_evaluation` gives it; None: there is none."""
        if verdict is None:
            self.setCurrentWidget(self.empty)
            return
        flat = _flatten(verdict)
        for name, label in self.numbers.items():
            value = flat.get(name)
            label.setText(f"{value:.3f}" if isinstance(value, (int, float)) else "")
            label.parentWidget().setVisible(isinstance(value, (int, float)))
        classes, confusion = flat.get("classes"), flat.get("confusion")
        self.matrix.setVisible(bool(classes) and bool(confusion))
        if classes and confusion:
            self.matrix.set_counts(confusion, classes)
        known = {*self.numbers, "confusion", "classes"}
        rest = {
            name: value for name, value in flat.items() if name not in known and value not in (None, [], {})
        }
        self.rest.set_facts(rest)
        self.rest.setVisible(bool(rest))
        self.setCurrentIndex(1)


def _flatten(verdict: Mapping[str, Any]) -> dict[str, Any]:
    """A verdict's parts by name; of its groups, the parts of the group."""
    flat: dict[str, Any] = {}
    for name, value in verdict.items():
        if isinstance(value, Mapping):
            flat |= {inner: part for inner, part in value.items() if inner not in flat}
        else:
            flat[name] = value
    return flat
