"""Accepting frames, as something that can be undone."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from core.entities import ReviewState
from db.reviews import ReviewSpec, spans_of
from workbench.gui.annotate.edits import PageEdit
from workbench.gui.context import AppContext

Accepted = NDArray[np.bool_]  # (n,) which frames of a stretch are accepted


class ReviewFrames(PageEdit):
    """Frames of one person or of all accepted, or that taken back.

    Args:
        span: first frame, and the one after the last.
        before: which of them were accepted until now, by track id.
        what: what these frames are called; by default their numbers.
    """

    def __init__(
        self,
        context: AppContext,
        video_id: int,
        span: tuple[int, int],
        state: ReviewState,
        before: Mapping[int, Accepted],
        *,
        person: int,
        what: str = "",
    ) -> None:
        start, stop = span
        what = what or (f"frame {start:,}" if stop == start + 1 else f"frames {start:,} to {stop - 1:,}")
        text = f"Accept {what}" if state is ReviewState.ACCEPTED else f"Mark {what} as unseen"
        super().__init__(context, text, video_id=video_id, frame=start, person=person)
        self._video_id, self._annotator = video_id, context.annotator
        self._after = {
            track_id: [ReviewSpec(start, start + len(mask), state)] for track_id, mask in before.items()
        }
        self._before = {track_id: spans_of(mask, start) for track_id, mask in before.items()}

    def apply(self) -> None:
        self._put(self._after)

    def revert(self) -> None:
        self._put(self._before)

    def _put(self, specs: Mapping[int, list[ReviewSpec]]) -> None:
        stored = self.context.open.reviews.put_all(specs, self._annotator)
        self.context.notify("review", *stored, video_id=self._video_id)
