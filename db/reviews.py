"""How far people are with the frames of a track: spans that somebody accepted, on top of corrections.

As corrections do, somebody's word belongs to the bodies that it was said of, and goes with them when people
are swapped: it says that the joints are right, and whose body it is is said by the swap.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from core.entities import Review, ReviewState
from core.errors import InputError
from db.annotators import annotator_row
from db.arrangement import Arrangements, Span
from db.schema import AnnotatorRow, ReviewRow
from db.store import Repository, Store, now
from db.track_rows import track_row

WORDS = (ReviewState.UNSEEN, ReviewState.ACCEPTED, ReviewState.FLAGGED)
"""What can be said of a frame."""


class ReviewSpec(NamedTuple):
    """Somebody's word on a stretch of a track, about to be stored."""

    start_frame: int
    stop_frame: int
    state: ReviewState


class Reviews(Repository):
    def __init__(self, store: Store, arrangements: Arrangements) -> None:
        super().__init__(store)
        self._arrangements = arrangements

    def put(self, track_id: int, specs: Sequence[ReviewSpec], annotator: str) -> list[Review]:
        """Store what somebody says of stretches of a track, in their order; see `put_all`."""
        return self.put_all({track_id: specs}, annotator)

    def put_all(self, specs: Mapping[int, Sequence[ReviewSpec]], annotator: str) -> list[Review]:
        """Store what somebody says of stretches of tracks, by track id, in one transaction.

        A stretch in which the track has several bodies is stored in as many parts.

        Raises:
            InputError: a stretch is empty or outside the track, or is said to be `CORRECTED` (only
                corrections say that); nothing is stored.
        """
        with self._store.write() as session:
            who, at = annotator_row(session, annotator), now()
            rows = [
                (track_id, ReviewRow(
                    track_id=span.body, start_frame=span.start, stop_frame=span.stop,
                    state=str(state), annotator_id=who.id, created_at=at,
                ))
                for track_id in sorted(specs)
                for span, state in self._on_bodies(session, track_id, specs[track_id])
            ]  # fmt: skip
            session.add_all(row for _, row in rows)
            session.flush()
            return [replace(self._review(row, who.name), track_id=track_id) for track_id, row in rows]

    def _on_bodies(
        self, session: Session, track_id: int, specs: Sequence[ReviewSpec]
    ) -> list[tuple[Span, ReviewState]]:
        track = track_row(self._store, session, track_id)
        for spec in specs:
            _check(spec, track.n_frames)
        arrangement = self._arrangements.fresh(session, track.video_id)
        return [
            (span, spec.state)
            for spec in specs
            for span in arrangement.spans(track_id, int(spec.start_frame), int(spec.stop_frame))
        ]

    def history(self, track_id: int) -> list[Review]:
        """Return everything that was ever said of the body of a track, whoever has it now, oldest first."""
        with self._store.read() as session:
            return [self._review(*row) for row in session.execute(_of_track(track_id))]

    def said(self, track_id: int, n_frames: int) -> NDArray[np.int8]:
        """Return (n_frames,) what somebody's newest word on each frame is, as its place in `WORDS`."""
        with self._store.read() as session:
            video_id = track_row(self._store, session, track_id).video_id
            spans = self._arrangements.fresh(session, video_id).spans(track_id, 0, n_frames)
            said = {body: self._said(session, body, n_frames) for body in {span.body for span in spans}}
        return np.concatenate([np.zeros(0, np.int8), *(said[s.body][s.start : s.stop] for s in spans)])

    def accepted(self, track_id: int, n_frames: int) -> NDArray[np.bool_]:
        """Return (n_frames,), true where somebody's newest word is that the frame is right."""
        accepted: NDArray[np.bool_] = self.said(track_id, n_frames) == WORDS.index(ReviewState.ACCEPTED)
        return accepted

    def _said(self, session: Session, body: int, n_frames: int) -> NDArray[np.int8]:
        out = np.zeros(n_frames, np.int8)
        for row, _ in session.execute(_of_track(body)):
            state = self._store.word(ReviewState, row.state)
            out[max(row.start_frame, 0) : max(row.stop_frame, 0)] = WORDS.index(state)
        return out

    def _review(self, row: ReviewRow, annotator: str) -> Review:
        state = self._store.word(ReviewState, row.state)
        return Review(row.id, row.track_id, row.start_frame, row.stop_frame, state, annotator, row.created_at)


def spans_of(said: NDArray[np.int8], start_frame: int = 0) -> list[ReviewSpec]:
    """Return what to store so that frames are as they were again: what undoing a review needs.

    Args:
        said: (n,) of `Reviews.said`, the frames from `start_frame` on.
    """
    if not len(said):
        return []
    edges = [0, *(np.flatnonzero(np.diff(said)) + 1).tolist(), len(said)]
    return [ReviewSpec(start_frame + a, start_frame + b, WORDS[int(said[a])]) for a, b in pairwise(edges)]


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
