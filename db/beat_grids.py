"""The beat grids of videos: each edit is one more row, the newest is in force."""

from __future__ import annotations

import zlib

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.audio.grid import MAX_BEATS, BeatGrid
from core.errors import InputError, StoreError
from db.annotators import annotator_row
from db.schema import BeatGridRow, VideoRow
from db.store import Repository, now


class BeatGrids(Repository):
    def put(self, video_id: int, grid: BeatGrid, annotator: str) -> BeatGrid:
        """Put a grid in force."""
        with self._store.write() as session:
            self._store.row(session, VideoRow, video_id, "video")
            session.add(
                BeatGridRow(
                    video_id=video_id, beats=zlib.compress(grid.beats_s.astype("<f8").tobytes(), 1),
                    n_beats=len(grid.beats_s), downbeat=grid.downbeat, beats_per_bar=grid.beats_per_bar,
                    annotator_id=annotator_row(session, annotator).id, created_at=now(),
                )
            )  # fmt: skip
        return grid

    def current(self, video_id: int) -> BeatGrid | None:
        """Return the grid in force; None where nobody has made one."""
        with self._store.read() as session:
            return self._current(session, video_id)

    def _current(self, session: Session, video_id: int) -> BeatGrid | None:
        query = select(BeatGridRow).where(BeatGridRow.video_id == video_id)
        row = session.scalars(query.order_by(BeatGridRow.id.desc()).limit(1)).first()
        return None if row is None else self._grid(row)

    def _grid(self, row: BeatGridRow) -> BeatGrid:
        if not 0 < row.n_beats <= MAX_BEATS:
            raise self._damaged(row)
        try:
            data = zlib.decompressobj().decompress(row.beats, row.n_beats * 8 + 1)
        except zlib.error as e:
            raise self._damaged(row) from e
        if len(data) != row.n_beats * 8:
            raise self._damaged(row)
        try:
            return BeatGrid(np.frombuffer(data, "<f8").astype(np.float64), row.downbeat, row.beats_per_bar)
        except InputError as e:
            raise self._damaged(row) from e

    def _damaged(self, row: BeatGridRow) -> StoreError:
        return StoreError(
            f"{self._store.place}: beat grid {row.id} is damaged.", "Restore the project from a backup."
        )
