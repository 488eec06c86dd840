"""Accepting frames, as something that can be undone."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.entities import ReviewState
from db.reviews import ReviewSpec, spans_of
from workbench.gui.annotate.edits import PageEdit
from workbench.gui.context import AppContext


class ReviewFrames(PageEdit):
    """Frames of a person accepted, or that taken back.

    Args:
        span: first frame, and the one after the last.
        before: (n,) which of them were accepted until now.
    """

    def __init__(
        self,
        context: AppContext,
        video_id: int,
        track_id: int,
        span: tuple[int, int],
        state: ReviewState,
        before: NDArray[np.bool_],
        *,
        person: int,
    ) -> None:
        start, stop = span
        frames = f"frame {start}" if stop == start + 1 else f"frames {start} to {stop - 1}"
        text = f"accept {frames}" if state is ReviewState.ACCEPTED else f"take back {frames}"
        super().__init__(context, text, video_id=video_id, frame=start, person=person)
        self._video_id, self._track_id, self._annotator = video_id, track_id, context.annotator
        self._after = [ReviewSpec(start, stop, state)]
        self._before = spans_of(before, start)

    def apply(self) -> None:
        self._put(self._after)

    def revert(self) -> None:
        self._put(self._before)

    def _put(self, specs: list[ReviewSpec]) -> None:
        stored = self.context.open.reviews.put(self._track_id, specs, self._annotator)
        self.context.notify("review", *stored, video_id=self._video_id)
