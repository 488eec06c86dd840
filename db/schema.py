"""The tables, as SQLAlchemy 2 typed models. Rows never leave `db`: repositories hand out `core.entities`.

The shipped migrations build the same tables (a test compares the two); whoever changes a table here adds a
revision there and moves `REVISION`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    DateTime,
    Dialect,
    Double,
    ForeignKey,
    Index,
    LargeBinary,
    MetaData,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
    false,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from core.errors import StoreError

REVISION = "0003"
"""The Alembic revision that these tables are; kept as text so that opening a project needs no Alembic."""

CHUNK_FRAMES = 64
"""Frames a chunk of new tracks. 64 frames of 33 joints are 33 kB: a read of one frame costs well under a
millisecond, and a video of an hour is still only some thousands of rows."""


class Utc(TypeDecorator[datetime]):
    """A moment: aware UTC in Python, naive UTC in the database (SQLite knows no time zones)."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        return value and value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        return value and value.replace(tzinfo=UTC)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], datetime | None] | None:
        process = super().result_processor(dialect, coltype)

        def guarded(value: Any) -> datetime | None:
            try:
                return process(value) if process else value
            except (TypeError, ValueError) as e:  # SQLite keeps any text in any column
                raise StoreError(f"The project is damaged: {str(value)[:40]!r} is no time.") from e

        return guarded


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads it off the class
        str: Text,
        float: Double,
        bytes: LargeBinary,
        datetime: Utc,
        dict[str, Any]: JSON,
    }


class SettingRow(Base):
    __tablename__ = "settings"

    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    value: Mapped[Any] = mapped_column(JSON, nullable=False)


class AnnotatorRow(Base):
    __tablename__ = "annotators"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)


class VideoRow(Base):
    __tablename__ = "videos"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    name: Mapped[str]
    path: Mapped[str]
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    fps: Mapped[float]
    n_frames: Mapped[int]
    duration_s: Mapped[float]
    width_px: Mapped[int]
    height_px: Mapped[int]
    has_audio: Mapped[bool]
    audio_path: Mapped[str | None]
    audio_sha256: Mapped[str | None] = mapped_column(String(64))
    audio_offset_s: Mapped[float]
    start_s: Mapped[float | None]
    end_s: Mapped[float | None]
    created_at: Mapped[datetime]


class VideoTimesRow(Base):
    """Presentation times, apart from `videos` so that listing videos never reads them."""

    __tablename__ = "video_times"

    video_id: Mapped[int] = mapped_column(ForeignKey("videos.id", ondelete="CASCADE"), primary_key=True)
    times: Mapped[bytes]  # (n_frames,) little-endian float64 seconds, zlib


class TrackRow(Base):
    __tablename__ = "tracks"

    id: Mapped[int] = mapped_column(primary_key=True)
    video_id: Mapped[int] = mapped_column(ForeignKey("videos.id", ondelete="CASCADE"), index=True)
    person: Mapped[int]
    space: Mapped[str] = mapped_column(String(16))
    source: Mapped[str] = mapped_column(String(200))
    skeleton: Mapped[dict[str, Any]]
    fps: Mapped[float]
    n_frames: Mapped[int]
    n_missing: Mapped[int]
    # Frames with a correction in force, kept by every correction so that the Library need not count them.
    n_corrected: Mapped[int]
    chunk_frames: Mapped[int]  # 0: nobody's; it has no chunks, and what is there people put there
    complete: Mapped[bool]  # false while it is written: such a track does not exist for readers
    created_at: Mapped[datetime]
    is_hidden: Mapped[bool] = mapped_column(server_default=false())  # its person was deleted, see PersonRow


