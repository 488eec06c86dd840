"""Beats under the mouse: while beats are mended they can be dragged, chosen and added on the lanes above."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QLineF, QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPen

from core.audio.grid import BeatGrid
from core.audio.grid_edits import CLOSEST_S
from workbench.gui.widgets.timeline.gestures import DRAG_START_PX, Gesture
from workbench.gui.widgets.timeline.lanes.beat_lines import beats_in_view
from workbench.gui.widgets.timeline.lanes.lane import Overlay, View
from workbench.gui.widgets.timeline.widget import Timeline

REACH_PX = 6.0
KNOB_PX = 4.0


class BeatHand(QObject, Overlay):
    """Mends beats on a timeline with the mouse; emits what it wants, changes nothing itself.

    Attributes:
        chosen: number of the chosen beat; None when none is.
        taps_s: moments tapped so far, media time.
        ghost: beats that wait to be taken; None when none do.
    """

    beat_moved = Signal(int, float)  # number, seconds
    beat_added = Signal(float)
    beat_chosen = Signal()

    def __init__(self, timeline: Timeline) -> None:
        super().__init__(timeline)
        self._timeline = timeline
        self._active = False
        self._held: tuple[int, float] | None = None
        self.chosen: int | None = None
        self.taps_s: list[float] = []
        self.ghost: BeatGrid | None = None
        timeline.add_overlay(self)
        timeline.add_gesture(self._press)
        timeline.double_clicked.connect(self._on_double_clicked)

    @property
    def active(self) -> bool:
        """Whether beats are being mended."""
        return self._active

    def set_active(self, active: bool) -> None:
        """Begin or end to mend beats."""
        self._active, self._held, self.chosen = active, None, None
        self._timeline.update()

    def choose(self, beat: int | None) -> None:
        """Mark a beat as chosen."""
        self.chosen = beat
        self.beat_chosen.emit()
        self._timeline.update()

    def show_taps(self, taps_s: list[float], ghost: BeatGrid | None = None) -> None:
        """Show what was tapped, and the beats that it means."""
        self.taps_s, self.ghost = taps_s, ghost
        self._timeline.update()

    def hold(self, beat: int, to_s: float | None) -> None:
        """Show where a beat is being dragged to; None: it is not any more."""
        self._held = None if to_s is None else (beat, to_s)
        self._timeline.update()

    def near(self, at: QPointF) -> int | None:
        """Return the number of the beat under a point of the lanes of the music; None when there is none."""
        grid = self._timeline.content.grid
        if grid is None or not self._is_music(at):
            return None
        at_s = self._timeline.time_at(at)
        beat = int(np.abs(grid.beats_s - at_s).argmin())
        apart_px = abs(float(grid.beats_s[beat]) - at_s) * self._timeline.scale.px_per_s
        return beat if apart_px <= REACH_PX else None

    def held_inside(self, beat: int, to_s: float) -> float:
        """Return the moment nearest to `to_s` at which a beat is still between its neighbours."""
        grid = self._timeline.content.grid
        if grid is None:
            return to_s
        beats_s = grid.beats_s
        low_s = beats_s[beat - 1] + CLOSEST_S if beat else self._timeline.content.begin_s
        high_s = beats_s[beat + 1] - CLOSEST_S if beat + 1 < len(beats_s) else np.inf
        return float(max(min(to_s, high_s), low_s))

    def _is_music(self, at: QPointF) -> bool:
        boxes = [self._timeline.rows.box(name) for name in ("counts", "sound")]
        return any(box.height() and box.contains(at) for box in boxes)

    def _press(self, event: QMouseEvent) -> Gesture | None:
        if not self._active:
            return None
        beat = self.near(event.position())
        if beat is None:
            if self._is_music(event.position()):
                self.choose(None)
            return None
        return _HoldBeat(self, self._timeline, event.position(), beat)

    def _on_double_clicked(self, at: QPointF) -> None:
        if self._active and self._is_music(at) and self.near(at) is None:
            self.beat_added.emit(self._timeline.time_at(at))

    def draw(self, painter: QPainter, view: View, box: QRectF) -> None:  # noqa: ARG002  # the music's lanes
        rows = self._timeline.rows
        counts, sound = rows.box("counts"), rows.box("sound")
        lanes = counts.united(sound) if counts.height() else sound
        grid = view.content.grid
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.ghost is not None:
            _draw_ghost(painter, view, lanes, self.ghost)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(view.theme.colour("good"))
        for tap_s in self.taps_s:
            painter.drawEllipse(QPointF(view.x(tap_s), sound.bottom() - 6), 3, 3)
        if self._active and grid is not None:
            painter.setBrush(view.theme.colour("warn"))
            for beat_s in grid.beats_s[beats_in_view(view, grid)].tolist():
                painter.drawEllipse(QPointF(view.x(beat_s), sound.top() + KNOB_PX), KNOB_PX, KNOB_PX)
            chosen_s = self._chosen_s(grid)
            if chosen_s is not None:
                painter.setPen(QPen(view.theme.colour("text"), 2))
                painter.drawLine(QLineF(view.x(chosen_s), lanes.top(), view.x(chosen_s), lanes.bottom()))

    def _chosen_s(self, grid: BeatGrid) -> float | None:
        if self._held is not None:
            return self._held[1]
        if self.chosen is None or self.chosen >= len(grid.beats_s):
            return None
        return float(grid.beats_s[self.chosen])


class _HoldBeat(Gesture):
    """Drags a beat between its neighbours; a click chooses it."""

    def __init__(self, hand: BeatHand, timeline: Timeline, at: QPointF, beat: int) -> None:
        self._hand, self._timeline, self._pressed_at, self._beat = hand, timeline, at, beat
        self._to_s: float | None = None  # None until the press is a drag

    def move(self, at: QPointF, *, free: bool) -> None:  # noqa: ARG002  # beats go where they are put
        if self._to_s is None and abs(at.x() - self._pressed_at.x()) < DRAG_START_PX:
            return
        self._to_s = self._hand.held_inside(self._beat, self._timeline.time_at(at))
        self._hand.hold(self._beat, self._to_s)

    def release(self, at: QPointF, *, free: bool) -> None:  # noqa: ARG002
        self._hand.hold(self._beat, None)
        self._hand.choose(self._beat)
        if self._to_s is not None:
            self._hand.beat_moved.emit(self._beat, self._to_s)

    def cancel(self) -> None:
        self._hand.hold(self._beat, None)


def _draw_ghost(painter: QPainter, view: View, box: QRectF, ghost: BeatGrid) -> None:
    colour = view.theme.colour("good")
    numbers = beats_in_view(view, ghost)
    begins_bar = (numbers - ghost.downbeat) % ghost.beats_per_bar == 0
    for chosen, width in ((~begins_bar, 1.0), (begins_bar, 2.0)):
        painter.setPen(QPen(colour, width, Qt.PenStyle.DashLine))
        xs = [view.x(at_s) for at_s in ghost.beats_s[numbers[chosen]].tolist()]
        painter.drawLines([QLineF(x, box.top(), x, box.bottom()) for x in xs])
