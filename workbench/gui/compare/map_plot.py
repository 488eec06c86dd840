"""Windows of dances as marks: chosen by a lasso, a click, or the keys."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPolygonF
from PySide6.QtWidgets import QWidget

from workbench.actions.mapping import MapWindow
from workbench.gui.theme import Theme
from workbench.gui.widgets.plots import THIN, WIDE, Plot

SYMBOLS = ("o", "s", "t", "d", "star", "p", "t1", "h")  # one a style, as its colour
MARK_PX, RING_PX = 9, 16
NEAR_PX = 14.0  # a click this near to a mark means it
LASSO_PX = 6.0  # a hand that moved less has clicked
LEGEND_SHARE = 0.22  # of the width, kept free of marks for the legend
ARROWS = {
    Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1),
}  # fmt: skip
CHOOSING = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
KEYS = {*ARROWS, *CHOOSING, Qt.Key.Key_Space, Qt.Key.Key_A}


class MapPlot(Plot):
    """A mark a window: its style by colour and shape, real filled, generated hollow.

    A drag chooses what it goes round, a click the nearest; with Shift they are added. Arrows go from mark to
    mark, Enter chooses (with Shift: adds) the one they are at. The wheel zooms, A shows all.

    Signals:
        pointed: row of the window under the mouse or at the keys; -1 for none.
        chosen: rows of the windows that were chosen, as they lie from left to right.
        play_asked: Space was pressed.
    """

    pointed = Signal(int)
    chosen = Signal(list)
    play_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        self._windows: tuple[MapWindow, ...] = ()
        self.xy: NDArray[np.float64] = np.zeros((0, 2))
        self.rows: list[int] = []
        self.at = -1
        self._held: list[QPointF] = []
        self._marks: list[pg.ScatterPlotItem] = []
        super().__init__(theme, parent)
        self.setAccessibleName("Map of the windows")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)
        self.plotItem.showGrid(x=False, y=False)
        self._ring = pg.ScatterPlotItem(size=RING_PX, brush=None, pxMode=True)
        self._cursor = pg.ScatterPlotItem(size=RING_PX + 6, brush=None, pxMode=True)
        self._lasso = pg.PlotCurveItem()
        for item in (self._ring, self._cursor, self._lasso):
            self.plotItem.addItem(item)
        self.dress()

    def show_windows(self, windows: Sequence[MapWindow]) -> None:
        """Draw other windows; nothing is chosen."""
        self._windows = tuple(windows)
        self.xy = np.array([(window.x, window.y) for window in windows], np.float64).reshape(-1, 2)
        self.rows, self.at = [], -1
        self._draw()
        self._fit()

    def styles(self) -> list[str]:
        """Return the styles on the map, in the order of their colours."""
        return sorted({window.style for window in self._windows})

    def choose(self, rows: Sequence[int], *, add: bool = False) -> None:
        """Choose windows, or exchange whether they are chosen."""
        chosen = set(self.rows) ^ set(rows) if add else set(rows)
        self.rows = sorted(chosen, key=lambda row: (self.xy[row, 0], row))
        self._draw_rings()
        self.chosen.emit(self.rows)

    def place_of(self, row: int) -> QPointF:
        """Return where a mark is drawn, pixels of the widget."""
        x, y = self._pixels()[row]
        return QPointF(float(x), float(y))

    def show_all(self) -> None:
        self._fit()

    def sizeHint(self) -> QSize:
        return QSize(400, 200)  # takes what there is; a larger wish would make the page scroll

    def dress(self) -> None:
        super().dress()
        if hasattr(self, "_ring"):  # not yet while the plot is made
            self._ring.setPen(pg.mkPen(self.theme.colour("text"), width=WIDE))
            self._cursor.setPen(pg.mkPen(self.theme.colour("focus"), width=WIDE))
            self._lasso.setPen(pg.mkPen(self.theme.colour("accent"), width=WIDE, style=Qt.PenStyle.DashLine))
            self._draw()

    # drawing

    def _draw(self) -> None:
        for item in self._marks:
            self.plotItem.removeItem(item)
        self._marks = []
        self.legend.clear()
        for number, style in enumerate(self.styles()):
            for is_real in (True, False):
                self._add_marks(number, style, is_real)
        self._name_marks()
        self._draw_rings()

    def _add_marks(self, number: int, style: str, is_real: bool) -> None:
        has = [w.style == style and w.is_real == is_real for w in self._windows]
        if any(has):
            item = self._mark(number, is_real)
            item.setData(pos=self.xy[np.array(has)])
            self.plotItem.addItem(item)
            self._marks.append(item)

    def _mark(self, number: int, is_real: bool) -> pg.ScatterPlotItem:
        colour = self.theme.series(number)
        brush = pg.mkBrush(colour) if is_real else pg.mkBrush(None)
        symbol = SYMBOLS[number % len(SYMBOLS)]
        return pg.ScatterPlotItem(
            size=MARK_PX, symbol=symbol, pen=pg.mkPen(colour, width=THIN if is_real else WIDE), brush=brush
        )

    def _name_marks(self) -> None:
        """Fill the legend: the styles, and what filled and hollow mean."""
        for number, style in enumerate(self.styles()):
            self.legend.addItem(self._mark(number, is_real=True), style)
        pen = pg.mkPen(self.theme.colour("text_dim"), width=WIDE)
        for words, brush in (("filled: real", pg.mkBrush(pen.color())), ("hollow: generated", None)):
            self.legend.addItem(pg.ScatterPlotItem(size=MARK_PX, symbol="o", pen=pen, brush=brush), words)
        self.legend.setVisible(bool(self._windows))
        for _, label in self.legend.items:
            label.setText(label.text, color=self.theme.colour("text"))

    def _draw_rings(self) -> None:
        self._ring.setData(pos=self.xy[self.rows])
        self._cursor.setData(pos=self.xy[[self.at]] if self.at >= 0 else np.zeros((0, 2)))

    def _fit(self) -> None:
        if not len(self.xy):
            return
        low, high = self.xy.min(axis=0), self.xy.max(axis=0)
        width = max(high[0] - low[0], 1e-9)
        self.plotItem.vb.setRange(
            xRange=(low[0], high[0] + width * LEGEND_SHARE), yRange=(low[1], high[1]), padding=0.05
        )

    # mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        if event.button() == Qt.MouseButton.LeftButton:
            self._held = [event.position()]

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if not self._held:
            self._point_at(self._nearest(event.position()))
            return
        self._held.append(event.position())
        places = [self.plotItem.vb.mapSceneToView(self.mapToScene(at.toPoint())) for at in self._held]
        self._lasso.setData([place.x() for place in places], [place.y() for place in places])

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        path, self._held = self._held, []
        if not path or event.button() != Qt.MouseButton.LeftButton:
            return
        self._lasso.setData([], [])
        add = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if max((at - path[0]).manhattanLength() for at in path) < LASSO_PX:
            row = self._nearest(event.position())
            self._point_at(row)
            self.choose([row] if row >= 0 else [], add=add)
        else:
            self.choose(self._inside(QPolygonF(path)), add=add)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.mousePressEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._point_at(-1)

    def _pixels(self) -> NDArray[np.float64]:
        """Return (N, 2) places of the marks, pixels of the widget."""
        box = self.plotItem.vb
        (left, right), (low, high) = box.viewRange()
        frame = box.mapRectToScene(box.rect())
        x = frame.left() + (self.xy[:, 0] - left) / (right - left) * frame.width()
        y = frame.bottom() - (self.xy[:, 1] - low) / (high - low) * frame.height()
        origin = self.mapFromScene(0.0, 0.0)
        return np.stack([x + origin.x(), y + origin.y()], axis=1)

    def _nearest(self, at: QPointF) -> int:
        if not len(self.xy):
            return -1
        gaps = np.linalg.norm(self._pixels() - (at.x(), at.y()), axis=1)
        row = int(gaps.argmin())
        return row if gaps[row] <= NEAR_PX else -1

    def _inside(self, lasso: QPolygonF) -> list[int]:
        rule = Qt.FillRule.OddEvenFill
        return [i for i, (x, y) in enumerate(self._pixels()) if lasso.containsPoint(QPointF(x, y), rule)]

    def _point_at(self, row: int) -> None:
        if row != self.at:
            self.at = row
            self._draw_rings()
            self.pointed.emit(row)

    # keys

    def event(self, event: QEvent) -> bool:
        """Keep the keys of the map from being taken for those of the page."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _is_own(event):
            event.accept()
            return True
        return bool(super().event(event))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if not _is_own(event) or not self._windows:
            super().keyPressEvent(event)
        elif key in ARROWS:
            self._point_at(self._next(*ARROWS[key]))
        elif key in CHOOSING:
            add = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.choose([self.at] if self.at >= 0 else [], add=add)
        elif key == Qt.Key.Key_Space:
            self.play_asked.emit()
        else:
            self.show_all()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Somebody who comes by the Tab key sees where the keys are."""
        super().focusInEvent(event)
        if self._windows and self.at < 0 and event.reason() == Qt.FocusReason.TabFocusReason:
            self._point_at(0)

    def _next(self, right: int, down: int) -> int:
        """Return the nearest mark within 45 degrees of a direction; the same where there is none."""
        if self.at < 0:
            return 0
        ways = self._pixels() - self._pixels()[self.at]
        along = ways @ (right, down)
        aside = np.abs(ways @ (down, right))
        gaps = np.where((along > 0) & (aside <= along), along + aside, np.inf)
        return int(gaps.argmin()) if np.isfinite(gaps.min()) else self.at


def _is_own(event: QKeyEvent) -> bool:
    others = event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
    return event.key() in KEYS and others == Qt.KeyboardModifier.NoModifier