class ChunkRow(Base):
    """`chunk_frames` frames of a track (the last chunk has the rest), see `db.chunks`."""

    __tablename__ = "chunks"

    track_id: Mapped[int] = mapped_column(ForeignKey("tracks.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    data: Mapped[bytes]


class CorrectionRow(Base):
    """Append-only; the newest row of a (track, frame, joint) is in force."""

    __tablename__ = "corrections"
    __table_args__ = (Index(None, "track_id", "frame", "joint", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    track_id: Mapped[int] = mapped_column(ForeignKey("tracks.id", ondelete="CASCADE"))
    frame: Mapped[int]
    joint: Mapped[int]
    kind: Mapped[str] = mapped_column(String(16))
    x: Mapped[float | None]
    y: Mapped[float | None]
    z: Mapped[float | None]
    annotator_id: Mapped[int] = mapped_column(ForeignKey("annotators.id"))
    created_at: Mapped[datetime]


class TierRow(Base):
    __tablename__ = "tiers"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    overlaps: Mapped[bool] = mapped_column(server_default=false())  # may segments of one annotator?


class LabelRow(Base):
    __tablename__ = "labels"
    __table_args__ = (UniqueConstraint("tier_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    tier_id: Mapped[int] = mapped_column(ForeignKey("tiers.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(200))
    colour: Mapped[str] = mapped_column(String(16))


class SegmentRow(Base):
    __tablename__ = "segments"
    __table_args__ = (CheckConstraint("start_s < end_s", name="start_before_end"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    video_id: Mapped[int] = mapped_column(ForeignKey("videos.id", ondelete="CASCADE"), index=True)
    label_id: Mapped[int] = mapped_column(ForeignKey("labels.id"))
    start_s: Mapped[float]
    end_s: Mapped[float]
    annotator_id: Mapped[int] = mapped_column(ForeignKey("annotators.id"))
    created_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]  # removed segments stay, so that undo can restore them
    # Where the edges lie on the beat grid that was in force, in beats; NULL where there was none.
    start_beat: Mapped[float | None]
    end_beat: Mapped[float | None]


class RulingRow(Base):
    """What became of an annotator's segment when gold was made of several people's; see `db.rulings`."""

    __tablename__ = "rulings"

    id: Mapped[int] = mapped_column(primary_key=True)
    segment_id: Mapped[int] = mapped_column(ForeignKey("segments.id", ondelete="CASCADE"), index=True)
    # What it was taken into; NULL: it was refused.
    gold_id: Mapped[int | None] = mapped_column(ForeignKey("segments.id", ondelete="CASCADE"), index=True)
    annotator_id: Mapped[int] = mapped_column(ForeignKey("annotators.id"))  # in whose name gold is marked
    judge_id: Mapped[int] = mapped_column(ForeignKey("annotators.id"))  # who decided
    created_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]  # withdrawn; stays, so that undo can be undone


class BeatGridRow(Base):
    """Append-only; the newest row of a video is in force."""

    __tablename__ = "beat_grids"
    __table_args__ = (Index(None, "video_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    video_id: Mapped[int] = mapped_column(ForeignKey("videos.id", ondelete="CASCADE"))
    beats: Mapped[bytes]  # (B,) little-endian float64 seconds, zlib
    n_beats: Mapped[int]
    downbeat: Mapped[int]
    beats_per_bar: Mapped[int]
    annotator_id: Mapped[int] = mapped_column(ForeignKey("annotators.id"))
    created_at: Mapped[datetime]


class ReviewRow(Base):
    """What somebody said of a stretch of a track. Append-only; the newest row over a frame is in force."""

    __tablename__ = "reviews"
    __table_args__ = (
        Index(None, "track_id", "id"),
        CheckConstraint("start_frame < stop_frame", name="start_before_stop"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    track_id: Mapped[int] = mapped_column(ForeignKey("tracks.id", ondelete="CASCADE"))
    start_frame: Mapped[int]
    stop_frame: Mapped[int]
    state: Mapped[str] = mapped_column(String(16))
    annotator_id: Mapped[int] = mapped_column(ForeignKey("annotators.id"))
    created_at: Mapped[datetime]


class SwapRow(Base):
    """Two tracks exchange their bodies in a stretch of frames. Append-only, see `db.arrangement`."""

    __tablename__ = "swaps"
    __table_args__ = (
        Index(None, "video_id", "id"),
        CheckConstraint("start_frame < stop_frame", name="start_before_stop"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    video_id: Mapped[int] = mapped_column(ForeignKey("videos.id", ondelete="CASCADE"))
    first_id: Mapped[int] = mapped_column(ForeignKey("tracks.id", ondelete="CASCADE"))
    second_id: Mapped[int] = mapped_column(ForeignKey("tracks.id", ondelete="CASCADE"))
    start_frame: Mapped[int]
    stop_frame: Mapped[int]
    annotator_id: Mapped[int] = mapped_column(ForeignKey("annotators.id"))
    created_at: Mapped[datetime]


class PersonRow(Base):
    """What somebody said of the person of a track. Append-only; the newest row of a track is in force."""

    __tablename__ = "people"
    __table_args__ = (Index(None, "track_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    track_id: Mapped[int] = mapped_column(ForeignKey("tracks.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(200))  # empty: named by number
    colour: Mapped[str] = mapped_column(String(16))  # empty: by number
    is_hidden: Mapped[bool]
    annotator_id: Mapped[int] = mapped_column(ForeignKey("annotators.id"))
    created_at: Mapped[datetime]


class SnapshotRow(Base):
    __tablename__ = "snapshots"

    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    content: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]


class RunRow(Base):
    __tablename__ = "runs"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    preset: Mapped[str]
    task: Mapped[str] = mapped_column(String(32))
    config: Mapped[dict[str, Any]]
    seed: Mapped[int] = mapped_column(BigInteger)
    device: Mapped[str] = mapped_column(String(64))
    versions: Mapped[dict[str, Any]]
    snapshot_id: Mapped[int | None] = mapped_column(ForeignKey("snapshots.id"))
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class MetricRow(Base):
    __tablename__ = "metrics"
    __table_args__ = (Index(None, "run_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("runs.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(200))
    split: Mapped[str] = mapped_column(String(16))
    epoch: Mapped[int]
    step: Mapped[int]
    value: Mapped[float | None]  # NULL is NaN, which SQLite cannot hold


class JobRow(Base):
    __tablename__ = "jobs"
    __table_args__ = (CheckConstraint("progress >= 0 AND progress <= 1", name="progress_is_a_share"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(64))
    args: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(String(16), index=True)
    progress: Mapped[float]
    message: Mapped[str]
    error: Mapped[str]
    hint: Mapped[str]
    pid: Mapped[int | None]
    host: Mapped[str | None]
    cancel_requested: Mapped[bool]
    video_id: Mapped[int | None] = mapped_column(ForeignKey("videos.id", ondelete="SET NULL"), index=True)
    run_id: Mapped[int | None] = mapped_column(ForeignKey("runs.id", ondelete="SET NULL"), index=True)
    created_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    heartbeat_at: Mapped[datetime | None]


class GeneratedRow(Base):
    __tablename__ = "generated"

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("runs.id"), index=True)
    path: Mapped[str]
    sha256: Mapped[str] = mapped_column(String(64))
    music_path: Mapped[str]
    music_sha256: Mapped[str] = mapped_column(String(64))
    music_start_s: Mapped[float]
    seed: Mapped[int] = mapped_column(BigInteger)
    fps: Mapped[float]
    n_frames: Mapped[int]
    created_at: Mapped[datetime]


class StudyRow(Base):
    """A study: with a design (`core.studies.design`), or a simple one of grades, whose items may grow."""

    __tablename__ = "studies"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    seed: Mapped[int] = mapped_column(BigInteger)
    created_at: Mapped[datetime]
    design: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    design_sha256: Mapped[str | None] = mapped_column(String(64))  # of the design, once it has started
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class StudyItemRow(Base):
    __tablename__ = "study_items"
    __table_args__ = (
        CheckConstraint("(generated_id IS NULL) <> (video_id IS NULL)", name="is_one_dance"),
        UniqueConstraint("study_id", "generated_id"),
        UniqueConstraint("study_id", "video_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    study_id: Mapped[int] = mapped_column(ForeignKey("studies.id", ondelete="CASCADE"))
    generated_id: Mapped[int | None] = mapped_column(ForeignKey("generated.id"))
    video_id: Mapped[int | None] = mapped_column(ForeignKey("videos.id"))


class RatingRow(Base):
    __tablename__ = "ratings"
    __table_args__ = (UniqueConstraint("study_item_id", "rater"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    study_item_id: Mapped[int] = mapped_column(ForeignKey("study_items.id"))
    rater: Mapped[str] = mapped_column(String(200))
    grade: Mapped[str] = mapped_column(String(16))
    created_at: Mapped[datetime]


class StudyClipRow(Base):
    """What a study with a design shows, frozen into files when it started. Never changed."""

    __tablename__ = "study_clips"
    __table_args__ = (UniqueConstraint("study_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    study_id: Mapped[int] = mapped_column(ForeignKey("studies.id", ondelete="CASCADE"))
    number: Mapped[int]
    role: Mapped[str] = mapped_column(String(16))
    made_by: Mapped[str] = mapped_column(String(200))
    style: Mapped[str] = mapped_column(String(200))
    scene: Mapped[int]
    source: Mapped[str] = mapped_column(String(64))  # not a key: what was shown outlives what it was made of
    sha256: Mapped[str] = mapped_column(String(64))
    path: Mapped[str]
    sound_path: Mapped[str]
    start_s: Mapped[float]
    duration_s: Mapped[float]
    drawing: Mapped[str] = mapped_column(String(16))
    version: Mapped[str] = mapped_column(String(32))
    loudness_lufs: Mapped[float | None]


class RaterRow(Base):
    """Somebody who takes part in a study, known by a code. Deleted with everything that they said."""

    __tablename__ = "raters"
    __table_args__ = (UniqueConstraint("study_id", "code"), UniqueConstraint("study_id", "number"))

    id: Mapped[int] = mapped_column(primary_key=True)
    study_id: Mapped[int] = mapped_column(ForeignKey("studies.id", ondelete="CASCADE"))
    code: Mapped[str] = mapped_column(String(16))
    number: Mapped[int]  # from 0: which row of the balanced order is theirs
    language: Mapped[str] = mapped_column(String(16))
    consent_sha256: Mapped[str] = mapped_column(String(64))  # of the text that they agreed to
    plan: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class AnswerRow(Base):
    """An answer to one question of one trial. Its id is its place in time, whatever the clock says."""

    __tablename__ = "answers"
    __table_args__ = (UniqueConstraint("rater_id", "trial", "question"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    rater_id: Mapped[int] = mapped_column(ForeignKey("raters.id", ondelete="CASCADE"))
    trial: Mapped[int]
    role: Mapped[str] = mapped_column(String(16))
    question: Mapped[str] = mapped_column(String(32))
    choice: Mapped[str] = mapped_column(String(200))
    value: Mapped[float | None]
    reasons: Mapped[list[str]] = mapped_column(JSON)
    comment: Mapped[str]
    response_ms: Mapped[int] = mapped_column(BigInteger)
    n_plays: Mapped[int]
    clips: Mapped[list[int]] = mapped_column(JSON)  # numbers, left to right
    clip_sha256s: Mapped[list[str]] = mapped_column(JSON)
    drawing: Mapped[str] = mapped_column(String(16))
    version: Mapped[str] = mapped_column(String(32))
    created_at: Mapped[datetime]


class StudyEventRow(Base):
    """What a rater did with a clip: played, paused, repeated. Append-only."""

    __tablename__ = "study_events"
    __table_args__ = (Index(None, "rater_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    rater_id: Mapped[int] = mapped_column(ForeignKey("raters.id", ondelete="CASCADE"))
    trial: Mapped[int]
    kind: Mapped[str] = mapped_column(String(16))
    since_ms: Mapped[int] = mapped_column(
        BigInteger
    )  # since the trial was shown, by a clock that never jumps
    at_s: Mapped[float]  # where in the clip
    created_at: Mapped[datetime]
