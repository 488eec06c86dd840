"""How a suggestion is drawn in its list."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyleOptionViewItem

from workbench.gui.annotate.suggestions.model import LIKELIHOOD_ROLE, REASON_ROLE
from workbench.gui.annotate.suggestions.words import percent
from workbench.gui.widgets.cells import DETAIL_ROLE, Cell, draw_bar

Index = QModelIndex | QPersistentModelIndex

ROW_PX = 62
BAR_WIDTH_PX, NUMBER_WIDTH_PX = 44, 42
GAP_PX = 10


class SuggestionCell(Cell):
    """Frame and reason, how likely it is wrong, and the sentence in up to two lines."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(0, self.theme.scaled(ROW_PX))

    def draw(self, painter: QPainter, rect: QRect, text: str, index: Index) -> None:
        line = painter.fontMetrics().height()
        inner = rect.adjusted(0, 6, 0, -6)
        head = QRect(inner.left(), inner.top(), inner.width(), line)
        reason = str(index.data(REASON_ROLE))
        words = head.adjusted(0, 0, -self.theme.scaled(NUMBER_WIDTH_PX), 0)
        beside = words.adjusted(0, 0, -self.theme.scaled(BAR_WIDTH_PX), 0)
        needed = painter.fontMetrics().horizontalAdvance(f"{text} {reason}") + GAP_PX
        has_bar = needed <= beside.width()  # else the number has to do
        self._draw_likelihood(painter, head, float(index.data(LIKELIHOOD_ROLE)), has_bar=has_bar)
        words = beside if has_bar else words
        self.write(painter, words, text, "text", bold=True)
        width = painter.fontMetrics().horizontalAdvance(text) + GAP_PX
        font = painter.font()
        font.setBold(False)
        painter.setFont(font)
        self.write(painter, words.adjusted(width, 0, 0, 0), reason, "text")
        font.setPixelSize(self.theme.size("text_small"))
        painter.setFont(font)
        painter.setPen(self.theme.colour("text_dim"))
        below = QRect(inner.left(), head.bottom() + 3, inner.width(), inner.bottom() - head.bottom() - 3)
        wraps = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
        painter.drawText(below, wraps, str(index.data(DETAIL_ROLE)))

    def _draw_likelihood(self, painter: QPainter, head: QRect, likelihood: float, *, has_bar: bool) -> None:
        width = self.theme.scaled(BAR_WIDTH_PX)
        font = painter.font()
        painter.save()
        font.setPixelSize(self.theme.size("text_small"))
        painter.setFont(font)
        painter.setPen(self.theme.colour("text_dim"))
        sides = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(head, sides, percent(likelihood))
        left = head.right() - self.theme.scaled(NUMBER_WIDTH_PX) - width
        if has_bar:
            draw_bar(painter, self.theme, QRectF(left, head.center().y() - 1, width, 4), likelihood)
        painter.restore()
