"""Several dances and one clock."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from core.render.orbit import FRONT
from workbench.gui.actions import action, follow_tip
from workbench.gui.context import AppContext
from workbench.gui.widgets.dances.pane import Dance, DancePane
from workbench.gui.widgets.dances.transport import Transport
from workbench.gui.widgets.player.clock import frame_at
from workbench.gui.widgets.player.player import Player
from workbench.gui.widgets.player.sound_feed import SoundFile
from workbench.gui.widgets.player.throttle import Throttle

DEGREES_PER_PX = 0.5  # a hand's width across a pane goes half round the dancer
TURN_DEG = 15.0  # a key
TURN_MS = 30
PHRASE_BEATS = 8  # dancers count to eight
PHRASE_S = 4.0  # where no beats are known
CLOCK_FPS = 60.0  # the shared clock's steps while it plays: no dance here has more frames a second
COLUMNS = {1: 1, 2: 2, 3: 3, 4: 2}  # by number of dances; more stand in threes


class DanceStage(QWidget):
    """Panes in a grid, all at the same moment of the music, with the transport below.

    Args:
        in_a_row: all panes side by side, however many.
    """

    failed = Signal(object)

    def __init__(self, context: AppContext, parent: QWidget | None = None, *, in_a_row: bool = False) -> None:
        super().__init__(parent)
        self._context, self._in_a_row = context, in_a_row
        self.panes: list[DancePane] = []
        self.beats_s: NDArray[np.float64] = np.zeros(0)
        self.orbit = FRONT
        self._turn_soon = Throttle(self._turn, TURN_MS, self)
        self.player = Player(self)
        self.player.target_changed.connect(self._on_target)
        self.transport = Transport(context.theme, self.player, self.toggle_loop, self)
        self._grid = QGridLayout()
        self._grid.setContentsMargins(8, 8, 8, 8)
        self._grid.setSpacing(8)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addLayout(self._grid, 1)
        self._column.addWidget(self.transport)
        self.transport.refresh()

    def put_above_transport(self, widget: QWidget) -> None:
        """Give a page's own row a place between the dances and the transport."""
        self._column.insertWidget(1, widget)

    @property
    def at_s(self) -> float:
        """The moment on show, seconds of the shared clock."""
        return self.player.position_s

    def show_dances(
        self,
        dances: Sequence[Dance],
        sound: SoundFile | None,
        beats_s: NDArray[np.float64] | None = None,
    ) -> None:
        """Put dances on the stage; the clock runs from where the first begins to where the last ends.

        Args:
            beats_s: (B,) of the sound, seconds of the clock, rising; None where they are not known.
        """
        self._set_n_panes(len(dances))
        self.beats_s = np.zeros(0) if beats_s is None else beats_s
        for pane, dance in zip(self.panes, dances, strict=True):
            pane.open(dance)
            if self.orbit != FRONT:
                pane.turn(self.orbit)
        self.player.open(_clock(dances), None, sound)
        self.transport.refresh()

    def clear(self) -> None:
        """Take everything off the stage and end its threads."""
        self.player.close()
        self._set_n_panes(0)
        self.transport.refresh()

    def step(self, n_frames: int) -> None:
        """Step by frames of the first dance."""
        dance = self.panes[0].dance if self.panes else None
        if dance is None or len(dance.times_s) < 2:
            return
        frame = int(np.clip(self._frame_now(dance) + n_frames, 0, len(dance.times_s) - 1))
        self.player.pause()
        # Half a step of the clock later: rounding must not fall back to the frame before.
        at_s = float(dance.times_s[frame]) + 0.5 / CLOCK_FPS
        self.player.seek(int(np.searchsorted(self.player.times_s, at_s)))

    def step_beat(self, n_beats: int) -> None:
        """Go to a beat before (negative) or after this moment."""
        if not len(self.beats_s):
            return
        before = int(np.searchsorted(self.beats_s, self.at_s - 1e-3))  # beats before now
        after = int(np.searchsorted(self.beats_s, self.at_s + 1e-3, side="right"))
        beat = after + n_beats - 1 if n_beats > 0 else before + n_beats
        self.player.pause()
        self.seek_s(float(self.beats_s[np.clip(beat, 0, len(self.beats_s) - 1)]))

    def seek_s(self, at_s: float) -> None:
        """Go to a moment of the shared clock."""
        self.player.seek(frame_at(self.player.times_s, at_s + 0.5 / CLOCK_FPS))

    def toggle_loop(self) -> None:
        """Play the eight beats around this moment again and again; or stop that."""
        if self.player.loop is not None:
            self.player.set_loop(None)
        elif self.player.n_frames:
            self.player.set_loop(self._phrase())

    def loop_from_here(self) -> None:
        """The loop begins here, and ends where it did or at the end of all."""
        end_s = self.player.loop[1] if self.player.loop else float(self.player.times_s[-1])
        if self.at_s < end_s:
            self.player.set_loop((self.at_s, end_s))

    def loop_to_here(self) -> None:
        """The loop ends here, and begins where it did or at the beginning of all."""
        start_s = self.player.loop[0] if self.player.loop else float(self.player.times_s[0])
        if self.at_s > start_s:
            self.player.set_loop((start_s, self.at_s))

    def _phrase(self) -> tuple[float, float]:
        times_s = self.player.times_s
        edges_s = self.beats_s[::PHRASE_BEATS]
        if len(self.beats_s) < PHRASE_BEATS:
            edges_s = np.arange(times_s[0], times_s[-1] + PHRASE_S, PHRASE_S)
        start = max(0, int(np.searchsorted(edges_s, self.at_s + 1e-3, side="right")) - 1)
        end_s = edges_s[start + 1] if start + 1 < len(edges_s) else times_s[-1]
        return float(edges_s[start]), float(end_s)

    def turn_by(self, yaw_deg: float, pitch_deg: float) -> None:
        """Look at all drawn dances from further round and from further above."""
        self.orbit = self.orbit.moved(yaw_deg, pitch_deg)
        self._turn_soon()

    def look_from_front(self) -> None:
        """Look at all drawn dances from where one looks first."""
        self.orbit = FRONT
        self._turn_soon()

    def _turn(self) -> None:
        for pane in self.panes:
            pane.turn(self.orbit)
            pane.show_at(self.at_s)

    def _frame_now(self, dance: Dance) -> int:
        return int(np.searchsorted(dance.times_s, self.at_s + 1e-6, side="right")) - 1

    def _set_n_panes(self, n: int) -> None:
        while len(self.panes) > n:
            pane = self.panes.pop()
            pane.close_dance()
            self._grid.removeWidget(pane)
            pane.deleteLater()
        while len(self.panes) < n:
            pane = DancePane(self._context.theme, self)
            pane.failed.connect(self.failed)
            pane.picture.dragged.connect(self._on_dragged)
            pane.picture.double_clicked.connect(self.look_from_front)
            self.panes.append(pane)
        columns = max(n, 1) if self._in_a_row else COLUMNS.get(n, 3)
        for i, pane in enumerate(self.panes):
            self._grid.addWidget(pane, i // columns, i % columns)
        for column in range(self._grid.columnCount()):
            self._grid.setColumnStretch(column, 1 if column < min(columns, n) else 0)

    def _on_dragged(self, right_px: float, down_px: float) -> None:
        """The dancer follows the hand: what is in front goes where it is dragged."""
        self.turn_by(-DEGREES_PER_PX * right_px, DEGREES_PER_PX * down_px)

    def _on_target(self, _frame: int) -> None:
        for pane in self.panes:
            pane.show_at(self.at_s, playing=self.player.is_playing)

    def add_actions(self, page: QWidget, group: str) -> None:
        """Give a page, whose rows of the key table are `group`, the keys of the stage."""
        deeds: dict[str, Callable[[], object]] = {
            "play": self.player.toggle,
            "again": lambda: self.player.seek(0),
            "back": lambda: self.step(-1),
            "on": lambda: self.step(1),
            "mute": self.transport.mute.click,
            "beat-back": lambda: self.step_beat(-1),
            "beat-on": lambda: self.step_beat(1),
            "slower": lambda: self.player.change_speed(-1),
            "faster": lambda: self.player.change_speed(1),
            "normal-speed": lambda: self.player.set_speed(1.0),
            "loop": self.toggle_loop,
            "loop-begin": self.loop_from_here,
            "loop-end": self.loop_to_here,
            "turn-left": lambda: self.turn_by(TURN_DEG, 0),
            "turn-right": lambda: self.turn_by(-TURN_DEG, 0),
            "front": self.look_from_front,
        }
        keymap, buttons = self._context.keymap, self.transport.buttons
        for deed, triggered in deeds.items():
            action(keymap, page, f"{group}.{deed}", triggered)
            if deed in buttons:
                follow_tip(keymap, buttons[deed], f"{group}.{deed}")


def _clock(dances: Sequence[Dance]) -> NDArray[np.float64]:
    spans = [(dance.times_s[0], dance.times_s[-1]) for dance in dances if len(dance.times_s)]
    if not spans:
        return np.zeros(0)
    start_s, end_s = min(a for a, _ in spans), max(b for _, b in spans)
    return start_s + np.arange(int((end_s - start_s) * CLOCK_FPS) + 1) / CLOCK_FPS
