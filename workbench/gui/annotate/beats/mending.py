"""From wishes to edits: the beats of a video mended by mouse and keys, or tapped along."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QObject, Signal

from core.audio.grid import BeatGrid
from core.audio.grid_edits import (
    Mend,
    begin_bar,
    double,
    halve,
    insert_beat,
    move_beat,
    nearest,
    remove_beat,
    set_beats_per_bar,
)
from core.audio.taps import FEWEST_TO_FOLLOW, TapLag, continued, from_taps, learn_lag, tap_again
from core.audio.tracking import tempo_of
from core.errors import BarreError
from workbench.gui.annotate.beats.edits import MendBeats
from workbench.gui.annotate.state import AnnotateState
from workbench.gui.annotate.tiers.label_bar import StyleBar
from workbench.gui.context import AppContext
from workbench.gui.messages import Level
from workbench.gui.widgets.player.player import Player
from workbench.gui.widgets.timeline.beat_hand import BeatHand
from workbench.gui.widgets.timeline.widget import Timeline

MENDING = (
    "Mending beats: drag one, double-click adds, [annotate.delete-segment] removes, "
    "[annotate.begin-bar] begins a bar, [annotate.tap] taps along, [annotate.mend-beats] ends."
)
NO_BEATS = "No beats are known yet. Press [annotate.play] to play and tap along with [annotate.tap]."
PLAY_FIRST = "Taps count while it plays: press [annotate.play], then [annotate.tap] on every beat."
TAPPING = "{} taps.  Press [annotate.play] to stop, then look at them."
TOO_FEW = "{} taps are too few; tap at least {}."
TAPPED = (
    "{} taps, {:.0f} beats a minute.  "
    "[annotate.style-by-name]: take these beats.  [annotate.escape]: drop them."
)


class Beating(QObject):
    """Mends the beats in force. Whatever is changed here can be undone, and segments follow their beats.

    Taps are gathered while it plays; when it stops, the beats that they mean are shown, and wait.
    """

    changed = Signal()  # whether beats are being mended

    def __init__(
        self,
        context: AppContext,
        state: AnnotateState,
        timeline: Timeline,
        styles: StyleBar,
        player: Player,
    ) -> None:
        super().__init__(timeline)
        self._context, self._state = context, state
        self._timeline, self._styles, self._player = timeline, styles, player
        self.hand = BeatHand(timeline)
        self._taps_s: list[float] = []
        self._tap_speed = 1.0  # at which it was played: half as fast, a lag is half as much of the music
        self._tapped: Mend | None = None  # what the taps mean; waits to be taken
        self.hand.beat_moved.connect(self.move)
        self.hand.beat_added.connect(self.add)
        player.playing_changed.connect(self._on_playing_changed)

    # -- the mode --------------------------------------------------------------------------------

    @property
    def active(self) -> bool:
        """Whether beats are being mended."""
        return self.hand.active

    def toggle(self) -> None:
        """Begin or end to mend beats."""
        self._set_active(not self.active)

    def _set_active(self, active: bool) -> None:
        self.drop_taps()
        self.hand.set_active(active)
        self._styles.say((MENDING if self._state.grid is not None else NO_BEATS) if active else "")
        self.changed.emit()

    def clear(self) -> None:
        """Forget taps and mode, for example because another video is opened."""
        if self.active or self._taps_s:
            self._set_active(False)

    def escape(self) -> bool:
        """Drop the taps, or the chosen beat, or end; False when there was nothing of it."""
        if self._taps_s or self._tapped is not None:
            self.drop_taps()
        elif self.hand.chosen is not None:
            self.hand.choose(None)
        elif self.active:
            self.toggle()
            return True
        else:
            return False
        self._styles.say(MENDING if self.active else "")
        return True

    # -- mending ---------------------------------------------------------------------------------

    def move(self, beat: int, to_s: float) -> None:
        """Move a beat."""
        self._mend(lambda grid: move_beat(grid, beat, to_s), f"move beat {beat + 1}", at_s=to_s)

    def add(self, at_s: float) -> None:
        """Add a beat at a moment."""
        self._mend(lambda grid: insert_beat(grid, at_s), "add a beat", at_s=at_s)

    def add_here(self) -> None:
        """Add a beat at the playhead."""
        self.add(self._player.position_s)

    def remove(self) -> bool:
        """Remove the chosen beat; False when none is."""
        beat = self.hand.chosen if self.active else None
        if beat is None:
            return False
        self._mend(lambda grid: remove_beat(grid, beat), f"remove beat {beat + 1}")
        self.hand.choose(None)
        return True

    def halve(self) -> None:
        """Keep every second beat."""
        self._mend(halve, "halve the beats")

    def double(self) -> None:
        """Put a beat between each two."""
        self._mend(double, "double the beats")

    def begin_bar(self) -> None:
        """Let a bar begin with the chosen beat, else the one nearest to the playhead."""
        self._mend(lambda grid: begin_bar(grid, self._beat_here(grid)), "begin a bar here")

    def set_beats_per_bar(self, n: int) -> None:
        """Count so many beats to a bar."""
        self._mend(lambda grid: set_beats_per_bar(grid, n), f"count {n} beats to a bar")

    def _beat_here(self, grid: BeatGrid) -> int:
        if self.active and self.hand.chosen is not None:
            return self.hand.chosen
        return int(nearest(grid.beats_s, np.array([self._player.position_s]))[0])

    def _mend(self, edit: Callable[[BeatGrid], Mend], text: str, *, at_s: float | None = None) -> None:
        if self._state.grid is None:
            self._styles.say(NO_BEATS)
            return
        try:
            mend = edit(self._state.grid)
        except BarreError as e:
            self._context.report(e)
            return
        self._push(mend, text, at_s)

    def _push(self, mend: Mend, text: str, at_s: float | None = None) -> None:
        subject = self._state.subject
        if subject is not None and mend.before != mend.after:
            at_s = self._player.position_s if at_s is None else at_s
            self._context.undo_stack.push(MendBeats(self._context, subject.video, mend, text, at_s))

    # -- tapping ---------------------------------------------------------------------------------

    def tap(self) -> None:
        """Take a tap, now."""
        if not self._player.is_playing:
            self._styles.say(PLAY_FIRST)
            return
        if self._tapped is not None or self._player.speed != self._tap_speed:
            self.drop_taps()
        self._tap_speed = self._player.speed
        self._taps_s.append(self._player.sound.position_s())
        self.hand.show_taps(self._taps_s)
        self._styles.say(TAPPING.format(len(self._taps_s)))

    def take_taps(self) -> bool:
        """Put the tapped beats in force; False when none wait."""
        mend, n = self._tapped, len(self._taps_s)
        if mend is None:
            return False
        self.drop_taps()
        self._push(mend, f"tap {n} beats", float(mend.after.beats_s[0]))
        self._styles.say(MENDING if self.active else "")
        return True

    def drop_taps(self) -> None:
        """Forget what was tapped."""
        self._taps_s, self._tapped = [], None
        self.hand.show_taps([])

    def learn_lag(self) -> None:
        """Learn from the taps that wait how late this annotator taps; the beats in force count as right."""
        grid, who = self._state.grid, self._context.annotator
        if grid is None or not self._taps_s:
            self._styles.say(PLAY_FIRST if grid is not None else NO_BEATS)
            return
        try:
            heard = learn_lag(np.array(self._taps_s), grid)
        except BarreError as e:
            self._context.report(e)
            return
        lag = TapLag(heard.lag_s / self._tap_speed, heard.spread_s / self._tap_speed, heard.n)
        self._context.settings.set_tap_lag(who, lag)
        self.drop_taps()
        self._context.message(
            f"{who} taps {abs(lag.lag_s) * 1000:.0f} ms {'late' if lag.lag_s >= 0 else 'early'} "
            f"({lag.n} taps, ± {lag.spread_s * 1000:.0f} ms); that is taken off from now on.",
            Level.GOOD,
        )

    def _on_playing_changed(self, playing: bool) -> None:
        if playing or not self._taps_s:
            return
        if len(self._taps_s) < FEWEST_TO_FOLLOW:
            self._styles.say(TOO_FEW.format(len(self._taps_s), FEWEST_TO_FOLLOW))
            self.drop_taps()
            return
        try:
            self._tapped = self._meant()
        except BarreError as e:
            self._context.report(e)
            self.drop_taps()
            return
        self.hand.show_taps(self._taps_s, self._tapped.after)
        tempo_bpm = tempo_of(from_taps(np.array(self._taps_s)).beats_s)
        self._styles.say(TAPPED.format(len(self._taps_s), tempo_bpm))

    def _meant(self) -> Mend:
        """Return the edit that the taps mean, the annotator's lag taken off."""
        lag = self._context.settings.tap_lag(self._context.annotator)
        taps_s = np.array(self._taps_s) - (lag.lag_s * self._tap_speed if lag is not None else 0.0)
        if self._state.grid is not None:
            return tap_again(self._state.grid, taps_s)
        content = self._timeline.content
        return Mend(None, continued(from_taps(taps_s), content.begin_s, content.end_s))
