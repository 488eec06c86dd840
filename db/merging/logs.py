"""What people said of tracks and videos, each an append-only log whose newest entry counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from typing import TypeVar

from sqlalchemy import inspect, select

from core.entities import CorrectionKind
from core.merging import ConflictKind, new_entries, settle
from db.arrangement import Arrangement, Swap
from db.corrections import corrected_frames
from db.merging.shared import Merge
from db.schema import BeatGridRow, CorrectionRow, PersonRow, SwapRow, TrackRow
from db.track_rows import skeleton_of

Row = TypeVar("Row", CorrectionRow, BeatGridRow, PersonRow)


def merge_corrections(merge: Merge) -> None:
    """Append their corrections in their order; where both put one joint, ours stays in force."""
    for their_id, our_id in merge.ids["tracks"].items():
        theirs = _rows(merge, CorrectionRow, CorrectionRow.track_id == their_id, their=True)
        if their_id in merge.fresh["tracks"]:
            merge.add(CorrectionRow, theirs, "corrections")
            continue
        ours = _rows(merge, CorrectionRow, CorrectionRow.track_id == our_id)
        _merge_places(merge, our_id, ours, theirs)


def _merge_places(
    merge: Merge, our_id: int, ours: Sequence[CorrectionRow], theirs: Sequence[CorrectionRow]
) -> None:
    places: dict[tuple[int, int], tuple[list[CorrectionRow], list[CorrectionRow]]] = defaultdict(
        lambda: ([], [])
    )
    for side, rows in enumerate((ours, theirs)):
        for row in rows:
            places[row.frame, row.joint][side].append(row)
    key = _key(merge)
    new: list[CorrectionRow] = []
    last: list[CorrectionRow] = []
    track = merge.ours.get_one(TrackRow, our_id)
    for (frame, joint), (our_rows, their_rows) in sorted(places.items()):
        settled = settle(our_rows, their_rows, key, _correction_effect)
        new += settled.new
        last += [] if settled.last is None else [settled.last]
        if settled.is_conflict:
            one, other = our_rows[-1], their_rows[-1]
            here, there = (f"{_put(row)}, says {merge.annotator(row)}" for row in (one, other))
            where = f"Frame {frame}, {_joint(merge, track, joint)}"
            what = f"{where}: {here} here; {there} there. Ours is in force."
            merge.conflict(ConflictKind.JOINT, track.video_id, what)
    _append(merge, CorrectionRow, sorted(new, key=lambda row: row.id), last, "corrections")


def merge_beats(merge: Merge) -> None:
    """Append their beat grids; where both made some, ours stays in force."""
    for their_id, our_id in merge.ids["videos"].items():
        theirs = _rows(merge, BeatGridRow, BeatGridRow.video_id == their_id, their=True)
        ours = _rows(merge, BeatGridRow, BeatGridRow.video_id == our_id)
        settled = settle(ours, theirs, _key(merge), _beats_effect)
        last = [] if settled.last is None else [settled.last]
        _append(merge, BeatGridRow, settled.new, last, "beat grids")
        if settled.is_conflict:
            merge.conflict(
                ConflictKind.BEATS, our_id, "Its beats were edited in both projects; ours are in force."
            )


def merge_people(merge: Merge) -> None:
    """Append who their people are, and their swaps where both did not swap the same people."""
    for their_id, our_id in merge.ids["tracks"].items():
        theirs = _rows(merge, PersonRow, PersonRow.track_id == their_id, their=True)
        ours = _rows(merge, PersonRow, PersonRow.track_id == our_id)
        settled = settle(ours, theirs, _key(merge), _card_effect)
        if not settled.new:
            continue
        last = [] if settled.last is None else [settled.last]
        _append(merge, PersonRow, settled.new, last, "names of people")
        track = merge.ours.get_one(TrackRow, our_id)
        track.is_hidden = (settled.last or settled.new[-1]).is_hidden
        if settled.is_conflict:
            one, other = (repr(rows[-1].name or "a person") for rows in (ours, theirs))
            what = f"Somebody is {one} here and {other} there, or was deleted on one side; ours stays."
            merge.conflict(ConflictKind.PEOPLE, track.video_id, what)
    for their_id, our_id in merge.ids["videos"].items():
        _merge_swaps(merge, their_id, our_id)


def _merge_swaps(merge: Merge, their_video: int, our_video: int) -> None:
    theirs = merge.theirs.scalars(
        select(SwapRow).where(SwapRow.video_id == their_video).order_by(SwapRow.id)
    ).all()
    # Of tracks that did not come, nothing can be swapped.
    theirs = [row for row in theirs if {row.first_id, row.second_id} <= merge.ids["tracks"].keys()]
    ours = merge.ours.scalars(select(SwapRow).where(SwapRow.video_id == our_video).order_by(SwapRow.id)).all()

    def key(row: SwapRow) -> Hashable:
        tracks = [row.first_id, row.second_id]
        if not merge.is_ours(row):
            tracks = [merge.ids["tracks"][track] for track in tracks]
        return (*tracks, row.start_frame, row.stop_frame, merge.annotator(row), row.created_at)

    new = new_entries(ours, theirs, key)
    if not new:
        return
    bodies = {track for row in new for track in (row.first_id, row.second_id)}
    if new_entries(theirs, ours, key) and not bodies <= merge.fresh["tracks"]:
        # The same mend made on both sides would undo itself.
        what = (
            f"People were swapped in both projects; those {len(new)} swaps of {merge.their_name} stay there."
        )
        merge.conflict(ConflictKind.PEOPLE, our_video, what)
        return
    merge.add(SwapRow, new, "swaps of people")


def count_corrected(merge: Merge) -> None:
    """Count the corrected frames of every track that the merge may have changed."""
    for our_video in merge.ids["videos"].values():
        swaps = merge.ours.execute(
            select(SwapRow.first_id, SwapRow.second_id, SwapRow.start_frame, SwapRow.stop_frame)
            .where(SwapRow.video_id == our_video)
            .order_by(SwapRow.id)
        )
        arrangement = Arrangement(0, [Swap(*row) for row in swaps])
        query = select(TrackRow).where(TrackRow.video_id == our_video, TrackRow.complete.is_(True))
        for track in merge.ours.scalars(query):
            spans = arrangement.spans(track.id, 0, track.n_frames)
            track.n_corrected = len(corrected_frames(merge.ours, spans))


def _rows(merge: Merge, table: type[Row], where: object, *, their: bool = False) -> list[Row]:
    session = merge.theirs if their else merge.ours
    return list(session.scalars(select(table).where(where).order_by(table.id)))  # type: ignore[arg-type]


def _append(merge: Merge, table: type[Row], new: Sequence[Row], last: Sequence[Row], noun: str) -> None:
    """Append their new rows, and again those, of either side, that are to be in force."""
    merge.add(table, new, noun)
    merge.insert(table, [_copy(row) if merge.is_ours(row) else merge.values(row) for row in last])


def _copy(row: Row) -> dict[str, object]:
    return {name: getattr(row, name) for name in _columns(row) if name != "id"}


def _columns(row: Row) -> list[str]:
    return [attribute.key for attribute in inspect(type(row)).column_attrs]


def _key(merge: Merge) -> Callable[[Row], Hashable]:
    """Return what makes two entries the same one: all that they say, who said it, and when."""
    ids = {"id", "track_id", "video_id", "annotator_id"}

    def key(row: Row) -> Hashable:
        return (merge.annotator(row), *[getattr(row, name) for name in _columns(row) if name not in ids])

    return key


def _correction_effect(row: CorrectionRow) -> Hashable:
    return None if row.kind == CorrectionKind.REVERT else (row.kind, row.x, row.y, row.z)


def _beats_effect(row: BeatGridRow) -> Hashable:
    return row.beats, row.downbeat, row.beats_per_bar


def _card_effect(row: PersonRow) -> Hashable:
    return row.name, row.colour, row.is_hidden


def _put(row: CorrectionRow) -> str:
    if row.kind == CorrectionKind.REVERT:
        return "where the machine saw it"
    if row.kind == CorrectionKind.HIDE:
        return "hidden"
    place = [f"{value:.1f}" for value in (row.x, row.y, row.z) if value is not None]
    return f"at {', '.join(place)}"


def _joint(merge: Merge, track: TrackRow, joint: int) -> str:
    joints = skeleton_of(merge.store, track).joints
    return joints[joint].replace("_", " ") if 0 <= joint < len(joints) else f"joint {joint}"
