"""Pose tracks: written once in chunks, read as people mended them.

What was written of a track is its body. A track has its own body until people swap it in some frames
(`db.arrangement`); reading a track reads the bodies that it has now, with the corrections put on them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sqlalchemy import ColumnElement, bindparam, func, or_, select
from sqlalchemy.orm import Session

from core.entities import Space, Track
from core.errors import InputError
from core.skeleton import Skeleton
from db.arrangement import Arrangements, Span
from db.chunks import ChunkCache, Poses, unpack
from db.corrections import marks, overlay
from db.schema import ChunkRow, CorrectionRow, SwapRow, TrackRow
from db.store import Repository, Store
from db.track_rows import damaged, is_current, skeleton_of, track_row
from db.track_writer import TrackSpec, TrackWriter, TrackWriters

MAX_CHUNK_BYTES = 64 << 20
"""A chunk that says it is larger is damaged or hostile; ours are a thousandth of it."""

KEEP_AT_MOST = 4
"""Reads of up to this many chunks go through the cache."""

_CHUNKS = (  # built once, as is the query of corrections
    select(ChunkRow.data)
    .where(
        ChunkRow.track_id == bindparam("track_id"),
        ChunkRow.position.between(bindparam("first"), bindparam("last")),
    )
    .order_by(ChunkRow.position)
)


class Tracks(Repository):
    def __init__(self, store: Store, arrangements: Arrangements) -> None:
        super().__init__(store)
        self._arrangements = arrangements
        self._layouts: dict[int, _Layout] = {}  # they never change, and ids are never given twice
        self._cache = ChunkCache()

    def writer(
        self, video_id: int, person: int, space: Space, source: str, skeleton: Skeleton, fps: float
    ) -> TrackWriter:
        """Return a context manager that writes one track; see `writers`."""
        return TrackWriter(self._store, TrackSpec(video_id, person, space, source, skeleton, fps))

    def writers(self, specs: Sequence[TrackSpec]) -> TrackWriters:
        """Return a context manager that writes several tracks side by side.

        Nobody sees the tracks before the block ends; when it raises, or its process dies, there are none.
        """
        return TrackWriters(self._store, specs)

    def add(
        self,
        video_id: int,
        person: int,
        space: Space,
        source: str,
        skeleton: Skeleton,
        fps: float,
        frames: Poses,
    ) -> Track:
        """Store a whole track, (T, J, 4)."""
        with self.writer(video_id, person, space, source, skeleton, fps) as writer:
            writer.append(frames)
        return writer.track

    def get(self, track_id: int) -> Track:
        """Return a track; `InputError` when there is none with that id."""
        with self._store.read() as session:
            return self._track(track_row(self._store, session, track_id))

    def for_video(self, video_id: int, space: Space | None = None) -> list[Track]:
        """Return the tracks of a video, oldest first: all that were ever found, see `current`."""
        return self._of_video(video_id, space, TrackRow.complete.is_(True))

    def current(self, video_id: int, space: Space | None = None) -> list[Track]:
        """Return the tracks of the people in a video, oldest first.

        They are those whom its newest search found, or somebody added since, but nobody deleted.
        """
        return self._of_video(video_id, space, is_current())

    def _of_video(self, video_id: int, space: Space | None, which: ColumnElement[bool]) -> list[Track]:
        query = select(TrackRow).where(TrackRow.video_id == video_id, which)
        if space is not None:
            query = query.where(TrackRow.space == str(space))
        with self._store.read() as session:
            return [self._track(row) for row in session.scalars(query.order_by(TrackRow.id))]

    def read(self, track_id: int, start: int = 0, stop: int | None = None) -> Poses:
        """Return (n, J, 4) float32 of frames ``start`` to, not including, ``stop``, corrections in force."""
        with self._store.read() as session:
            return self._read(session, self._layout(session, track_id), start, stop)

    def raw(self, track_id: int, start: int = 0, stop: int | None = None) -> Poses:
        """Return (n, J, 4) float32 as the machine or file gave it, of the bodies that the track has now."""
        with self._store.read() as session:
            layout = self._layout(session, track_id)
            arrangement = self._arrangements.fresh(session, layout.video_id)
            bodies = arrangement.spans(track_id, *layout.clipped(start, stop))
            return self._joined(layout, [self._body(session, layout, span) for span in bodies]).copy()

    def body(self, track_id: int, start: int = 0, stop: int | None = None) -> Poses:
        """Return (n, J, 4) float32 of a track's own body, whoever has it now: what `history` speaks of."""
        with self._store.read() as session:
            layout = self._layout(session, track_id)
            return self._body(session, layout, Span(track_id, *layout.clipped(start, stop))).copy()

    def frame(self, track_id: int, frame: int) -> Poses:
        """Return (J, 4) float32 of one frame, corrections in force; `InputError` outside the track."""
        with self._store.read() as session:
            poses = self._read(session, self._layout(session, track_id), frame, frame + 1)
            if not len(poses):
                raise InputError(f"Track {track_id} has no frame {frame}.")
            pose: Poses = poses[0]
            return pose

    def remove(self, track_id: int) -> None:
        """Delete a track that nobody corrected; `InputError` when people's work would go with it."""
        with self._store.write() as session:
            row = track_row(self._store, session, track_id)
            query = select(func.count()).select_from(CorrectionRow)
            n_corrections = session.scalar(query.where(CorrectionRow.track_id == track_id))
            if n_corrections:
                raise InputError(
                    f"Track {track_id} cannot be removed: {n_corrections} corrections stand on it.",
                    "Remove its video if you do not want them any more.",
                )
            swapped = or_(SwapRow.first_id == track_id, SwapRow.second_id == track_id)
            if session.scalar(select(SwapRow.id).where(SwapRow.video_id == row.video_id, swapped).limit(1)):
                raise InputError(
                    f"Track {track_id} cannot be removed: people have swapped it with another one.",
                    "Remove its video if you do not want it any more.",
                )
            session.delete(row)
        self._layouts.pop(track_id, None)

    def _track(self, row: TrackRow) -> Track:
        return Track(
            id=row.id,
            video_id=row.video_id,
            person=row.person,
            space=self._store.word(Space, row.space),
            source=row.source,
            skeleton=skeleton_of(self._store, row),
            fps=row.fps,
            n_frames=row.n_frames,
            n_missing=row.n_missing,
            created_at=row.created_at,
        )

    def _read(self, session: Session, layout: _Layout, start: int, stop: int | None) -> Poses:
        """Return the bodies of a track with the corrections on them.

        The arrangement is taken as it was last read, and the query of corrections says whether it still is
        so: a step to the next frame must cost no question of its own.
        """
        start, stop = layout.clipped(start, stop)
        arrangement = self._arrangements.known(layout.video_id)
        while True:
            parts = list[Poses]()
            for span in arrangement.spans(layout.track_id, start, stop):
                found, version = marks(session, self._store, layout.video_id, span)
                if version != arrangement.version:
                    arrangement = self._arrangements.read(session, layout.video_id, version)
                    break
                parts.append(overlay(self._body(session, layout, span), span.start, found))
            else:
                return self._joined(layout, parts)

    def _body(self, session: Session, layout: _Layout, span: Span) -> Poses:
        """Return a stretch of a body that a track of this layout has."""
        body = layout if span.body == layout.track_id else self._layout(session, span.body)
        if (body.n_frames, body.n_joints) != (layout.n_frames, layout.n_joints):
            raise damaged(self._store, layout.track_id, f"it was swapped with track {body.track_id}")
        if span.start >= span.stop or not body.chunk_frames:
            return np.full((max(span.stop - span.start, 0), layout.n_joints, 4), np.nan, np.float32)
        first, last = span.start // body.chunk_frames, (span.stop - 1) // body.chunk_frames
        chunks = self._chunks(session, body, first, last)
        poses = chunks[0] if len(chunks) == 1 else np.concatenate(chunks)
        offset = first * body.chunk_frames
        return poses[span.start - offset : span.stop - offset]

    @staticmethod
    def _joined(layout: _Layout, parts: list[Poses]) -> Poses:
        if len(parts) == 1:
            return parts[0]
        return np.concatenate([np.empty((0, layout.n_joints, 4), np.float32), *parts])

    def _chunks(self, session: Session, layout: _Layout, first: int, last: int) -> list[Poses]:
        """Return consecutive chunks; a few are remembered, a whole video would only push them out."""
        wanted = range(first, last + 1)
        if len(wanted) > KEEP_AT_MOST:
            return self._load(session, layout, first, last)
        cached = [self._cache.get(layout.track_id, position) for position in wanted]
        if all(chunk is not None for chunk in cached):
            return [chunk for chunk in cached if chunk is not None]
        chunks = self._load(session, layout, first, last)
        for position, chunk in zip(wanted, chunks, strict=True):
            self._cache.put(layout.track_id, position, chunk)
        return chunks

    def _load(self, session: Session, layout: _Layout, first: int, last: int) -> list[Poses]:
        blobs = session.scalars(_CHUNKS, {"track_id": layout.track_id, "first": first, "last": last}).all()
        if len(blobs) != last - first + 1:
            raise damaged(self._store, layout.track_id, "frames are missing")
        try:
            return [layout.unpack(blob, first + i) for i, blob in enumerate(blobs)]
        except ValueError as e:
            raise damaged(self._store, layout.track_id, str(e)) from e

    def _layout(self, session: Session, track_id: int) -> _Layout:
        layout = self._layouts.get(track_id)
        if layout is None:
            row = track_row(self._store, session, track_id)
            n_joints = len(self._track(row).skeleton.joints)
            layout = _Layout(row.id, row.video_id, row.n_frames, n_joints, row.chunk_frames)
            is_empty = layout.chunk_frames == 0 and row.n_missing == row.n_frames
            if not (0 < layout.chunk_bytes <= MAX_CHUNK_BYTES or is_empty):
                raise damaged(self._store, row.id, f"chunks of {layout.chunk_bytes} bytes")
            self._layouts[track_id] = layout
        return layout


@dataclass(frozen=True)
class _Layout:
    """How the frames of a body lie in its chunks; `chunk_frames` is 0 where there are none."""

    track_id: int
    video_id: int
    n_frames: int
    n_joints: int
    chunk_frames: int

    @property
    def chunk_bytes(self) -> int:
        return self.chunk_frames * self.n_joints * 16

    def clipped(self, start: int, stop: int | None) -> tuple[int, int]:
        """Return a stretch of frames as far as the track has them; an empty one ends where it begins."""
        stop = self.n_frames if stop is None else min(stop, self.n_frames)
        return (start, stop) if 0 <= start < stop else (0, 0)

    def unpack(self, data: bytes, position: int) -> Poses:
        """Return the chunk at a position; `ValueError` when it is not what it should be."""
        frames = min(self.chunk_frames, self.n_frames - position * self.chunk_frames)
        return unpack(data, frames, self.n_joints)
