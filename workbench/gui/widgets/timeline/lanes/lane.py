"""What every row of a timeline is, and what they draw with."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter

from workbench.gui.theme import Theme
from workbench.gui.widgets.timeline.content import Content
from workbench.gui.widgets.timeline.grip import Span
from workbench.gui.widgets.timeline.scale import TimeScale


@dataclass(frozen=True, eq=False)
class View:
    """What is drawn, and where the seconds lie.

    Attributes:
        left: pixel of the widget at which time begins; the heads of the rows lie before it.
        selected: id of the chosen segment.
        part: which part of it is moved by keys.
        held: id of the segment that is being dragged, and where it is meanwhile.
    """

    content: Content
    scale: TimeScale
    theme: Theme
    left: float
    selected: int | None = None
    part: str = "body"
    held: tuple[int, Span] | None = None

    def x(self, at_s: float) -> float:
        """Return the pixel of the widget at which a moment lies."""
        return self.left + self.scale.x(at_s)


class Lane:
    """A row of the timeline. It keeps no place: `draw` is told the view and its box.

    To add one: a file in this folder, and a line in `standard_lanes`, or `Timeline.add_lane` where what it
    shows is not part of `Content`. Drawing happens when the view or the content change, not when the playhead
    moves; it must cost what is in view, never what the video holds.

    Attributes:
        name: to find its box by, see `Layout.box`.
        title: what its head says.
        grows: takes the room that is left over.
    """

    name = ""
    title = ""
    grows = False

    def height(self, content: Content) -> float:
        """Return how high the lane is, logical pixels; 0 where there is nothing to show."""
        raise NotImplementedError

    def draw(self, painter: QPainter, view: View, box: QRectF) -> None:
        """Draw the lane into its box, which is clipped."""
        raise NotImplementedError

    def heads(self, height: float) -> list[tuple[float, float, str]]:
        """Return what stands before the lane: top and height of each line within it, and its words."""
        return [(0.0, height, self.title)]

    def describe(self, at_s: float, y: float, height: float) -> str:  # noqa: ARG002  # most lanes show all
        """Return what is to be known of a moment and a height within the lane; empty for nothing."""
        return ""


class Overlay:
    """Something drawn over the rows each time that the timeline is painted: it must be quick."""

    def draw(self, painter: QPainter, view: View, box: QRectF) -> None:
        """Draw over the whole time area."""
        raise NotImplementedError


def use_small_font(painter: QPainter, theme: Theme, *, bold: bool = False) -> None:
    """Write small from here on."""
    painter.setFont(small_font(painter, theme, bold=bold))


def small_font(painter: QPainter, theme: Theme, *, bold: bool = False) -> QFont:
    """Return the painter's font, small."""
    font = QFont(painter.font())
    font.setPixelSize(theme.size("text_small"))
    font.setBold(bold)
    return font


def device_columns(painter: QPainter, view: View, box: QRectF) -> tuple[float, float, int]:
    """Return left edge (s), pixels a second and number of columns in the device's own pixels."""
    ratio = painter.device().devicePixelRatioF()
    return view.scale.left_s, view.scale.px_per_s * ratio, max(1, round(box.width() * ratio))


def device_height(painter: QPainter, box: QRectF) -> int:
    """Return how many of the device's own pixels a box is high, at least 3."""
    return max(3, round(box.height() * painter.device().devicePixelRatioF()))


def draw_mask(painter: QPainter, box: QRectF, mask: NDArray[np.bool_], colour: QColor) -> None:
    """Draw an (H, W) mask in one colour over a box."""
    draw_pixels(painter, box, np.where(mask, np.uint32(colour.rgba()), np.uint32(0)))


def draw_pixels(painter: QPainter, box: QRectF, pixels: NDArray[np.uint32]) -> None:
    """Draw (H, W) premultiplied ARGB pixels over a box."""
    pixels = np.ascontiguousarray(pixels, np.uint32)
    height, width = pixels.shape
    image = QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_ARGB32_Premultiplied)
    painter.drawImage(box, image, QRectF(0, 0, width, height))


@cache
def shades(*colours: str) -> NDArray[np.uint32]:
    """Return (256,) ARGB from nothing to all of it, through the given ``#rrggbb`` colours."""
    stops = np.array([[int(colour[i : i + 2], 16) for i in (1, 3, 5)] for colour in colours], float)
    at = np.linspace(0, 1, 256) ** 2 * (len(colours) - 1)
    rgb = [np.interp(at, np.arange(len(colours)), stops[:, i]).astype(np.uint32) for i in range(3)]
    return np.uint32(0xFF000000) | (rgb[0] << 16) | (rgb[1] << 8) | rgb[2]


def draw_note(painter: QPainter, view: View, box: QRectF, note: str) -> None:
    """Say why a lane is empty."""
    if note:
        painter.setPen(view.theme.colour("text_dim"))
        painter.drawText(box.adjusted(8, 0, -8, 0), Qt.AlignmentFlag.AlignVCenter, note)
