"""How much of each video somebody accepted, as the Library shows it: two queries for any number of videos."""

from __future__ import annotations

from collections import Counter, defaultdict

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.entities import CorrectionKind, Reviewed, ReviewState
from db.schema import AnnotatorRow, CorrectionRow, ReviewRow, TrackRow
from db.track_rows import is_newest

NOBODY = 0

_WORDS = (
    select(
        TrackRow.video_id, TrackRow.id, TrackRow.n_frames, ReviewRow.start_frame, ReviewRow.stop_frame,
        ReviewRow.state, ReviewRow.annotator_id, AnnotatorRow.name,
    )
    .join(TrackRow, TrackRow.id == ReviewRow.track_id)
    .join(AnnotatorRow, AnnotatorRow.id == ReviewRow.annotator_id)
    .where(is_newest())
    .order_by(ReviewRow.id)
)  # fmt: skip
_NEWEST = (
    select(func.max(CorrectionRow.id))
    .where(CorrectionRow.track_id.in_(select(ReviewRow.track_id)))
    .group_by(CorrectionRow.track_id, CorrectionRow.frame, CorrectionRow.joint)
)
_CORRECTED = (
    select(CorrectionRow.track_id, CorrectionRow.frame)
    .where(CorrectionRow.id.in_(_NEWEST), CorrectionRow.kind != CorrectionKind.REVERT)
    .distinct()
)


def reviewed_by_video(session: Session) -> dict[int, Reviewed]:
    """Return what was accepted of the newest tracks of each video of which anything was.

    Words lie on bodies, as corrections do: who has a body now makes no difference to their number.
    """
    owners: dict[int, NDArray[np.int64]] = {}  # (n_frames,) who accepted each frame, by track
    videos: dict[int, int] = {}  # by track
    names: dict[int, str] = {}
    for video_id, track_id, n_frames, start, stop, state, annotator_id, name in session.execute(_WORDS):
        owner = owners.setdefault(track_id, np.zeros(n_frames, np.int64))
        owner[max(start, 0) : max(stop, 0)] = annotator_id if state == ReviewState.ACCEPTED else NOBODY
        videos[track_id], names[annotator_id] = video_id, name
    if not owners:
        return {}
    both = _corrected_too(session, owners)
    found: dict[int, Counter[str]] = defaultdict(Counter)
    n_both: Counter[int] = Counter()
    for track_id, owner in owners.items():
        who, counts = np.unique(owner[owner != NOBODY], return_counts=True)
        found[videos[track_id]].update({names[int(w)]: int(n) for w, n in zip(who, counts, strict=True)})
        n_both[videos[track_id]] += both[track_id]
    return {
        video_id: Reviewed(by_name.total(), n_both[video_id], tuple(sorted(by_name.items())))
        for video_id, by_name in found.items()
    }


def _corrected_too(session: Session, owners: dict[int, NDArray[np.int64]]) -> Counter[int]:
    """Return how many of the accepted frames have a correction in force, by track."""
    found: Counter[int] = Counter()
    for track_id, frame in session.execute(_CORRECTED):
        owner = owners.get(track_id)
        if owner is not None and frame < len(owner) and owner[frame] != NOBODY:
            found[track_id] += 1
    return found
