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

TRAIN_WIDTH, VALID_WIDTH = 1.2, 2.2


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


@dataclass(frozen=True)
class CurveKey:
    """Which curve: of which run, and learnt from (train) or held out (valid, test)."""

    run_id: int
    split: str


@dataclass(frozen=True, eq=False)
class Curve:
    """Points of one metric: (N,) float64 each, in the order of x."""

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    name: str


class CurvesPlot(Plot):
    """One metric of some runs: what was learnt from thin and dotted, what was held out solid.

    A run keeps its colour wherever it is shown; `set_curves` changes only what changed, so the view stays
    where the person moved it.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._items: dict[CurveKey, pg.PlotDataItem] = {}

    @property
    def shown(self) -> dict[CurveKey, tuple[NDArray[np.float64], NDArray[np.float64]]]:
        """The points that are drawn, by curve."""
        return {key: item.getOriginalDataset() for key, item in self._items.items()}

    def set_curves(self, curves: Mapping[CurveKey, Curve]) -> None:
        for key in [key for key in self._items if key not in curves]:
            self.plotItem.removeItem(self._items.pop(key))
        for key, curve in curves.items():
            item = self._items.get(key)
            if item is None:
                item = self._items[key] = self.plotItem.plot(name=curve.name, pen=self._pen(key))
            # A single point draws no line: show it as a dot.
            item.setData(curve.x, curve.y, symbol="o" if len(curve.x) == 1 else None)
            item.setSymbolBrush(run_colour(self.theme, key.run_id))

    def set_log(self, is_log: bool) -> None:
        """Logarithmic or linear values."""
        self.plotItem.setLogMode(y=is_log)

    def set_axes(self, x: str, y: str) -> None:
        self.plotItem.setLabel("bottom", x)
        self.plotItem.setLabel("left", y)

    def dress(self) -> None:
        super().dress()
        for key, item in getattr(self, "_items", {}).items():
            item.setPen(self._pen(key))

    def _pen(self, key: CurveKey) -> pg.QtGui.QPen:
        colour = run_colour(self.theme, key.run_id)
        if key.split == "train":
            return pg.mkPen(colour, width=TRAIN_WIDTH, style=Qt.PenStyle.DotLine)
        return pg.mkPen(colour, width=VALID_WIDTH)


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
