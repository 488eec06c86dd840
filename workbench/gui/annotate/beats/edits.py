"""What can be undone about the beats of a video."""

from __future__ import annotations

from dataclasses import dataclass

from core.audio.grid import BeatGrid
from core.audio.grid_edits import Mend
from core.entities import GridChange, Video
from workbench.actions.beats import put_mend
from workbench.gui.annotate.edits import PageEdit
from workbench.gui.context import AppContext
from workbench.gui.messages import Level

Span = tuple[float, float]


@dataclass(frozen=True, eq=False)
class BeatsNow:
    """Says in a `Change` of kind ``"beats"`` which beats are in force and where the segments on them went.

    Attributes:
        grid: None: nobody's; what the machine heard counts.
        moved: new start and end, seconds, by segment id.
    """

    grid: BeatGrid | None
    moved: dict[int, Span]


class MendBeats(PageEdit):
    """The beats are mended, and the segments of all annotators follow them: one step."""

    def __init__(self, context: AppContext, video: Video, mend: Mend, text: str, at_s: float) -> None:
        super().__init__(context, text, video_id=video.id, at_s=at_s)
        self._video, self._mend, self._annotator = video, mend, context.annotator
        self._change: GridChange | None = None

    def apply(self) -> None:
        change = put_mend(self.context.open, self._video, self._mend, self._annotator)
        if self._change is None and change.stayed:
            n = len(change.stayed)
            which = "One segment is" if n == 1 else f"{n:,} segments are"
            self.context.message(f"{which} too short to follow the beats and stay.", Level.WARN)
        self._change = change
        self._notify(change.after, {edges.segment_id: edges.after for edges in change.moved})

    def revert(self) -> None:
        change = self._change
        if change is not None:
            self.context.open.beat_grids.take_back(change, self._annotator)
            self._notify(change.before, {edges.segment_id: edges.before for edges in change.moved})

    def _notify(self, grid: BeatGrid | None, moved: dict[int, Span]) -> None:
        self.context.notify("beats", BeatsNow(grid, moved), video_id=self._video.id)
