"""The beat grids of videos: each edit is one more row, the newest is in force.

The edges of segments are kept in beats as well as in seconds: whoever puts a grid in force numbers the edges
of that video anew, in the same transaction.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from core.audio.grid import MAX_BEATS, BeatGrid
from core.audio.grid_edits import Mend
from core.entities import GridChange, MovedEdges
from core.errors import InputError, StoreError
from core.spans import SHORTEST_S, TOUCHING_S
from db.annotators import annotator_row
from db.schema import BeatGridRow, SegmentRow, VideoRow
from db.store import Repository, Store, now

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
            within: when the video begins and ends, media time: edges that lie there stay, and edges that the
                beats would take out of it stop there. A segment that would vanish stays when it was.

        Raises:
            InputError: another grid than `mend.before` was put in force meanwhile; nothing is changed.
        """
        with self._store.write() as session:
            self._store.row(session, VideoRow, video_id, "video", lock=True)
            before = current_grid(self._store, session, video_id)
            if before is not None and before != mend.before:
                raise InputError("Somebody else changed the beats of this video meanwhile.", _MEANWHILE)
            ids, old = _edges(session, video_id)
            new = _followed(mend, old, within)
            stayed = new[:, 1] - new[:, 0] < np.minimum(SHORTEST_S, old[:, 1] - old[:, 0])
            new[stayed] = old[stayed]
            moved = tuple(
                MovedEdges(segment_id, (before_s[0], before_s[1]), (after_s[0], after_s[1]))
                for segment_id, before_s, after_s in zip(ids, old.tolist(), new.tolist(), strict=True)
                if before_s != after_s
            )
            _move(session, {edges.segment_id: edges.after for edges in moved})
            self._put(session, video_id, mend.after, annotator)
        return GridChange(video_id, before, mend.after, moved, tuple(np.array(ids, int)[stayed].tolist()))

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
            ids, now = _edges(session, change.video_id)
            present = {segment_id: (a, b) for segment_id, (a, b) in zip(ids, now.tolist(), strict=True)}
            for edges in change.moved:
                if present.get(edges.segment_id) != edges.after:
                    raise InputError(
                        f"Segment {edges.segment_id} was changed since; the beats stay as they are.",
                        "Undo that change first, or move the beats and the segment by hand.",
                    )
            _move(session, {edges.segment_id: edges.before for edges in change.moved})
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
        _number(session, video_id, grid)


def current_grid(store: Store, session: Session, video_id: int) -> BeatGrid | None:
    """Return the grid in force within a transaction."""
    query = select(BeatGridRow).where(BeatGridRow.video_id == video_id)
    row = session.scalars(query.order_by(BeatGridRow.id.desc()).limit(1)).first()
    # No beats at all: somebody took back the first grid.
    return None if row is None or row.n_beats == 0 else _grid(row, store.place)


def in_beats(grid: BeatGrid | None, start_s: float, end_s: float) -> tuple[float | None, float | None]:
    """Return the edges of a segment as they are stored in beats."""
    return (None, None) if grid is None else (grid.position(start_s), grid.position(end_s))


def _edges(session: Session, video_id: int) -> tuple[list[int], NDArray[np.float64]]:
    """Return ids and (S, 2) edges, seconds, of all segments of a video.

    Removed ones too: undo can bring them back, and then they must fit.
    """
    query = select(SegmentRow.id, SegmentRow.start_s, SegmentRow.end_s)
    found = session.execute(query.where(SegmentRow.video_id == video_id).order_by(SegmentRow.id)).all()
    return [row.id for row in found], np.array([(row.start_s, row.end_s) for row in found]).reshape(-1, 2)


def _move(session: Session, edges: Mapping[int, tuple[float, float]]) -> None:
    """Store the edges of segments, by their ids."""
    changed = [{"id": i, "start_s": start_s, "end_s": end_s} for i, (start_s, end_s) in edges.items()]
    if changed:
        session.execute(update(SegmentRow), changed)


def _number(session: Session, video_id: int, grid: BeatGrid | None) -> None:
    """Count the edges of all segments of a video by a grid."""
    ids, edges = _edges(session, video_id)
    if grid is None:
        of_video = update(SegmentRow).where(SegmentRow.video_id == video_id)
        session.execute(of_video.values(start_beat=None, end_beat=None))
    elif ids:
        beats = grid.positions(edges).tolist()
        changed = [{"id": i, "start_beat": a, "end_beat": b} for i, (a, b) in zip(ids, beats, strict=True)]
        session.execute(update(SegmentRow), changed)


def _followed(mend: Mend, edges: NDArray[np.float64], within: tuple[float, float]) -> NDArray[np.float64]:
    """(S, 2) where segments are on the mended grid, inside of the video.

    An edge at an end of the video is none of the music's: it stays.
    """
    low, high = max(within[0], 0.0), within[1]
    inside = (edges > low + TOUCHING_S) & (edges < high - TOUCHING_S)
    return np.where(inside, np.clip(mend.moments_s(edges), low, high), edges)


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
