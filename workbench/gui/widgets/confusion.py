"""A confusion matrix: who was taken for whom, in counts and rates."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from workbench.gui import texts
from workbench.gui.theme import Theme

CELL_PX = 64
GAP_PX = 2


class ConfusionMatrix(QWidget):
    """Rows are what a dance is, columns what it was taken for; cells show counts and shares of the row."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._counts: NDArray[np.int64] = np.zeros((0, 0), np.int64)
        self._classes: tuple[str, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def set_counts(self, counts: ArrayLike, classes: Sequence[str]) -> None:
        """Show (C, C) counts, true by predicted, of C classes."""
        self._counts = np.asarray(counts, np.int64).reshape(len(classes), len(classes))
        self._classes = tuple(classes)
        self.setAccessibleName("Confusion matrix")
        self.setAccessibleDescription(self.in_words())
        self.updateGeometry()
        self.update()

    @property
    def rates(self) -> NDArray[np.float64]:
        """(C, C) share of the row; 0 in a row without dances."""
        total = self._counts.sum(axis=1, keepdims=True)
        return np.divide(self._counts, total, out=np.zeros(self._counts.shape), where=total > 0)

    def in_words(self) -> str:
        """The matrix for a screen reader and a tool tip."""
        lines = [
            f"{true}: "
            + ", ".join(f"{n} as {taken}" for n, taken in zip(row, self._classes, strict=True) if n)
            for true, row in zip(self._classes, self._counts, strict=True)
        ]
        return "\n".join(lines)

    def sizeHint(self) -> QSize:
        side = len(self._classes) * (self._cell_px() + GAP_PX)
        return QSize(side + self._label_width(), side + 2 * self._line())

    def _line(self) -> int:
        return self.fontMetrics().height() + 4

    def _label_width(self) -> int:
        widths = [self.fontMetrics().horizontalAdvance(name) for name in self._classes]
        return min(140, max(widths, default=0)) + 28

    def _cell_px(self) -> int:
        """Room for two lines and a style's name."""
        return max(CELL_PX, 3 * self.fontMetrics().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        cell, left, top = self._cell_px(), self._label_width(), 2 * self._line()
        step = cell + GAP_PX
        n = len(self._classes)
        painter.setPen(self._theme.colour("text_dim"))
        middle = Qt.AlignmentFlag.AlignCenter
        painter.drawText(QRectF(left, 0, n * step, self._line()), middle, "taken for")
        for i, name in enumerate(self._classes):
            across = QRectF(left + i * step, self._line(), cell, self._line())
            down = QRectF(20, top + i * step, left - 26, cell)
            painter.drawText(across, middle, self._cut(name, cell))
            painter.drawText(
                down, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, self._cut(name, left - 26)
            )
        painter.save()
        painter.translate(0, top + n * step)
        painter.rotate(-90)
        painter.drawText(QRectF(0, 0, n * step, 18), middle, "true")
        painter.restore()
        rates = self.rates
        for row in range(n):
            for column in range(n):
                rect = QRectF(left + column * step, top + row * step, cell, cell)
                self._draw_cell(painter, rect, int(self._counts[row, column]), float(rates[row, column]))
        painter.end()

    def _draw_cell(self, painter: QPainter, rect: QRectF, count: int, rate: float) -> None:
        ground = _blend(self._theme.colour("raised"), self._theme.colour("accent"), rate)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(rect, 4, 4)
        painter.setPen(self._theme.colour("on_accent" if rate > 0.5 else "text"))
        half = rect.height() / 2
        font = painter.font()
        font.setBold(True)
        painter.setFont(font)
        upper = rect.adjusted(0, half * 0.2, 0, -half)
        painter.drawText(upper, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom, str(count))
        font.setBold(False)
        painter.setFont(font)
        lower = rect.adjusted(0, half, 0, 0)
        painter.drawText(
            lower, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, texts.percent(rate)
        )

    def _cut(self, text: str, width: float) -> str:
        return self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(width))


def _blend(a: QColor, b: QColor, share: float) -> QColor:
    """`a` at 0, `b` at 1; kept off the middle, where neither light nor dark words can be read."""
    share = 0.45 * share / 0.5 if share <= 0.5 else 0.7 + 0.3 * (share - 0.5) / 0.5
    mixed = [round(p + (q - p) * share) for p, q in zip(a.getRgb(), b.getRgb(), strict=True)]
    return QColor(*mixed)
