"""One dance on the shared clock: its picture, and what is said about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QVBoxLayout, QWidget

from core.render.orbit import FRONT, Orbit
from workbench.gui.theme import Theme
from workbench.gui.widgets.player.clock import frame_at
from workbench.gui.widgets.player.frame_source import FrameSource
from workbench.gui.widgets.player.pictures import Opener


@dataclass(frozen=True, eq=False)
class Dance:
    """What a pane shows.

    Attributes:
        title: above the picture; empty hides the line.
        times_s: (T,) when each frame is shown, seconds on the shared clock, ascending.
        opener: opens its pictures in the pane's own thread.
        turned: the same, seen from elsewhere; None for a film, which was taken from where it was.
    """

    title: str
    times_s: NDArray[np.float64]
    opener: Opener
    turned: Callable[[Orbit], Opener] | None = None

    @classmethod
    def drawn(cls, title: str, times_s: NDArray[np.float64], turned: Callable[[Orbit], Opener]) -> Dance:
        """Return a dance that is drawn, from the front at first."""
        return cls(title, times_s, turned(FRONT), turned)


class Picture(QWidget):
    """The newest picture, as large as it fits, and dark where there is none."""

    dragged = Signal(float, float)  # pixels to the right and down
    double_clicked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.image: QImage | None = None
        self._held_at: QPointF | None = None
        self.setMinimumSize(120, 120)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_image(self, image: QImage | None) -> None:
        self.image = image
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(420, 420)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._held_at = event.position()
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._held_at is not None:
            by, self._held_at = event.position() - self._held_at, event.position()
            self.dragged.emit(by.x(), by.y())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._held_at = None
        super().mouseReleaseEvent(event)

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        self.double_clicked.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), self._theme.colour("sunken"))
        if self.image is None:
            return
        size = self.image.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        place = QRectF(0, 0, size.width(), size.height())
        place.moveCenter(QRectF(self.rect()).center())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(place, self.image)


class DancePane(QFrame):
    """Shows one dance at any time of the shared clock, and a line of words below it."""

    failed = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.dance: Dance | None = None
        self.frame_shown = -1
        self._wish_shown = -1
        self._source = FrameSource(self)
        self._source.frame_ready.connect(self._on_frame_ready)
        self._source.failed.connect(self.failed)
        self.title = QLabel(self)
        self.title.setProperty("role", "heading")
        self.title.setMinimumWidth(1)  # a long name is cut, it does not widen its pane
        self.picture = Picture(theme, self)
        self.words = QLabel(self)
        self.words.setMinimumWidth(1)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        # Two lines wherever anything is said, so that pictures side by side stand at the same height.
        self.words.setMinimumHeight(2 * self.words.fontMetrics().lineSpacing())
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 8)
        column.setSpacing(6)
        column.addWidget(self.title)
        column.addWidget(self.picture, 1)
        column.addWidget(self.words)
        self.set_words("")

    def open(self, dance: Dance) -> None:
        """Change to another dance; its first picture comes with the next `show_at`."""
        self.dance = dance
        self.frame_shown = self._wish_shown = -1
        self.title.setText(dance.title)
        self.title.setVisible(bool(dance.title))
        self.picture.show_image(None)
        self._source.open(dance.opener, len(dance.times_s))

    def turn(self, orbit: Orbit) -> None:
        """Show the dance from elsewhere with the next `show_at`; a film stays as it was taken."""
        if self.dance is not None and self.dance.turned is not None:
            self.frame_shown = -1
            self._source.open(self.dance.turned(orbit), len(self.dance.times_s))

    def set_words(self, words: str) -> None:
        """Say something below the picture; nothing hides the line."""
        self.words.setText(words)
        self.words.setToolTip(words)
        self.words.setVisible(bool(words))

    def show_at(self, at_s: float, *, playing: bool = False) -> None:
        """Show what is danced at a time of the shared clock; its first or last frame outside of the dance."""
        if self.dance is None or not len(self.dance.times_s):
            return
        frame = frame_at(self.dance.times_s, at_s)
        if frame == self.frame_shown:
            return
        wish, image = self._source.request(frame, direction=1 if playing else 0)
        if image is not None:
            self._on_frame_ready(wish, frame, image)

    def close_dance(self) -> None:
        """Let go of the pictures and end the thread that makes them."""
        self.dance = None
        self._source.close()
        self.picture.show_image(None)

    def _on_frame_ready(self, wish: int, frame: int, image: QImage) -> None:
        if wish > self._wish_shown:
            self._wish_shown, self.frame_shown = wish, frame
            self.picture.show_image(image)
