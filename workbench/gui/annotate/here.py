"""Wishes about the frame that was asked for last: where spans and loops begin and end, and segments split."""

from __future__ import annotations

from workbench.gui.annotate.playing import Playing
from workbench.gui.annotate.tiers.marking import Marking
from workbench.gui.annotate.tiers.reshaping import Reshaping
from workbench.gui.widgets.player.player import Player
from workbench.gui.widgets.timeline.content import Content
from workbench.gui.widgets.timeline.grip import Span


class Here:
    """Tells those who mark, loop and split when the frame begins and ends; nothing without a video."""

    def __init__(self, player: Player, marking: Marking, playing: Playing, reshaping: Reshaping) -> None:
        self._player = player
        self._marking, self._playing, self._reshaping = marking, playing, reshaping

    def mark_in(self) -> None:
        """A span begins with this frame."""
        if self._player.n_frames:
            self._marking.mark_in(*self.span)

    def mark_out(self) -> None:
        """A span ends with this frame."""
        if self._player.n_frames:
            self._marking.mark_out(*self.span)

    def loop_from(self) -> None:
        """The loop begins with this frame."""
        if self._player.n_frames:
            self._playing.set_begin(self.span)

    def loop_to(self) -> None:
        """The loop ends with this frame."""
        if self._player.n_frames:
            self._playing.set_end(self.span)

    def split(self) -> None:
        """Split the segment under the playhead before this frame."""
        self._reshaping.split(self._player.position_s)

    @property
    def span(self) -> Span:
        """When the frame begins and ends, seconds."""
        return Content(self._player.times_s).frame_span(self._player.target)
