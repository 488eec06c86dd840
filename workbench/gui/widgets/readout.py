"""A line of text that changes many times a second."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from workbench.gui.theme import Theme


class Readout(QWidget):
    """Shows text like a `QLabel`, but never asks for a new layout: a label does at every change, and laying
    out a window costs more than showing a frame.

    Args:
        sample: a text as wide as any that will be shown; without one it takes the room that is left.
        colour: a token of the theme.
    """

    def __init__(
        self,
        theme: Theme,
        *,
        sample: str = "",
        colour: str = "text",
        alignment: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._sample, self._colour = theme, sample, colour
        self._alignment = alignment | Qt.AlignmentFlag.AlignVCenter
        self._text = ""
        horizontal = QSizePolicy.Policy.Fixed if sample else QSizePolicy.Policy.Expanding
        self.setSizePolicy(horizontal, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def text(self) -> str:
        return self._text

    def setText(self, text: str) -> None:
        """Show a text; what does not fit ends in dots."""
        if text != self._text:
            self._text = text
            self.setAccessibleName(text)
            self.update()

    def set_sample(self, sample: str) -> None:
        """Change how wide it is."""
        self._sample = sample
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self._sample or "0" * 12) + 8, metrics.height() + 2)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint() if self._sample else QSize(40, self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self._theme.colour(self._colour))
        shown = self.fontMetrics().elidedText(self._text, Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(self.rect(), int(self._alignment), shown)
        painter.end()
