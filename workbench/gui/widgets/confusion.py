"""A confusion matrix: who was taken for whom, in counts and rates."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from workbench.gui import texts
from workbench.gui.theme import Theme

CELL_PX = 64
GAP_PX = 2
STEPS = {
    Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1), Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0),
}  # fmt: skip


class ConfusionMatrix(QWidget):
    """Rows are what a dance is, columns what it was taken for; cells show counts and shares of the row.

    Cells can be chosen: by a click, or by the arrow keys and Enter.
    """

    cell_chosen = Signal(int, int)  # row and column

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._counts: NDArray[np.int64] = np.zeros((0, 0), np.int64)
        self._against: NDArray[np.float64] | None = None
        self._classes: tuple[str, ...] = ()
        self._at: tuple[int, int] | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def set_counts(
        self, counts: ArrayLike, classes: Sequence[str], *, against: ArrayLike | None = None
    ) -> None:
        """Show (C, C) counts, true by predicted, of C classes.

        Args:
            against: (C, C) counts of another model; then cells show how much larger the share of the row is.
        """
        self._counts = np.asarray(counts, np.int64).reshape(len(classes), len(classes))
        self._against = None if against is None else _rates(np.asarray(against, np.int64))
        if tuple(classes) != self._classes:  # else it is only read again: what was chosen stays chosen
            self._classes, self._at = tuple(classes), None
        self.setAccessibleName("Confusion matrix")
        self.setAccessibleDescription(self.in_words())
        self.updateGeometry()
        self.update()

    @property
    def rates(self) -> NDArray[np.float64]:
        """(C, C) share of the row; 0 in a row without dances."""
        return _rates(self._counts)

    @property
    def gaps(self) -> NDArray[np.float64] | None:
        """(C, C) by how much the shares are larger than those of the other model; None without one."""
        return None if self._against is None else self.rates - self._against

    def choose(self, row: int, column: int) -> None:
        """Mark a cell as chosen and tell it."""
        self._at = (row, column)
        self.update()
        self.cell_chosen.emit(row, column)

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
        rates, gaps = self.rates, self.gaps
        for row in range(n):
            for column in range(n):
                rect = self._cell(row, column)
                if gaps is None:
                    self._draw_cell(painter, rect, int(self._counts[row, column]), float(rates[row, column]))
                else:
                    self._draw_gap(painter, rect, float(gaps[row, column]), is_right=row == column)
        if self._at is not None:
            painter.setPen(QPen(self._theme.colour("text"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(self._cell(*self._at).adjusted(1, 1, -1, -1), 4, 4)
        painter.end()

    def _cell(self, row: int, column: int) -> QRectF:
        cell = self._cell_px()
        step = cell + GAP_PX
        return QRectF(self._label_width() + column * step, 2 * self._line() + row * step, cell, cell)

    def _cell_at(self, at: QPointF) -> tuple[int, int] | None:
        n = len(self._classes)
        cells = ((row, column) for row in range(n) for column in range(n))
        return next((cell for cell in cells if self._cell(*cell).contains(at)), None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        cell = self._cell_at(event.position())
        if cell is not None and event.button() == Qt.MouseButton.LeftButton:
            self.choose(*cell)
        super().mousePressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Take the arrow keys before a page does."""
        is_asked = event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent)
        if is_asked and event.key() in STEPS and not event.modifiers():
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = STEPS.get(event.key())
        if step is None or not self._classes:
            super().keyPressEvent(event)
            return
        last = len(self._classes) - 1
        row, column = self._at or (0, 0)
        moved = (row + step[0], column + step[1]) if self._at is not None else (0, 0)
        self.choose(max(0, min(moved[0], last)), max(0, min(moved[1], last)))

    def _draw_gap(self, painter: QPainter, rect: QRectF, gap: float, *, is_right: bool) -> None:
        """Draw how much larger a share is: in the colour of what is better or worse."""
        token = "good" if (gap > 0) == is_right else "bad"
        ground = self._theme.colour("raised") if abs(gap) < 0.005 else self._theme.colour(token)
        ground.setAlphaF(1.0 if abs(gap) < 0.005 else 0.15 + 0.4 * min(abs(gap), 1.0))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("raised"))
        painter.drawRoundedRect(rect, 4, 4)
        painter.setBrush(ground)
        painter.drawRoundedRect(rect, 4, 4)
        painter.setPen(self._theme.colour("text"))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, f"{100 * gap:+.0f} %")

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


def _rates(counts: NDArray[np.int64]) -> NDArray[np.float64]:
    """(C, C) share of the row; 0 in a row of zeros."""
    total = counts.sum(axis=1, keepdims=True)
    return np.divide(counts, total, out=np.zeros(counts.shape), where=total > 0)


def _blend(a: QColor, b: QColor, share: float) -> QColor:
    """`a` at 0, `b` at 1; kept off the middle, where neither light nor dark words can be read."""
    share = 0.45 * share / 0.5 if share <= 0.5 else 0.7 + 0.3 * (share - 0.5) / 0.5
    mixed = [round(p + (q - p) * share) for p, q in zip(a.getRgb(), b.getRgb(), strict=True)]
    return QColor(*mixed)
