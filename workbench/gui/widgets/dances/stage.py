"""Several dances and one clock."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from workbench.gui.actions import action, follow_tip
from workbench.gui.context import AppContext
from workbench.gui.widgets.dances.pane import Dance, DancePane
from workbench.gui.widgets.dances.transport import Transport
from workbench.gui.widgets.player.player import Player
from workbench.gui.widgets.player.sound_feed import SoundFile

CLOCK_FPS = 60.0  # the shared clock's steps while it plays: no dance here has more frames a second
COLUMNS = {1: 1, 2: 2, 3: 3, 4: 2}  # by number of dances; more stand in threes


class DanceStage(QWidget):
    """Panes in a grid, all at the same moment of the music, with the transport below."""

    failed = Signal(object)

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.panes: list[DancePane] = []
        self.player = Player(self)
        self.player.target_changed.connect(self._on_target)
        self.transport = Transport(context.theme, self.player, self)
        self._grid = QGridLayout()
        self._grid.setContentsMargins(8, 8, 8, 8)
        self._grid.setSpacing(8)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._grid, 1)
        column.addWidget(self.transport)
        self.transport.refresh()

    @property
    def at_s(self) -> float:
        """The moment on show, seconds of the shared clock."""
        return self.player.position_s

    def show_dances(self, dances: Sequence[Dance], sound: SoundFile | None) -> None:
        """Put dances on the stage; the clock runs from where the first begins to where the last ends."""
        self._set_n_panes(len(dances))
        for pane, dance in zip(self.panes, dances, strict=True):
            pane.open(dance)
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
            self.panes.append(pane)
        columns = COLUMNS.get(n, 3)
        for i, pane in enumerate(self.panes):
            self._grid.addWidget(pane, i // columns, i % columns)
        for column in range(self._grid.columnCount()):
            self._grid.setColumnStretch(column, 1 if column < min(columns, n) else 0)

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
