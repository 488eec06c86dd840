"""The music as dancers count it: eights (or the bars of a waltz in sixes) over the beats."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from core.audio.grid import BeatGrid
from workbench.gui.widgets.timeline.content import Content
from workbench.gui.widgets.timeline.lanes.beat_lines import beats_in_view
from workbench.gui.widgets.timeline.lanes.lane import Lane, View, use_small_font

NUMBER_PX = 14.0  # numbers closer than this run into one another


def count_of(grid: BeatGrid, beat: int) -> int:
    """Return what a dancer counts on a beat: two bars are counted through, 1 to 8 in four-four time."""
    return (beat - grid.downbeat) % (2 * grid.beats_per_bar) + 1


class CountsLane(Lane):
    """Counts; the one of each phrase stands out. Absent without beats."""

    name = "counts"
    title = "Counts"

    def height(self, content: Content) -> float:
        return 16.0 if content.grid is not None else 0.0

    def draw(self, painter: QPainter, view: View, box: QRectF) -> None:
        grid = view.content.grid
        if grid is None:
            return
        beats = beats_in_view(view, grid).tolist()
        if len(beats) * NUMBER_PX > box.width():
            beats = [beat for beat in beats if (beat - grid.downbeat) % grid.beats_per_bar == 0]
        if len(beats) * NUMBER_PX > box.width():
            beats = [beat for beat in beats if count_of(grid, beat) == 1]
        centre = Qt.AlignmentFlag.AlignCenter
        for beat in beats:
            count, x = count_of(grid, beat), view.x(float(grid.beats_s[beat]))
            use_small_font(painter, view.theme, bold=count == 1)
            painter.setPen(view.theme.colour("warn" if count == 1 else "text_dim"))
            painter.drawText(QRectF(x - 12, box.top(), 24, box.height()), centre, str(count))
        painter.setPen(view.theme.colour("border"))
        painter.drawLine(QPointF(box.left(), box.bottom()), QPointF(box.right(), box.bottom()))
