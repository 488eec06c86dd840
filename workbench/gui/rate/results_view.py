"""What a study says, in tables and plots."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QScrollArea, QVBoxLayout, QWidget

from core.studies.design import Scale
from core.studies.intervals import Estimate
from core.studies.results import PUBLISHED, Grades, Results
from workbench.gui.theme import Theme
from workbench.gui.widgets.plots import Plot
from workbench.gui.widgets.rows import Cell, RowsTable

ROW_PX, HEAD_PX, PLOT_PX = 29, 36, 34
HALF_CAP = 0.12


class EstimatesPlot(Plot):
    """One estimate a row with its 95 % interval, named at its left."""

    def __init__(self, theme: Theme, label: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.plotItem.setMouseEnabled(x=False, y=False)
        self.plotItem.invertY(True)
        self.plotItem.setLabel("bottom", label)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def show_estimates(self, names: Sequence[str], found: Sequence[Estimate]) -> None:
        self.plotItem.clear()
        ink = self.theme.colour("text")
        known = [(name, one) for name, one in zip(names, found, strict=True) if one.value == one.value]
        names, found = [name for name, _ in known], [one for _, one in known]
        rows = np.arange(len(names), dtype=float)
        x = np.array([one.value for one in found])
        low = np.nan_to_num(np.array([one.value - one.low for one in found]))
        high = np.nan_to_num(np.array([one.high - one.value for one in found]))
        bars = pg.ErrorBarItem(
            x=x, y=rows, left=low, right=high, beam=2 * HALF_CAP, pen=pg.mkPen(ink, width=2)
        )
        self.plotItem.addItem(bars)
        dots = pg.ScatterPlotItem(
            x=x, y=rows, size=11, symbol="o", pen=pg.mkPen(ink), brush=self.theme.colour("accent")
        )
        self.plotItem.addItem(dots)
        self.plotItem.getAxis("left").setTicks([list(zip(rows.tolist(), names, strict=True))])
        self.plotItem.setYRange(-0.6, len(names) - 0.4, padding=0)
        self.setFixedHeight(PLOT_PX * len(names) + 70)


class ResultsView(QScrollArea):
    """All of `core.studies.results.Results`, from above to below."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setWidgetResizable(True)
        self.tables: dict[str, RowsTable] = {}
        self.plots: dict[str, EstimatesPlot] = {}
        self._new_body()

    def _new_body(self) -> None:
        self._body = QWidget()
        self._column = QVBoxLayout(self._body)
        self._column.setContentsMargins(16, 12, 16, 16)
        self._column.setSpacing(10)
        self.tables, self.plots = {}, {}

    def show_results(self, found: Results) -> None:
        """Show what the answers so far say; the place where one reads stays."""
        place = self.verticalScrollBar().value()
        self._new_body()
        self._say(_headline(found), "heading")
        self._say(found.stop.why)
        if found.n_answers:
            self._all(found)
        self._column.addStretch(1)
        self.setWidget(self._body)
        self.verticalScrollBar().setValue(place)

    def _all(self, found: Results) -> None:
        for one in found.grades:
            self._grades(one, found.design.scale)
        if found.pairs is not None:
            self._pairs(found)
        if found.named:
            self._named(found)
        self._rest(found)

    def _grades(self, one: Grades, scale: Scale) -> None:
        self._say(one.criterion.capitalize(), "heading")
        model = dict(zip(one.model.names, one.model.effect, strict=True)) if one.model else {}
        headers = ["made by", "n", *(f"{word} %" for word in scale.words), "mean", "95 %", "latent", "95 %"]
        rows: list[list[Cell]] = [
            [g.group, g.n, *(round(100 * share, 2) for share in g.shares), *_cells(g.mean),
             *_cells(model.get(g.group))]
            for g in one.groups
        ]  # fmt: skip
        if scale is Scale.FOUR:
            rows.append(
                ["published generator", None, *(100 * share for share in PUBLISHED), None, "", None, ""]
            )
        self._table(f"grades {one.criterion}", headers, rows)
        self._plot(
            f"means {one.criterion}", f"mean grade, 0 worst to {scale.top:g} best",
            [g.group for g in one.groups], [g.mean for g in one.groups],
        )  # fmt: skip
        self._say(_alike_words(one.alike))
        if one.model is not None:
            spreads = ", ".join(
                f"{noun} {sd:.2f}"
                for noun, sd in (("raters", one.model.rater_sd), ("clips", one.model.clip_sd))
                if sd is not None
            )
            self._say(
                "Latent: logit effects of the cumulative link mixed model against the first group; spreads: "
                f"{spreads or 'none'}."
            )
        elif one.model_fault:
            self._say(f"No mixed model: {one.model_fault}")

    def _pairs(self, found: Results) -> None:
        pairs = found.pairs
        if pairs is None:
            return
        self._plot("strengths", "log strength, 0 is average", list(pairs.names), list(pairs.strength))
        headers = ["made by", "n", "strength", "95 %", *(f"beats {name}" for name in pairs.names)]
        rows: list[list[Cell]] = [
            [name, strength.n, *_cells(strength), *(None if p != p else p for p in wins)]
            for name, strength, wins in zip(pairs.names, pairs.strength, pairs.wins, strict=True)
        ]
        self._table("pairs", headers, rows)
        self._say(f"Bradley-Terry with ties after Davidson; v = {pairs.tie:.2f}. {_alike_words(pairs.alike)}")
        if found.reasons:
            self._table("reasons", ["preferred", "reason", "n"], [list(row) for row in found.reasons])

    def _named(self, found: Results) -> None:
        what = "named rightly" if found.confusion else "called real"
        self._plot("shares", f"share {what}", [g.group for g in found.named], [g.share for g in found.named])
        headers = ["made by", "n", what, "95 %", *(choice for choice, _ in found.named[0].said)]
        rows: list[list[Cell]] = [
            [g.group, g.n, *_cells(g.share), *(n for _, n in g.said)] for g in found.named
        ]
        self._table("named", headers, rows)
        if found.confusion:
            self._table("confusion", ["is", "said", "n"], [list(row) for row in found.confusion])

    def _rest(self, found: Results) -> None:
        self._say("Agreement of raters", "heading")
        rows: list[list[Cell]] = [
            [f"{score.name}, {question}", score.value, score.n, score.undefined]
            for question, score in found.agreement
        ]
        self._table("agreement", ["", "value", "n", ""], rows)

    def _say(self, text: str, role: str = "") -> None:
        if not text:
            return
        label = QLabel(text, wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        if role:
            label.setProperty("role", role)
        self._column.addWidget(label)

    def _table(self, name: str, headers: Sequence[str], rows: Sequence[Sequence[Cell]]) -> None:
        table = RowsTable()
        table.setAccessibleName(name)
        table.set_rows(headers, rows)
        table.setMinimumHeight(ROW_PX * len(rows) + HEAD_PX)
        table.setMaximumHeight(ROW_PX * len(rows) + HEAD_PX + 16)
        self.tables[name] = table
        self._column.addWidget(table)

    def _plot(self, name: str, label: str, names: Sequence[str], found: Sequence[Estimate]) -> None:
        plot = EstimatesPlot(self._theme, label)
        plot.setAccessibleName(f"{label}, with 95 % intervals")
        plot.show_estimates(names, found)
        self.plots[name] = plot
        self._column.addWidget(plot)


def _headline(found: Results) -> str:
    left = f"; the rule leaves out {len(found.excluded)}" if found.excluded else ""
    if not found.n_answers:
        return f"No answers that count yet, {found.n_raters} raters{left}"
    kept = "" if found.applied or not found.excluded else ", who are counted here"
    return f"{found.n_answers} answers of {found.n_raters} raters{left}{kept}"


def _alike_words(groups: Sequence[Sequence[str]]) -> str:
    said = [" and ".join(some) for some in groups if len(some) > 1]
    return f"Cannot be told apart: {'; '.join(said)}." if said else "All groups can be told apart."


def _cells(found: Estimate | None) -> list[Cell]:
    if found is None or found.value != found.value:
        return [None, ""]
    interval = f"{found.low:.2f} to {found.high:.2f}" if found.low == found.low else ""
    return [found.value, interval]
