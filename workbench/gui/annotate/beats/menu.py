"""What the timeline's menu says about the music."""

from __future__ import annotations

from functools import partial

from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from workbench.gui.annotate.beats.listening import Listening
from workbench.gui.annotate.beats.mending import Beating
from workbench.gui.annotate.keys import Keys
from workbench.gui.annotate.state import AnnotateState

BARS = (2, 3, 4, 5, 6, 7, 8)


class BeatMenu:
    """The actions of the music, with what is chosen marked."""

    def __init__(
        self, keys: Keys, state: AnnotateState, listening: Listening, beating: Beating, parent: QWidget
    ) -> None:
        self._keys, self._state, self._listening, self._beating = keys, state, listening, beating
        self._bars = QMenu("Beats in a bar", parent)
        group = QActionGroup(self._bars)
        for n in BARS:
            made = self._bars.addAction(str(n), partial(beating.set_beats_per_bar, n))
            made.setCheckable(True)
            group.addAction(made)
        for made in (keys.snap, keys.spectrum, keys.mend_beats):
            made.setCheckable(True)
        self._between = [QAction(parent) for _ in range(2)]
        for line in self._between:
            line.setSeparator(True)

    def actions(self) -> list[QAction]:
        """Return the actions as they are to be shown now."""
        keys, grid = self._keys, self._state.grid
        keys.snap.setChecked(self._listening.snaps)
        keys.spectrum.setChecked(self._listening.wants_spectrum)
        keys.mend_beats.setChecked(self._beating.active)
        for made, n in zip(self._bars.actions(), BARS, strict=True):
            made.setChecked(grid is not None and grid.beats_per_bar == n)
        of_grid = [
            keys.begin_bar,
            keys.add_beat,
            keys.halve_beats,
            keys.double_beats,
            self._bars.menuAction(),
        ]
        self._bars.menuAction().setEnabled(grid is not None)
        lines = self._between
        return [keys.snap, keys.spectrum, lines[0], keys.mend_beats, *of_grid, lines[1], keys.learn_lag]
