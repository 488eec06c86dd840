"""Plots in the colours of the theme, and curves that grow while a model learns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from workbench.gui.theme import Theme

THIN, WIDE = 1.0, 2.0  # pixels; anything over one pixel is drawn ten times slower
FAINT = 0.25  # opacity of what lies behind a curve
MOST_NAMED = 12  # curves; a longer legend hides what it explains
MOST_WIDE = 24  # curves; more are drawn thin, to be quick and to be told apart


class Plot(pg.PlotWidget):
    """A plot on the theme's ground that can be read by keyboard and mouse: wheel zooms, A shows all."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent, background=theme.colour("sunken"))
        self.theme = theme
        self.setMinimumSize(160, 120)
        self.plotItem.setMenuEnabled(False)
        self.plotItem.hideButtons()
        self.plotItem.showGrid(x=True, y=True, alpha=0.25)
        self.legend = self.plotItem.addLegend(offset=(-8, 8), labelTextSize=f"{theme.size('text_small')}px")
        theme.changed.connect(self.dress)
        self.dress()

    def dress(self) -> None:
        """Take the theme's colours."""
        self.setBackground(self.theme.colour("sunken"))
        for side in ("left", "bottom"):
            axis = self.plotItem.getAxis(side)
            axis.setPen(pg.mkPen(self.theme.colour("border_strong")))
            axis.setTextPen(pg.mkPen(self.theme.colour("text_dim")))
        font = self.font()
        font.setPixelSize(self.theme.size("text_small"))
        for side in ("left", "bottom"):
            axis = self.plotItem.getAxis(side)
            axis.setStyle(tickFont=font)
            axis.label.setFont(font)
        self.legend.setLabelTextSize(f"{self.theme.size('text_small')}px")
        self.legend.setBrush(pg.mkBrush(self.theme.colour("surface", 0.85)))
        self.legend.setLabelTextColor(self.theme.colour("text"))
        for _, label in self.legend.items:
            label.setText(label.text, color=self.theme.colour("text"))

    def show_all(self) -> None:
        self.plotItem.enableAutoRange()

    def set_axes(self, x: str, y: str) -> None:
        self.plotItem.setLabel("bottom", x)
        self.plotItem.setLabel("left", y)


@dataclass(frozen=True)
class CurveKey:
    """Which curve: of which run, and learnt from (train) or held out (valid, test)."""

    run_id: int
    split: str


@dataclass(frozen=True, eq=False)
class Curve:
    """Points of one metric: (N,) float64 each, in the order of x.

    Attributes:
        raw: what `y` was before it was smoothed, drawn faintly behind it.
        low, high: the edges of a band around `y`.
    """

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    name: str
    raw: NDArray[np.float64] | None = None
    low: NDArray[np.float64] | None = None
    high: NDArray[np.float64] | None = None


class _Drawn:
    """The line of a curve, with what lies behind it: the raw values, a band."""

    def __init__(self, plot: pg.PlotItem) -> None:
        self._plot = plot
        self.line: pg.PlotDataItem = plot.plot()
        self._behind: dict[str, pg.PlotDataItem] = {}
        self._fill: pg.FillBetweenItem | None = None

    def show(self, curve: Curve, pen: pg.QtGui.QPen) -> None:
        colour = pen.color()
        self.line.setPen(pen)
        # A single point draws no line: show it as a dot.
        self.line.setData(curve.x, curve.y, symbol="o" if len(curve.x) == 1 else None)
        self.line.setSymbolBrush(colour)
        faint = pg.mkColor(colour)
        faint.setAlphaF(FAINT)
        self._show_behind("raw", curve.x, curve.raw, pg.mkPen(faint, width=THIN))
        for edge in ("low", "high"):
            self._show_behind(edge, curve.x, getattr(curve, edge), pg.mkPen(None))
        self._show_fill(faint)

    def remove(self) -> None:
        for item in (self.line, *self._behind.values(), self._fill):
            if item is not None:
                self._plot.removeItem(item)

    def _show_behind(
        self, which: str, x: NDArray[np.float64], y: NDArray[np.float64] | None, pen: pg.QtGui.QPen
    ) -> None:
        item = self._behind.get(which)
        if y is None:
            if item is not None:
                self._plot.removeItem(self._behind.pop(which))
            return
        if item is None:
            item = self._behind[which] = self._plot.plot()
            item.setZValue(-1)
        item.setPen(pen)
        item.setData(x, y)

    def _show_fill(self, colour: pg.QtGui.QColor) -> None:
        edges = [self._behind[edge].curve for edge in ("low", "high") if edge in self._behind]
        if self._fill is not None:
            self._plot.removeItem(self._fill)
            self._fill = None
        if len(edges) == 2:
            self._fill = pg.FillBetweenItem(*edges, brush=pg.mkBrush(colour))
            self._fill.setZValue(-2)
            self._plot.addItem(self._fill)


