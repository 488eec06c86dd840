"""Pose tracks: the same where the machine said the same in every frame."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from sqlalchemy import ColumnElement, insert, or_, select
from sqlalchemy.orm import Session

from core.merging import ConflictKind
from db.chunks import unpack
from db.merging.shared import Merge
from db.schema import ChunkRow, CorrectionRow, PersonRow, ReviewRow, SwapRow, TrackRow, VideoRow
from db.track_rows import is_newest

_BATCH = 128  # chunks held at once: some megabytes


def merge_tracks(merge: Merge) -> None:
    """Bring the tracks of each video that people here are not worse off without.

    Of a video that has none here all come. Otherwise their tracks that are not the same as one of ours come
    where somebody worked on them: in place of ours when nobody worked on those, else beside them, as further
    people.
    """
    for their_video, our_video in merge.ids["videos"].items():
        theirs = _tracks(merge.theirs, their_video)
        ours = _tracks(merge.ours, our_video)
        _match(merge, ours, theirs)
        rest = [track for track in theirs if track.id not in merge.ids["tracks"]]
        if not rest:
            continue
        if not ours:
            _bring(merge, rest)
        else:
            _bring_worked_on(merge, rest, their_video, our_video)


def _bring_worked_on(merge: Merge, rest: Sequence[TrackRow], their_video: int, our_video: int) -> None:
    name = merge.ours.get_one(VideoRow, our_video).name
    newest = _tracks(merge.theirs, their_video, is_newest())
    wanted = [track for track in rest if track in newest]
    if len(wanted) < len(rest):
        merge.left.append(
            f"{name}: {len(rest) - len(wanted)} tracks of earlier searches for people stay in "
            f"{merge.their_name}."
        )
    our_newest = _tracks(merge.ours, our_video, is_newest())
    is_shared = any(track.id in merge.ids["tracks"] for track in newest)
    if not wanted:
        return
    if not _is_worked_on(merge.theirs, wanted):
        merge.left.append(
            f"{name}: {len(wanted)} tracks of {merge.their_name} differ from those here and nobody corrected "
            "them; those here stay."
        )
    elif not is_shared and not _is_worked_on(merge.ours, our_newest):
        _bring(merge, wanted)
    else:
        _bring(merge, wanted, _further(our_newest, wanted))
        merge.conflict(
            ConflictKind.POSES,
            our_video,
            f"Its people were found differently and corrected in both projects: {len(wanted)} tracks of "
            f"{merge.their_name} stand beside those here as further people.",
        )


def _tracks(session: Session, video_id: int, which: ColumnElement[bool] | None = None) -> list[TrackRow]:
    which = TrackRow.complete.is_(True) if which is None else which
    query = select(TrackRow).where(TrackRow.video_id == video_id, which)
    return list(session.scalars(query.order_by(TrackRow.id)))


def _match(merge: Merge, ours: Sequence[TrackRow], theirs: Sequence[TrackRow]) -> None:
    free = list(ours)
    for track in theirs:
        # Somebody whom nobody sees looks like anybody else: the same number first.
        candidates = sorted(free, key=lambda other: (other.person != track.person, other.id))
        same = next((other for other in candidates if _is_same(merge, other, track)), None)
        if same is not None:
            free.remove(same)
            merge.ids["tracks"][track.id] = same.id


def _is_same(merge: Merge, ours: TrackRow, theirs: TrackRow) -> bool:
    a, b = ((row.space, row.n_frames, row.chunk_frames, row.n_missing) for row in (ours, theirs))
    if a != b or json.dumps(ours.skeleton, sort_keys=True) != json.dumps(theirs.skeleton, sort_keys=True):
        return False
    if not ours.chunk_frames:  # made by hand: nothing in it tells it from another one
        return (ours.source, ours.created_at) == (theirs.source, theirs.created_at)
    pairs = zip_longest(_chunks(merge.ours, ours.id), _chunks(merge.theirs, theirs.id))
    n_joints = len(ours.skeleton["joints"])
    return all(one == other or _unpacks_alike(one, other, ours, n_joints) for one, other in pairs)


def _unpacks_alike(
    one: tuple[int, bytes] | None, other: tuple[int, bytes] | None, track: TrackRow, n_joints: int
) -> bool:
    """Whether two chunks hold the same; another build of zlib packs it otherwise."""
    if one is None or other is None or one[0] != other[0]:
        return False
    frames = min(track.chunk_frames, track.n_frames - one[0] * track.chunk_frames)
    try:
        a, b = (unpack(data, frames, n_joints) for data in (one[1], other[1]))
    except ValueError:  # damaged on one side: whoever reads it is told
        return False
    return a.tobytes() == b.tobytes()


def _chunks(session: Session, track_id: int) -> Iterator[tuple[int, bytes]]:
    query = select(ChunkRow.position, ChunkRow.data).where(ChunkRow.track_id == track_id)
    streamed = query.order_by(ChunkRow.position).execution_options(yield_per=_BATCH)
    with session.execute(streamed) as rows:
        for row in rows:
            yield row.position, row.data


def _bring(merge: Merge, tracks: Sequence[TrackRow], persons: dict[int, int] | None = None) -> None:
    """Copy tracks; their corrections are counted when those have come."""
    for track in tracks:
        person = track.person if persons is None else persons[track.person]
        (new_id,) = merge.add(TrackRow, [track], "tracks", person=person, n_corrected=0)
        batch: list[dict[str, object]] = []
        for position, data in _chunks(merge.theirs, track.id):
            batch.append({"track_id": new_id, "position": position, "data": data})
            if len(batch) == _BATCH:
                merge.ours.execute(insert(ChunkRow), batch)
                batch = []
        if batch:
            merge.ours.execute(insert(ChunkRow), batch)


def _further(ours: Sequence[TrackRow], theirs: Sequence[TrackRow]) -> dict[int, int]:
    """Return numbers for their people that nobody here has; those set aside stay below 0."""
    taken = [track.person for track in ours]
    above, below = max(0, *taken) + 1, min(0, *taken) - 1
    numbers = sorted({track.person for track in theirs})
    shown, aside = [n for n in numbers if n >= 0], [n for n in numbers if n < 0]
    return {n: above + i for i, n in enumerate(shown)} | {n: below - i for i, n in enumerate(aside[::-1])}


def _is_worked_on(session: Session, tracks: Sequence[TrackRow]) -> bool:
    ids = [track.id for track in tracks]
    of_track = (CorrectionRow, ReviewRow, PersonRow)
    queries = [select(table.id).where(table.track_id.in_(ids)) for table in of_track]
    queries.append(select(SwapRow.id).where(or_(SwapRow.first_id.in_(ids), SwapRow.second_id.in_(ids))))
    return any(session.scalar(query.limit(1)) is not None for query in queries)
