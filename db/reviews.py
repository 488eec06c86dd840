"""How far people are with the frames of a track: spans that somebody accepted, on top of corrections."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Select, select

from core.entities import Review, ReviewState
from core.errors import InputError
from db.annotators import annotator_row
from db.schema import AnnotatorRow, ReviewRow
from db.store import Repository, now
from db.track_rows import track_row


class ReviewSpec(NamedTuple):
    """Somebody's word on a stretch of a track, about to be stored."""

    start_frame: int
    stop_frame: int
    state: ReviewState


class Reviews(Repository):
    def put(self, track_id: int, specs: Sequence[ReviewSpec], annotator: str) -> list[Review]:
        """Store what somebody says of stretches of a track, in their order, in one transaction.

        Raises:
            InputError: a stretch is empty or outside the track, or is said to be `CORRECTED` (only
                corrections say that); nothing is stored.
        """
        with self._store.write() as session:
            n_frames = track_row(self._store, session, track_id).n_frames
            for spec in specs:
                _check(spec, n_frames)
            who, at = annotator_row(session, annotator), now()
            rows = [
                ReviewRow(
                    track_id=track_id, start_frame=int(spec.start_frame), stop_frame=int(spec.stop_frame),
                    state=str(spec.state), annotator_id=who.id, created_at=at,
                )
                for spec in specs
            ]  # fmt: skip
            session.add_all(rows)
            session.flush()
            return [self._review(row, who.name) for row in rows]

    def history(self, track_id: int) -> list[Review]:
        """Return everything that was ever said of a track, oldest first."""
        with self._store.read() as session:
            return [self._review(*row) for row in session.execute(_of_track(track_id))]

    def accepted(self, track_id: int, n_frames: int) -> NDArray[np.bool_]:
        """Return (n_frames,), true where somebody's newest word is that the frame is right."""
        out = np.zeros(n_frames, np.bool_)
        for review in self.history(track_id):
            out[review.start_frame : review.stop_frame] = review.state is ReviewState.ACCEPTED
        return out

    def _review(self, row: ReviewRow, annotator: str) -> Review:
        state = self._store.word(ReviewState, row.state)
        return Review(row.id, row.track_id, row.start_frame, row.stop_frame, state, annotator, row.created_at)


def spans_of(accepted: NDArray[np.bool_], start_frame: int = 0) -> list[ReviewSpec]:
    """Return what to store so that frames are as in a mask again: what undoing a review needs.

    Args:
        accepted: (n,) the frames from `start_frame` on.
    """
    if not len(accepted):
        return []
    edges = [0, *(np.flatnonzero(np.diff(accepted)) + 1).tolist(), len(accepted)]
    states = (ReviewState.UNSEEN, ReviewState.ACCEPTED)
    return [
        ReviewSpec(start_frame + a, start_frame + b, states[int(accepted[a])]) for a, b in pairwise(edges)
    ]


def _check(spec: ReviewSpec, n_frames: int) -> None:
    if not 0 <= spec.start_frame < spec.stop_frame <= n_frames:
        raise InputError(
            f"Frames {spec.start_frame} up to {spec.stop_frame} are not a stretch of a track of {n_frames}."
        )
    if spec.state is ReviewState.CORRECTED:
        raise InputError("A frame is corrected by a correction, not by a review.")


def _of_track(track_id: int) -> Select[ReviewRow, str]:
    return (
        select(ReviewRow, AnnotatorRow.name)
        .join(AnnotatorRow, AnnotatorRow.id == ReviewRow.annotator_id)
        .where(ReviewRow.track_id == track_id)
        .order_by(ReviewRow.id)
    )