class CurvesPlot(Plot):
    """One metric of some runs: what was learnt from thin and dotted, what was held out solid.

    A run keeps its colour wherever it is shown; `set_curves` changes only what changed, so the view stays
    where the person moved it.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._drawn: dict[CurveKey, _Drawn] = {}
        self._curves: dict[CurveKey, Curve] = {}
        self._are_many = False
        self._named: tuple[list[pg.PlotDataItem], list[str]] = ([], [])

    @property
    def shown(self) -> dict[CurveKey, Curve]:
        """What is drawn."""
        return dict(self._curves)

    def set_curves(self, curves: Mapping[CurveKey, Curve]) -> None:
        for key in [key for key in self._drawn if key not in curves]:
            self._drawn.pop(key).remove()
        were_many, self._are_many = self._are_many, len(curves) > MOST_WIDE
        for key, curve in curves.items():
            if key not in self._drawn:
                self._drawn[key] = _Drawn(self.plotItem)
            elif _is_same(curve, self._curves[key]) and were_many == self._are_many:
                continue
            self._drawn[key].show(curve, self._pen(key))
        self._curves = dict(curves)
        self._name_curves()

    def _name_curves(self) -> None:
        """Fill the legend, unless there are so many curves that it would hide them."""
        wanted = list(self._curves) if len(self._curves) <= MOST_NAMED else []
        names = [self._curves[key].name for key in wanted]
        lines = [self._drawn[key].line for key in wanted]
        if self._named == (lines, names):
            return
        self._named = (lines, names)
        self.legend.clear()
        for line, name in zip(lines, names, strict=True):
            self.legend.addItem(line, name)
        self.legend.setVisible(bool(names))

    def set_log(self, is_log: bool) -> None:
        """Logarithmic or linear values."""
        self.plotItem.setLogMode(y=is_log)

    def dress(self) -> None:
        super().dress()
        for key, drawn in getattr(self, "_drawn", {}).items():
            drawn.show(self._curves[key], self._pen(key))

    def _pen(self, key: CurveKey) -> pg.QtGui.QPen:
        colour = run_colour(self.theme, key.run_id)
        if key.split == "train":
            return pg.mkPen(colour, width=THIN, style=Qt.PenStyle.DotLine)
        return pg.mkPen(colour, width=THIN if self._are_many else WIDE)


def _is_same(a: Curve, b: Curve) -> bool:
    return all(_same_values(getattr(a, name), getattr(b, name)) for name in ("x", "y", "raw", "low", "high"))


def _same_values(a: NDArray[np.float64] | None, b: NDArray[np.float64] | None) -> bool:
    return a is b or (a is not None and b is not None and np.array_equal(a, b))


def run_colour(theme: Theme, run_id: int) -> pg.QtGui.QColor:
    """The colour of a run in every table and plot."""
    return theme.series(run_id - 1)


def names_of(keys: Sequence[CurveKey], run_names: Mapping[int, str]) -> dict[CurveKey, str]:
    """Return what a legend says of curves: ``"waltz-1, held out"``."""
    words = {"train": "training", "valid": "validation", "test": "test"}
    return {
        key: f"{run_names.get(key.run_id, f'run {key.run_id}')}, {words.get(key.split, key.split)}"
        for key in keys
    }
