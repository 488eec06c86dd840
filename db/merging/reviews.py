"""Reviews: spans of frames, of which the newest over a frame counts."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Select, select

from core.entities import ReviewState
from core.merging import ConflictKind, new_entries
from db.merging.shared import Merge
from db.schema import ReviewRow, TrackRow

_NOBODY = -1


def merge_reviews(merge: Merge) -> None:
    """Append their reviews; on frames of which somebody here spoke meanwhile, ours counts."""

    def key(row: ReviewRow) -> Hashable:
        return row.start_frame, row.stop_frame, row.state, merge.annotator(row), row.created_at

    for their_id, our_id in merge.ids["tracks"].items():
        theirs = merge.theirs.scalars(_of(their_id)).all()
        ours = merge.ours.scalars(_of(our_id)).all()

        new = new_entries(ours, theirs, key)
        own = new_entries(theirs, ours, key)
        merge.add(ReviewRow, new, "reviews")
        if new and own:
            _keep_ours(merge, our_id, ours, own, theirs, new)


def _keep_ours(
    merge: Merge,
    our_id: int,
    ours: Sequence[ReviewRow],
    own: Sequence[ReviewRow],
    theirs: Sequence[ReviewRow],
    new: Sequence[ReviewRow],
) -> None:
    """Say our word again on the frames that only we spoke of since and where theirs would cover it."""
    track = merge.ours.get_one(TrackRow, our_id)
    n = track.n_frames
    ours_said, their_said = _newest(ours, n), _newest(theirs, n)
    is_covered = (_newest(own, n) != _NOBODY) & (_newest(new, n) != _NOBODY)
    accepted, their_accepted = _accepted(ours, ours_said), _accepted(theirs, their_said)
    again = np.where(is_covered, ours_said, _NOBODY)
    rows = [
        {
            "track_id": our_id, "start_frame": a, "stop_frame": b, "state": ours[again[a]].state,
            "annotator_id": ours[again[a]].annotator_id, "created_at": ours[again[a]].created_at,
        }
        for a, b in _runs(again)
        if again[a] != _NOBODY
    ]  # fmt: skip
    merge.insert(ReviewRow, rows)
    differing = is_covered & (accepted != their_accepted)
    for a, b in _runs(differing.astype(np.int64)):
        if differing[a]:
            what = f"Frames {a} to {b - 1}: accepted on one side and not on the other; ours counts."
            merge.conflict(ConflictKind.REVIEW, track.video_id, what)


def _of(track_id: int) -> Select[ReviewRow]:
    return select(ReviewRow).where(ReviewRow.track_id == track_id).order_by(ReviewRow.id)


def _newest(rows: Sequence[ReviewRow], n_frames: int) -> NDArray[np.int64]:
    """(n_frames,) the index of the newest row over each frame."""
    out = np.full(n_frames, _NOBODY, np.int64)
    for i, row in enumerate(rows):
        out[max(row.start_frame, 0) : max(row.stop_frame, 0)] = i
    return out


def _accepted(rows: Sequence[ReviewRow], newest: NDArray[np.int64]) -> NDArray[np.bool_]:
    states = np.array([*(row.state == ReviewState.ACCEPTED for row in rows), False], np.bool_)
    accepted: NDArray[np.bool_] = states[newest]  # nobody: the last one
    return accepted


def _runs(values: NDArray[np.int64]) -> list[tuple[int, int]]:
    """Return where equal values begin and end."""
    if not len(values):
        return []
    edges = [0, *(np.flatnonzero(np.diff(values)) + 1).tolist(), len(values)]
    return list(pairwise(edges))
