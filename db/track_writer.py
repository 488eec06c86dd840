"""Writing tracks block by block, so that a long video never lies in memory and a failure leaves nothing."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from types import TracebackType
from typing import NamedTuple, Self

import numpy as np
from sqlalchemy import delete, insert, update
from sqlalchemy.orm import Session

from core.entities import Space, Track
from core.errors import InputError, StoreError
from core.skeleton import Skeleton
from db.chunks import Poses, pack
from db.schema import CHUNK_FRAMES, ChunkRow, TrackRow, VideoRow
from db.store import Store, now


class TrackSpec(NamedTuple):
    """Which track is about to be written."""

    video_id: int
    person: int
    space: Space
    source: str
    skeleton: Skeleton
    fps: float


class TrackWriters:
    """Writes several tracks of equal length side by side, one short transaction an `append`.

    `tracks` holds them after the block. A process that dies leaves rows that no reader sees; the next
    writer of the same track clears them away.
    """

    def __init__(self, store: Store, specs: Sequence[TrackSpec]) -> None:
        self._store = store
        self._specs = [TrackSpec(*spec) for spec in specs]
        self._open: list[_OpenTrack] = []
        self.tracks: list[Track] = []

    def __enter__(self) -> Self:
        with self._store.write() as session:
            self._open = [self._begin(session, spec) for spec in self._specs]
        return self

    def append(self, blocks: Sequence[Poses]) -> None:
        """Add (n, J, 4) poses to each track, in the order of the specs."""
        if len(blocks) != len(self._open):
            raise InputError(f"{len(self._open)} tracks need as many blocks; got {len(blocks)}.")
        for track, block in zip(self._open, blocks, strict=True):
            track.take(block)
        if any(track.n_waiting >= CHUNK_FRAMES for track in self._open):
            with self._store.write() as session:
                for track in self._open:
                    track.flush(session, whole=True)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            self._discard()
            return
        try:
            with self._store.write() as session:
                self.tracks = [self._end(session, track) for track in self._open]
        except BaseException:
            self._discard()
            raise

    def _begin(self, session: Session, spec: TrackSpec) -> _OpenTrack:
        if session.get(VideoRow, spec.video_id) is None:
            raise InputError(f"There is no video {spec.video_id} in {self._store.place}.")
        abandoned = (
            TrackRow.video_id == spec.video_id, TrackRow.person == spec.person,
            TrackRow.space == str(spec.space), TrackRow.source == spec.source, ~TrackRow.complete,
        )  # fmt: skip
        session.execute(delete(TrackRow).where(*abandoned))
        row = TrackRow(
            video_id=spec.video_id, person=spec.person, space=str(spec.space), source=spec.source,
            skeleton=spec.skeleton.to_dict(), fps=float(spec.fps), n_frames=0, n_missing=0, n_corrected=0,
            chunk_frames=CHUNK_FRAMES, complete=False, created_at=now(),
        )  # fmt: skip
        session.add(row)
        session.flush()
        return _OpenTrack(row.id, spec)

    def _end(self, session: Session, track: _OpenTrack) -> Track:
        track.flush(session, whole=False)
        values = {"n_frames": track.n_frames, "n_missing": track.n_missing, "complete": True}
        query = (
            update(TrackRow).where(TrackRow.id == track.id).values(**values).returning(TrackRow.created_at)
        )
        created_at = session.scalar(query)
        if created_at is None:
            raise StoreError(
                f"{self._store.place}: the track was removed while it was written.",
                "Another job wrote the same track; look at its result.",
            )
        spec = track.spec
        return Track(
            track.id, spec.video_id, spec.person, spec.space, spec.source, spec.skeleton, float(spec.fps),
            track.n_frames, track.n_missing, created_at,
        )  # fmt: skip

    def _discard(self) -> None:
        ids = [track.id for track in self._open]
        # When even this fails (a full disk), what went wrong first is what people must hear.
        with suppress(StoreError), self._store.write() as session:
            session.execute(delete(TrackRow).where(TrackRow.id.in_(ids)))


class TrackWriter:
    """`TrackWriters` for one track, which is `track` after the block."""

    def __init__(self, store: Store, spec: TrackSpec) -> None:
        self._writers = TrackWriters(store, [spec])

    @property
    def track(self) -> Track:
        return self._writers.tracks[0]

    def __enter__(self) -> Self:
        self._writers.__enter__()
        return self

    def append(self, block: Poses) -> None:
        """Add (n, J, 4) poses."""
        self._writers.append([block])

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._writers.__exit__(kind, error, trace)


class _OpenTrack:
    """A track that is being written: what waits for its chunk to fill, and what was counted."""

    def __init__(self, track_id: int, spec: TrackSpec) -> None:
        self.id = track_id
        self.spec = spec
        self.n_frames = 0
        self.n_missing = 0
        self._n_chunks = 0
        self._waiting = np.empty((0, len(spec.skeleton.joints), 4), np.float32)

    @property
    def n_waiting(self) -> int:
        return len(self._waiting)

    def take(self, block: Poses) -> None:
        if block.ndim != 3 or block.shape[1:] != self._waiting.shape[1:]:
            raise InputError(f"The track needs blocks (n, {self._waiting.shape[1]}, 4); got {block.shape}.")
        self.n_frames += len(block)
        self.n_missing += int(np.isnan(block[..., :3]).any(axis=-1).all(axis=-1).sum())
        self._waiting = np.concatenate([self._waiting, block.astype(np.float32)])

    def flush(self, session: Session, *, whole: bool) -> None:
        """Store what waits; with `whole`, only in full chunks."""
        n = self.n_waiting // CHUNK_FRAMES * CHUNK_FRAMES if whole else self.n_waiting
        parts = [self._waiting[i : min(i + CHUNK_FRAMES, n)] for i in range(0, n, CHUNK_FRAMES)]
        if not parts:
            return
        rows = [
            {"track_id": self.id, "position": self._n_chunks + i, "data": pack(part)}
            for i, part in enumerate(parts)
        ]
        session.execute(insert(ChunkRow), rows)
        self._n_chunks += len(rows)
        self._waiting = self._waiting[n:]
