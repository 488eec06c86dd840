"""The beat grids of videos: each edit is one more row, the newest is in force.

The edges of segments are kept in beats as well as in seconds: whoever puts a grid in force numbers the edges
of that video anew, in the same transaction.
"""

from __future__ import annotations

import zlib

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.audio.grid import MAX_BEATS, BeatGrid
from core.audio.grid_edits import Mend
from core.entities import GridChange, MovedEdges
from core.errors import InputError, StoreError
from db.annotators import annotator_row
from db.schema import BeatGridRow, SegmentRow, VideoRow
from db.store import Repository, Store, now

_SHORTEST_S = 1e-3
_MEANWHILE = "Look at it as it is now and try again."


class BeatGrids(Repository):
    def put(self, video_id: int, grid: BeatGrid, annotator: str) -> BeatGrid:
        """Put a grid in force; segments stay where they are in seconds."""
        with self._store.write() as session:
            self._store.row(session, VideoRow, video_id, "video", lock=True)
            self._put(session, video_id, grid, annotator)
        return grid

    def mend(
        self, video_id: int, mend: Mend, annotator: str, *, within: tuple[float, float] = (0.0, np.inf)
    ) -> GridChange:
        """Put an edited grid in force, and let the segments on it follow, in one transaction.

        Args:
            within: when the video begins and ends, media time: edges that the beats would take out of it stop
                there. A segment that would vanish stays when it was.

        Raises:
            InputError: another grid than `mend.before` was put in force meanwhile; nothing is changed.
        """
        with self._store.write() as session:
            self._store.row(session, VideoRow, video_id, "video", lock=True)
            before = current_grid(self._store, session, video_id)
            if before is not None and before != mend.before:
                raise InputError("Somebody else changed the beats of this video meanwhile.", _MEANWHILE)
            moved, stayed = [], []
            for row in _segments(session, video_id):
                old = (row.start_s, row.end_s)
                new = _followed(mend, old, within)
                if new is None:
                    stayed.append(row.id)
                elif new != old:
                    row.start_s, row.end_s = new
                    moved.append(MovedEdges(row.id, old, new))
            self._put(session, video_id, mend.after, annotator)
        return GridChange(video_id, before, mend.after, tuple(moved), tuple(stayed))

    def take_back(self, change: GridChange, annotator: str) -> None:
        """Undo a `mend`: the grid that was in force before, and the edges as they were, in one transaction.

        Raises:
            InputError: somebody changed the grid, or a segment that had moved with it, meanwhile; nothing is
                changed.
        """
        with self._store.write() as session:
            self._store.row(session, VideoRow, change.video_id, "video", lock=True)
            if current_grid(self._store, session, change.video_id) != change.after:
                raise InputError("Somebody else changed the beats of this video meanwhile.", _MEANWHILE)
            rows = {row.id: row for row in _segments(session, change.video_id)}
            for edges in change.moved:
                row = rows.get(edges.segment_id)
                if row is None or (row.start_s, row.end_s) != edges.after:
                    raise InputError(
                        f"Segment {edges.segment_id} was changed since; the beats stay as they are.",
                        "Undo that change first, or move the beats and the segment by hand.",
                    )
                row.start_s, row.end_s = edges.before
            self._put(session, change.video_id, change.before, annotator)

    def current(self, video_id: int) -> BeatGrid | None:
        """Return the grid in force; None where nobody has made one."""
        with self._store.read() as session:
            return current_grid(self._store, session, video_id)

    def _put(self, session: Session, video_id: int, grid: BeatGrid | None, annotator: str) -> None:
        """Put a grid in force, or None: that there is none again; and number the edges of segments by it."""
        beats_s = np.empty(0) if grid is None else grid.beats_s
        session.add(
            BeatGridRow(
                video_id=video_id, beats=zlib.compress(beats_s.astype("<f8").tobytes(), 1),
                n_beats=len(beats_s), downbeat=grid.downbeat if grid else 0,
                beats_per_bar=grid.beats_per_bar if grid else 0,
                annotator_id=annotator_row(session, annotator).id, created_at=now(),
            )
        )  # fmt: skip
        for row in _segments(session, video_id):
            row.start_beat, row.end_beat = in_beats(grid, row.start_s, row.end_s)


def current_grid(store: Store, session: Session, video_id: int) -> BeatGrid | None:
    """Return the grid in force within a transaction."""
    query = select(BeatGridRow).where(BeatGridRow.video_id == video_id)
    row = session.scalars(query.order_by(BeatGridRow.id.desc()).limit(1)).first()
    # No beats at all: somebody took back the first grid.
    return None if row is None or row.n_beats == 0 else _grid(row, store.place)


def in_beats(grid: BeatGrid | None, start_s: float, end_s: float) -> tuple[float | None, float | None]:
    """Return the edges of a segment as they are stored in beats."""
    return (None, None) if grid is None else (grid.position(start_s), grid.position(end_s))


def _segments(session: Session, video_id: int) -> list[SegmentRow]:
    """All segments of a video, removed ones too: undo can bring them back, and then they must fit."""
    query = select(SegmentRow).where(SegmentRow.video_id == video_id).order_by(SegmentRow.id)
    return list(session.scalars(query))


def _followed(
    mend: Mend, edges: tuple[float, float], within: tuple[float, float]
) -> tuple[float, float] | None:
    """Return where a segment is on the mended grid; None where it would vanish."""
    low, high = within
    moved = [(at_s, mend.moment_s(at_s)) for at_s in edges]
    start_s, end_s = (to_s if to_s == at_s else min(max(to_s, low, 0.0), high) for at_s, to_s in moved)
    return (start_s, end_s) if end_s - start_s >= min(_SHORTEST_S, edges[1] - edges[0]) else None


def _grid(row: BeatGridRow, place: str) -> BeatGrid:
    damaged = StoreError(f"{place}: beat grid {row.id} is damaged.", "Restore the project from a backup.")
    if not 0 < row.n_beats <= MAX_BEATS:
        raise damaged
    try:
        data = zlib.decompressobj().decompress(row.beats, row.n_beats * 8 + 1)
    except zlib.error as e:
        raise damaged from e
    if len(data) != row.n_beats * 8:
        raise damaged
    try:
        return BeatGrid(np.frombuffer(data, "<f8").astype(np.float64), row.downbeat, row.beats_per_bar)
    except InputError as e:
        raise damaged from e
