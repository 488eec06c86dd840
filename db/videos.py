"""Videos and motions: everything that has a time line."""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Callable
from dataclasses import asdict, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from core.entities import Job, NewVideo, Reviewed, Video, VideoKind, VideoSummary
from core.errors import InputError, StoreError
from db.jobs import job_of
from db.review_shares import reviewed_by_video
from db.schema import (
    JobRow,
    LabelRow,
    SegmentRow,
    StudyItemRow,
    TierRow,
    TrackRow,
    VideoRow,
    VideoTimesRow,
)
from db.store import Repository, Store, now
from db.track_rows import is_current


class Videos(Repository):
    def __init__(self, store: Store, relative: Callable[[str], str]) -> None:
        super().__init__(store)
        self._relative = relative

    def add(self, new: NewVideo, times_s: ArrayLike | None = None) -> Video:
        """Add a video.

        Args:
            times_s: (n_frames,) presentation times in seconds; evenly spaced at `new.fps` when left out.
        """
        times = np.arange(new.n_frames) / new.fps if times_s is None else np.asarray(times_s, "<f8")
        if times.shape != (new.n_frames,):
            raise InputError(f"{new.name}: {new.n_frames} frames need as many times; got {times.shape}.")
        new = replace(
            new,
            path=self._relative(new.path),
            audio_path=None if new.audio_path is None else self._relative(new.audio_path),
        )
        with self._store.write() as session:
            row = VideoRow(**asdict(new), created_at=now())
            session.add(row)
            session.flush()
            blob = zlib.compress(times.astype("<f8").tobytes(), 1)
            session.add(VideoTimesRow(video_id=row.id, times=blob))
            return self._video(row)

    def get(self, video_id: int) -> Video:
        """Return a video; `InputError` when there is none with that id."""
        with self._store.read() as session:
            return self._video(self._row(session, video_id))

    def find(self, sha256: str, start_s: float | None = None, end_s: float | None = None) -> Video | None:
        """Return the video made of the same part of the same file, if it is already here."""
        same = (VideoRow.sha256 == sha256, _same(VideoRow.start_s, start_s), _same(VideoRow.end_s, end_s))
        with self._store.read() as session:
            row = session.scalars(select(VideoRow).where(*same).order_by(VideoRow.id)).first()
            return None if row is None else self._video(row)

    def all(self) -> list[Video]:
        """Return all videos in the order of their import."""
        with self._store.read() as session:
            return [self._video(row) for row in session.scalars(select(VideoRow).order_by(VideoRow.id))]

    def rename(self, video_id: int, name: str) -> Video:
        """Give a video another name; its file keeps its own."""
        if not name.strip():
            raise InputError("A video needs a name.")
        with self._store.write() as session:
            row = self._row(session, video_id)
            row.name = name.strip()
            return self._video(row)

    def relocate(self, video_id: int, path: str) -> Video:
        """Say where a video's file is now. That it is the same file is for the caller to make sure of."""
        with self._store.write() as session:
            row = self._row(session, video_id)
            row.path = self._relative(path)
            return self._video(row)

    def set_audio_offset(self, video_id: int, offset_s: float) -> Video:
        """Say where in the audio file frame 0 is heard, in seconds."""
        if not np.isfinite(offset_s):
            raise InputError(f"The offset of the sound must be a number of seconds; got {offset_s}.")
        with self._store.write() as session:
            row = self._row(session, video_id)
            row.audio_offset_s = float(offset_s)
            return self._video(row)

    def remove(self, video_id: int) -> None:
        """Forget a video with its tracks, corrections and segments; files stay. Not if a study shows it."""
        with self._store.write() as session:
            row = self._row(session, video_id)
            if session.scalar(select(StudyItemRow.id).where(StudyItemRow.video_id == video_id).limit(1)):
                raise InputError(
                    f"{row.name} cannot be removed: a study shows it to raters.", "Its ratings would be lost."
                )
            session.delete(row)

    def times_s(self, video_id: int) -> NDArray[np.float64]:
        """Return (n_frames,) float64 presentation times in seconds."""
        with self._store.read() as session:
            n_frames = self._row(session, video_id).n_frames
            blob = session.scalar(select(VideoTimesRow.times).where(VideoTimesRow.video_id == video_id))
        try:
            data = zlib.decompressobj().decompress(blob or b"", n_frames * 8 + 1)
        except zlib.error:
            data = b""
        if len(data) != n_frames * 8:
            raise StoreError(f"{self._store.place}: the frame times of video {video_id} are damaged.")
        return np.frombuffer(data, "<f8").astype(np.float64)

    def summaries(self) -> list[VideoSummary]:
        """Return the Library's rows: six queries, however many videos, frames and corrections there are."""
        with self._store.read() as session:
            styles, tracked, jobs = _styles(session), _tracked(session), self._latest_jobs(session)
            reviewed = reviewed_by_video(session)
            rows = session.scalars(select(VideoRow).order_by(VideoRow.id))
            return [
                VideoSummary(
                    self._video(row),
                    tuple(styles[row.id]),
                    *tracked.get(row.id, (0, 0, 0)),
                    jobs.get(row.id),
                    reviewed.get(row.id, Reviewed()),
                )
                for row in rows
            ]

    def _latest_jobs(self, session: Session) -> dict[int, Job]:
        newest = select(func.max(JobRow.id)).where(JobRow.video_id.is_not(None)).group_by(JobRow.video_id)
        rows = session.scalars(select(JobRow).where(JobRow.id.in_(newest)))
        return {row.video_id: job_of(self._store, row) for row in rows if row.video_id is not None}

    def _row(self, session: Session, video_id: int) -> VideoRow:
        return self._store.row(session, VideoRow, video_id, "video")

    def _video(self, row: VideoRow) -> Video:
        return Video(
            kind=self._store.word(VideoKind, row.kind),
            name=row.name,
            path=row.path,
            sha256=row.sha256,
            size_bytes=row.size_bytes,
            fps=row.fps,
            n_frames=row.n_frames,
            duration_s=row.duration_s,
            width_px=row.width_px,
            height_px=row.height_px,
            has_audio=row.has_audio,
            audio_path=row.audio_path,
            audio_sha256=row.audio_sha256,
            audio_offset_s=row.audio_offset_s,
            start_s=row.start_s,
            end_s=row.end_s,
            id=row.id,
            created_at=row.created_at,
        )


