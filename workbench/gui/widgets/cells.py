"""How cells of tables are drawn: progress bars, coloured words, names with a picture."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QPainter, QPainterPath, QPixmap
from PySide6.QtWidgets import QApplication, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from workbench.gui.theme import Theme

Index = QModelIndex | QPersistentModelIndex

SORT_ROLE = Qt.ItemDataRole.UserRole + 1  # what a column is sorted by
PROGRESS_ROLE = Qt.ItemDataRole.UserRole + 2  # 0..1 while something runs, else None
TOKEN_ROLE = Qt.ItemDataRole.UserRole + 3  # colour token of the words
DETAIL_ROLE = Qt.ItemDataRole.UserRole + 4  # second line under a name
COLOUR_ROLE = Qt.ItemDataRole.UserRole + 5  # the QColor that something has in plots

MARGIN_PX = 8
BAR_PX = 4


class Cell(QStyledItemDelegate):
    """Draws ground, selection and focus as the style does, and leaves the content to `draw`."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        self.initStyleOption(option, index)
        text, option.text = option.text, ""
        option.icon = type(option.icon)()
        option.features &= ~QStyleOptionViewItem.ViewItemFeature.HasDecoration
        widget = cast("QWidget | None", option.widget)
        style = widget.style() if widget is not None else QApplication.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, widget)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(option.font)
        self.draw(painter, option.rect.adjusted(MARGIN_PX, 0, -MARGIN_PX, 0), text, index)
        painter.restore()

    def draw(self, painter: QPainter, rect: QRect, text: str, index: Index) -> None:
        raise NotImplementedError

    def write(self, painter: QPainter, rect: QRect, text: str, token: str, *, bold: bool = False) -> None:
        """Write one line, left and centred in height, cut at its end with dots."""
        font = painter.font()
        font.setBold(bold)
        painter.setFont(font)
        painter.setPen(self.theme.colour(token))
        line = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, line)


class StateCell(Cell):
    """A word in the colour of what it means; while something runs, a bar and per cent under it."""

    def draw(self, painter: QPainter, rect: QRect, text: str, index: Index) -> None:
        token = index.data(TOKEN_ROLE) or "text"
        progress = index.data(PROGRESS_ROLE)
        if progress is None:
            self.write(painter, rect, text, token)
            return
        middle = rect.center().y()
        line = painter.fontMetrics().height()
        words = QRect(rect.left(), middle - line - 1, rect.width(), line)
        self.write(painter, words, f"{text}  {progress:.0%}", token)
        draw_bar(painter, self.theme, QRectF(rect.left(), middle + 4, rect.width(), BAR_PX), float(progress))


class NameCell(Cell):
    """A picture, a name, and a dimmer line under it."""

    def __init__(self, theme: Theme, picture: QSize, placeholder: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._picture = picture
        self._placeholder = placeholder

    def draw(self, painter: QPainter, rect: QRect, text: str, index: Index) -> None:
        frame = QRect(rect.left(), 0, self._picture.width(), self._picture.height())
        frame.moveTop(rect.center().y() - frame.height() // 2)
        self._draw_picture(painter, frame, index.data(Qt.ItemDataRole.DecorationRole))
        words = self._words_rect(rect)
        detail = index.data(DETAIL_ROLE)
        if not detail:
            self.write(painter, words, text, "text", bold=True)
            return
        line, middle = painter.fontMetrics().height(), rect.center().y()
        self.write(painter, QRect(words.left(), middle - line, words.width(), line), text, "text", bold=True)
        self.write(painter, QRect(words.left(), middle + 1, words.width(), line), detail, "text_dim")

    def _words_rect(self, rect: QRect) -> QRect:
        return rect.adjusted(self._picture.width() + MARGIN_PX + 2, 0, 0, 0)

    def _draw_picture(self, painter: QPainter, frame: QRect, picture: object) -> None:
        clip = QPainterPath()
        clip.addRoundedRect(QRectF(frame), 4, 4)
        painter.fillPath(clip, QBrush(self.theme.colour("sunken")))
        if isinstance(picture, QPixmap):
            size = picture.deviceIndependentSize()
            offset = QPointF(frame.width() - size.width(), frame.height() - size.height()) / 2
            painter.save()
            painter.setClipPath(clip)
            painter.drawPixmap(QPointF(frame.topLeft()) + offset, picture)
            painter.restore()
        else:
            icon = self.theme.icon(self._placeholder, "border_strong")
            icon.paint(painter, frame.adjusted(0, 10, 0, -10))

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, _index: Index) -> None:
        """The field to rename in lies over the name, not over the picture."""
        rect = self._words_rect(option.rect.adjusted(MARGIN_PX, 0, -MARGIN_PX, 0))
        rect.setHeight(editor.sizeHint().height())
        rect.moveTop(option.rect.center().y() - rect.height() // 2)
        editor.setGeometry(rect)


class SwatchCell(Cell):
    """A name after a spot in the colour that its curves have."""

    def draw(self, painter: QPainter, rect: QRect, text: str, index: Index) -> None:
        radius = 5
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QBrush(index.data(COLOUR_ROLE)))
        painter.drawEllipse(QPointF(rect.left() + radius, rect.center().y() + 1), radius, radius)
        self.write(painter, rect.adjusted(2 * radius + MARGIN_PX, 0, 0, 0), text, "text", bold=True)


def draw_bar(painter: QPainter, theme: Theme, rect: QRectF, share: float) -> None:
    """Draw a progress bar, a little of it also at 0 so that it is seen as one."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour("border"))
    painter.drawRoundedRect(rect, BAR_PX / 2, BAR_PX / 2)
    filled = QRectF(rect)
    filled.setWidth(max(BAR_PX, rect.width() * min(1.0, max(0.0, share))))
    painter.setBrush(theme.colour("accent"))
    painter.drawRoundedRect(filled, BAR_PX / 2, BAR_PX / 2)
