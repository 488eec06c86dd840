"""The verdict on a run: F1 and confusion of a classifier, similarity of a generator's dances."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from workbench.actions.judged_table import said_interval, table_rows
from workbench.gui.theme import Theme
from workbench.gui.widgets.confusion import ConfusionMatrix
from workbench.gui.widgets.empty import EmptyState
from workbench.gui.widgets.flow import FlowLayout
from workbench.gui.widgets.rows import RowsTable

NUMBERS = (
    ("macro_f1", "Macro F1", "Mean of the styles' F1: each style counts the same"),
    ("weighted_f1", "Weighted F1", "Mean of the styles' F1 by how many dances they have"),
    ("accuracy", "Accuracy", "Share that was named rightly"),
    ("cross_entropy", "Cross-entropy", "How sure the model was of what was right; 0 is best"),
    ("ece", "Calibration error", "How far the model's sureness lies from how often it is right; 0 is best"),
    ("distance", "Distance", "Mean joint distance to the real dances, by body size; 0 is the same"),
    ("cosine", "Cosine", "Cosine similarity to the real dances' poses; 1 is the same"),
    ("dtw_distance", "Warped distance", "The distance after dynamic time warping"),
    ("dtw_cosine", "Warped cosine", "The cosine similarity after dynamic time warping"),
    ("pixel_accuracy", "Pixel accuracy", "Share of the pixels that are the same; most are background"),
    ("overlap", "Overlap", "Pixels of the dancer in both pictures by those in either; 1 is the same"),
    ("l1", "Difference", "Mean absolute difference of the pictures' values; 0 is the same, 1 black to white"),
    ("ssim", "SSIM", "Structural similarity of the pictures; 1 is the same"),
    ("psnr_db", "PSNR, dB", "Peak signal-to-noise ratio of the pictures; more is nearer"),
    ("overlap_at_first", "Overlap at first", "The same, of the first pictures that follow the given ones"),
)
RANKED = (
    ("songs", "Its own song, among songs never heard"),
    ("styles", "A song of its style, among those learnt"),
)
SIMILARITY = ("distance", "cosine", "dtw_distance", "dtw_cosine")
OF_WINDOWS, OF_DANCES = "windows", "dances"


class ReportView(QStackedWidget):
    """Shows the saved verdict on one run, or offers to make one."""

    evaluate_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._verdict: Mapping[str, Any] = {}
        self._order: Sequence[str] | None = None
        self.empty = EmptyState(
            theme, "evaluate", "This run was not tested yet",
            "Testing asks the model about the dances that were kept from it.",
        )  # fmt: skip
        self.evaluate_button = self.empty.add_button("Evaluate", self.evaluate_asked.emit, icon="evaluate")
        self.matrix = ConfusionMatrix(theme)
        self.table = RowsTable()
        self.field = RowsTable()
        self.note = QLabel(wordWrap=True)
        self.note.setProperty("role", "dim")
        self.numbers: dict[str, QLabel] = {}
        self.intervals: dict[str, QLabel] = {}
        self._cards = QWidget()
        self._flow = FlowLayout(self._cards, spacing=8)
        for name, title, tip in NUMBERS:
            self._add_card(name, title, tip)
        self.addWidget(self.empty)
        self.addWidget(self._report())

    def _report(self) -> QScrollArea:
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(12, 10, 12, 10)
        column.setSpacing(10)
        column.addWidget(self._choice())
        column.addWidget(self._cards)
        column.addWidget(self.note)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(self.matrix, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.table, 1)
        column.addLayout(row, 1)
        column.addWidget(self.field, 1)
        scroll = QScrollArea(widgetResizable=True)
        scroll.setWidget(body)
        return scroll

    def _choice(self) -> QWidget:
        """Windows are what the model reads; whole dances are what people ask about."""
        self.choice = QWidget()
        self._of = QButtonGroup(self)
        row = QHBoxLayout(self.choice)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for name, text, tip in (
            (OF_WINDOWS, "Windows", "Each window of the test dances counts"),
            (OF_DANCES, "Whole dances", "Each test dance counts once, by the mean of its windows"),
        ):
            button = QPushButton(
                text, checkable=True, checked=name == OF_WINDOWS, toolTip=tip, objectName=name
            )
            self._of.addButton(button)
            row.addWidget(button)
        row.addStretch(1)
        self._of.buttonToggled.connect(self._draw)
        return self.choice

    def _add_card(self, name: str, title: str, tip: str) -> None:
        card = QFrame(toolTip=tip)
        card.setProperty("role", "card")
        head, number, interval = QLabel(title), QLabel(), QLabel(toolTip="95 %, the dances drawn again")
        head.setProperty("role", "small")
        number.setProperty("role", "number")
        interval.setProperty("role", "small")
        column = QVBoxLayout(card)
        column.setContentsMargins(12, 8, 16, 8)
        column.setSpacing(2)
        column.addWidget(head)
        column.addWidget(number)
        column.addWidget(interval)
        self.numbers[name], self.intervals[name] = number, interval
        self._flow.addWidget(card)

    def show_verdict(self, verdict: Mapping[str, Any] | None, order: Sequence[str] | None = None) -> None:
        """Show a verdict as `workbench.actions.evaluating.saved_evaluation` gives it; None: there is none.

        Args:
            order: of the styles of a classifier; None: as the verdict has them.
        """
        self._verdict, self._order = verdict or {}, order
        self.setCurrentIndex(0 if verdict is None else 1)
        if verdict is not None:
            self._draw()

    def show_of(self, name: str) -> None:
        """Show a classifier's ``"windows"`` or its whole ``"dances"``."""
        for button in self._of.buttons():
            button.setChecked(button.objectName() == name)

    def _draw(self) -> None:
        chosen = self._of.checkedButton()
        report = self._verdict.get(chosen.objectName() if chosen is not None else OF_WINDOWS)
        self.choice.setVisible(bool(self._verdict.get(OF_WINDOWS)))
        named = self._verdict.get("recognised")
        self.matrix.setVisible(bool(report or named))
        if named:
            self.matrix.set_counts(named["made"]["confusion"], named["made"]["classes"])
        pictures = self._verdict.get("pictures") or []
        recommended = self._verdict.get("recommended")
        if report:
            self._draw_classifier(report)
        elif pictures:
            self._draw_pictures(pictures)
        elif recommended:
            self._draw_recommended(recommended)
        else:
            self._draw_generator(self._verdict.get("generated") or [])
        self._draw_field(self._verdict.get("table"))
        changed = self._verdict.get("changed") or []
        words = f"Changed since the training began: {', '.join(changed)}. " if changed else ""
        if pictures:
            words += f"In brackets: {pictures[0]['baseline_is']}. "
        if recommended:
            words += "In brackets: by chance. "
        if named:
            words += "The matrix: the style that was meant, and what a classifier took it for. "
        words += " ".join((self._verdict.get("table") or {}).get("notes", ()))
        is_any = report or pictures or recommended or self._verdict.get("generated")
        self.note.setText(words if is_any else words + "There was no test dance.")
        self.note.setVisible(bool(self.note.text()))

    def _draw_classifier(self, report: Mapping[str, Any]) -> None:
        self._show_numbers(report)
        known = report["classes"]
        classes = [style for style in self._order or known if style in known]
        at = [known.index(style) for style in classes]
        counts = [[report["confusion"][i][j] for j in at] for i in at]
        self.matrix.set_counts(counts, classes)
        scores = [report.get(name) or [None] * len(known) for name in ("precision", "recall", "f1")]
        columns = [[values[i] for i in at] for values in scores]
        totals = [sum(row) for row in counts]
        rows = list(zip(classes, totals, *columns, strict=True))
        self.table.set_rows(("Style", "Tested", "Precision", "Recall", "F1"), rows)

    def _draw_generator(self, scores: Sequence[Mapping[str, Any]]) -> None:
        means = {name: [score["similarity"][name] for score in scores] for name in SIMILARITY}
        self._show_numbers({name: sum(values) / len(values) for name, values in means.items() if values})
        rows = [
            (
                score["key"], score["style"] or "", *(score["similarity"][name] for name in SIMILARITY),
                f"{score['speed_m_s']:.2f} ({score['real_speed_m_s']:.2f})",
            )
            for score in scores
        ]  # fmt: skip
        heads = (
            "Test dance",
            "Style",
            "Distance",
            "Cosine",
            "Warped distance",
            "Warped cosine",
            "m/s (real)",
        )
        self.table.set_rows(heads, rows)

    def _draw_field(self, table: Mapping[str, Any] | None) -> None:
        """Real beside generated dances, a row a measure."""
        self.field.setVisible(bool(table))
        if table:
            heads = ("Means, with 95 % intervals by dance", "Real", "Generated")
            self.field.set_rows(heads, table_rows(table))

    def _draw_pictures(self, scores: Sequence[Mapping[str, Any]]) -> None:
        """A row a test dance, each number beside the baseline's."""
        names = list(scores[0]["values"])
        means = {}
        for name in names:
            known = [(s["values"][name], s["n_pictures"]) for s in scores if s["values"][name] is not None]
            if known:
                means[name] = sum(value * n for value, n in known) / sum(n for _, n in known)
        self._show_numbers(means)
        rows = [
            (
                score["key"], score["style"] or "", score["n_pictures"],
                *(f"{_said(score['values'][name])} ({_said(score['baseline'][name])})" for name in names),
            )
            for score in scores
        ]  # fmt: skip
        titles = {name: title for name, title, _ in NUMBERS}
        heads = ("Test dance", "Style", "Pictures", *(titles.get(name, name) for name in names))
        self.table.set_rows(heads, rows)

    def _draw_recommended(self, found: Mapping[str, Any]) -> None:
        """How high the right songs stand, each number beside that of a random order."""
        self._show_numbers({})
        rows = []
        for name, what in RANKED:
            report = found[name]
            if report:
                shares = zip(report["top"], report["chance_top"], strict=True)
                rank = f"{_said(report['reciprocal_rank'])} ({_said(report['chance_reciprocal_rank'])})"
                rows.append(
                    (what, report["n"], rank, *(f"{_said(s)} ({_said(c)})" for (_, s), (_, c) in shares))
                )
        heads = ("The right song", "Tested", "Mean 1 / rank", "First", "In the first five")
        self.table.set_rows(heads, rows)

    def _show_numbers(self, values: Mapping[str, Any]) -> None:
        for name, label in self.numbers.items():
            value = values.get(name)
            label.setText(f"{value:.3f}" if isinstance(value, (int, float)) else "")
            label.parentWidget().setVisible(bool(label.text()))
            interval = self.intervals[name]
            interval.setText(said_interval((values.get("intervals") or {}).get(name)))
            interval.setVisible(bool(interval.text()))


def _said(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"