def _same(column: InstrumentedAttribute[float | None], value: float | None) -> ColumnElement[bool]:
    return column.is_(None) if value is None else column == value


def _styles(session: Session) -> dict[int, list[str]]:
    """Names of the styles in use, by video."""
    query = (
        select(SegmentRow.video_id, LabelRow.name)
        .join(LabelRow, LabelRow.id == SegmentRow.label_id)
        .join(TierRow, TierRow.id == LabelRow.tier_id)
        .where(TierRow.name == "style", SegmentRow.removed_at.is_(None))
        .distinct()
        .order_by(SegmentRow.video_id, LabelRow.name)
    )
    styles = defaultdict[int, list[str]](list)
    for video_id, name in session.execute(query):
        styles[video_id].append(name)
    return styles


def _tracked(session: Session) -> dict[int, tuple[int, int, int]]:
    """People, frames with a track and frames with a correction, by video.

    A frame of a person counts once, whatever spaces it was tracked in, and only as last searched for.
    """
    person = (
        select(
            TrackRow.video_id,
            func.max(TrackRow.n_frames).label("tracked"),
            func.max(TrackRow.n_corrected).label("corrected"),
        )
        .where(is_current())
        .group_by(TrackRow.video_id, TrackRow.person)
        .subquery()
    )
    query = select(
        person.c.video_id, func.count(), func.sum(person.c.tracked), func.sum(person.c.corrected)
    ).group_by(person.c.video_id)
    return {
        video_id: (int(n), int(frames), int(fixed)) for video_id, n, frames, fixed in session.execute(query)
    }
