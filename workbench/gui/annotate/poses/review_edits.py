"""Accepting or flagging frames, as something that can be undone."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from core.entities import ReviewState
from db.reviews import ReviewSpec, spans_of
from workbench.gui.annotate.edits import PageEdit
from workbench.gui.context import AppContext

Said = NDArray[np.int8]  # (n,) what was said of the frames of a stretch, see `db.reviews.Reviews.said`
DEEDS = {
    ReviewState.ACCEPTED: "Accept {}",
    ReviewState.UNSEEN: "Mark {} as unseen",
    ReviewState.FLAGGED: "Flag {} to be corrected",
}


class ReviewFrames(PageEdit):
    """Frames of one person or of all accepted, flagged, or that taken back.

    Args:
        span: first frame, and the one after the last.
        before: what was said of them until now, by track id.
        what: what these frames are called; by default their numbers.
    """

    def __init__(
        self,
        context: AppContext,
        video_id: int,
        span: tuple[int, int],
        state: ReviewState,
        before: Mapping[int, Said],
        *,
        person: int,
        what: str = "",
    ) -> None:
        start, stop = span
        what = what or (f"frame {start:,}" if stop == start + 1 else f"frames {start:,} to {stop - 1:,}")
        super().__init__(context, DEEDS[state].format(what), video_id=video_id, frame=start, person=person)
        self._video_id, self._annotator = video_id, context.annotator
        self._after = {
            track_id: [ReviewSpec(start, start + len(said), state)] for track_id, said in before.items()
        }
        self._before = {track_id: spans_of(said, start) for track_id, said in before.items()}

    def apply(self) -> None:
        self._put(self._after)

    def revert(self) -> None:
        self._put(self._before)

    def _put(self, specs: Mapping[int, list[ReviewSpec]]) -> None:
        stored = self.context.open.reviews.put_all(specs, self._annotator)
        self.context.notify("review", *stored, video_id=self._video_id)
