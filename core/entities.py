"""What a project remembers, as plain immutable values.

`db` hands these out instead of database rows, so that nothing here can load lazily, go stale inside a
transaction, or drag the database into a paint event. Ids are assigned by the store. Times are seconds of
media time (`*_s`) or UTC datetimes (`*_at`); frames count from 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from core.audio.grid import BeatGrid
from core.skeleton import Skeleton


class VideoKind(StrEnum):
    """A video has pictures; a motion is a file of joint positions, perhaps with its song."""

    VIDEO = "video"
    MOTION = "motion"


class Space(StrEnum):
    """What a track's numbers mean."""

    IMAGE = "image"  # x_px, y_px (down), z in the scale of x, confidence
    WORLD = "world"  # x, y (up), z in metres, confidence


class CorrectionKind(StrEnum):
    MOVE = "move"  # the joint is at x, y, z, and is seen
    HIDE = "hide"  # the joint is not visible: confidence 0; its position is kept
    REVERT = "revert"  # back to what the machine said


class ReviewState(StrEnum):
    """How far people are with a frame of a track."""

    UNSEEN = "unseen"  # the machine's word, looked at by nobody
    CORRECTED = "corrected"  # a correction is in force
    ACCEPTED = "accepted"  # somebody looked at it, corrected or not, and said that it is right
    FLAGGED = "flagged"  # somebody wants it corrected


class JobState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    INTERRUPTED = "interrupted"

    @property
    def is_active(self) -> bool:
        return self in (JobState.QUEUED, JobState.RUNNING)

    @property
    def can_resume(self) -> bool:
        return self in (JobState.FAILED, JobState.CANCELLED, JobState.INTERRUPTED)


class Grade(StrEnum):
    """The published four grades of a dance."""

    VERY_GOOD = "very good"
    GOOD = "good"
    FAIR = "fair"
    POOR = "poor"


@dataclass(frozen=True)
class Annotator:
    id: int
    name: str


@dataclass(frozen=True)
class NewVideo:
    """A video or motion about to be added. Paths inside the project folder are stored relative to it.

    `start_s` and `end_s` keep only a part of the file (the danced part, see `barre import --cuts`);
    frame 0 is then the first frame at or after `start_s`. `audio_path` is a separate song (motions);
    a video's own sound needs none. Frame 0 is heard at `audio_offset_s` of the audio file.
    """

    kind: VideoKind
    name: str
    path: str
    sha256: str
    size_bytes: int
    fps: float
    n_frames: int
    duration_s: float
    width_px: int = 0
    height_px: int = 0
    has_audio: bool = False
    audio_path: str | None = None
    audio_sha256: str | None = None
    audio_offset_s: float = 0.0
    start_s: float | None = None
    end_s: float | None = None


@dataclass(frozen=True)
class Video(NewVideo):
    id: int = 0
    created_at: datetime = field(default_factory=lambda: datetime.fromtimestamp(0))


@dataclass(frozen=True)
class Track:
    """One person's pose over a whole video, as an estimator or a motion file gave it.

    `source` says who made it: ``"mediapipe-full"``, ``"file"``, or `BY_HAND` where there are no poses of its
    own. The image and the world track of one person share `video_id`, `person` and `source`. `n_missing`
    counts the frames in which whoever made it saw nobody, whatever people did since.
    """

    id: int
    video_id: int
    person: int
    space: Space
    source: str
    skeleton: Skeleton
    fps: float
    n_frames: int
    n_missing: int
    created_at: datetime


IMPORTED = "import:"
"""How the source of a track begins that came from another program, before the name of the format."""

BY_HAND = "by hand"
"""The source of a track that somebody added for a person whom no search found."""


@dataclass(frozen=True)
class Person:
    """Somebody followed through a video: the tracks that share a number, as people mended them.

    Attributes:
        number: `Track.person` of the tracks.
        name: that people gave; empty when nobody did.
        colour: #RRGGBB.
        tracks: image before world; at least one.
    """

    video_id: int
    number: int
    name: str
    colour: str
    tracks: tuple[Track, ...]

    @property
    def title(self) -> str:
        """The name, or what stands in for one."""
        return self.name or f"Person {self.number + 1}"


@dataclass(frozen=True)
class JointEdit:
    """A change to one joint of one frame, about to be stored."""

    frame: int
    joint: int
    kind: CorrectionKind
    x: float | None = None
    y: float | None = None
    z: float | None = None


@dataclass(frozen=True)
class Correction(JointEdit):
    """A stored edit. The newest one of a (track, frame, joint) is in force; none is ever deleted."""

    id: int = 0
    track_id: int = 0
    annotator: str = ""
    created_at: datetime = field(default_factory=lambda: datetime.fromtimestamp(0))


@dataclass(frozen=True)
class Review:
    """Somebody's word on the frames ``start_frame`` up to, not including, ``stop_frame`` of a track.

    `state` is `ACCEPTED`, or `UNSEEN`, which takes an earlier word back. The newest one over a frame counts.
    """

    id: int
    track_id: int
    start_frame: int
    stop_frame: int
    state: ReviewState
    annotator: str
    created_at: datetime


@dataclass(frozen=True)
class Tier:
    """A row of segments of one kind. `overlaps`: one annotator's segments may lie over one another."""

    id: int
    name: str
    overlaps: bool


@dataclass(frozen=True)
class Label:
    """A word of a tier's vocabulary, for example the style "waltz"."""

    id: int
    tier: str
    name: str
    colour: str


@dataclass(frozen=True)
class Segment:
    """A labelled span of a video on a tier, by one annotator. `start_s` < `end_s`, media time.

    `start_beat` and `end_beat` are the edges on the beat grid in force (`core.audio.grid.BeatGrid.position`);
    None where there is none.
    """

    id: int
    video_id: int
    tier: str
    label: str
    start_s: float
    end_s: float
    annotator: str
    created_at: datetime
    start_beat: float | None = None
    end_beat: float | None = None


@dataclass(frozen=True)
class Ruling:
    """What became of an annotator's segment in the gold tier of `gold`: taken into `gold_id`, or refused.

    `judge` is who decided.
    """

    id: int
    segment_id: int
    gold_id: int | None
    gold: str
    judge: str
    created_at: datetime


@dataclass(frozen=True)
class SegmentsChange:
    """What an edit did to segments, enough to undo it: each one touched, before and after.

    One that is only in `before` was removed, one that is only in `after` was added; those in both were
    changed. Ids stay, so that a later edit of an undone and redone one still finds it.
    """

    before: tuple[Segment, ...]
    after: tuple[Segment, ...]


@dataclass(frozen=True)
class MovedEdges:
    """A segment that followed the beats: `before` and `after` are its start and end, seconds."""

    segment_id: int
    before: tuple[float, float]
    after: tuple[float, float]


@dataclass(frozen=True)
class GridChange:
    """What an edit of a beat grid did, enough to undo it.

    Attributes:
        before: the grid that somebody had put in force; None where nobody had.
        after: the grid in its place.
        moved: the segments, of all annotators and removed ones too, that went with their beats.
        stayed: ids of segments that could not follow without vanishing and stayed when they were.
    """

    video_id: int
    before: BeatGrid | None
    after: BeatGrid
    moved: tuple[MovedEdges, ...]
    stayed: tuple[int, ...]


@dataclass(frozen=True)
class Job:
    """Long work in its own process. `kind` names a function of `workbench.jobs.kinds`; `args` are its own."""

    id: int
    kind: str
    args: Mapping[str, Any]
    state: JobState
    progress: float
    message: str
    error: str
    hint: str
    pid: int | None
    host: str | None
    cancel_requested: bool
    video_id: int | None
    run_id: int | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    heartbeat_at: datetime | None


@dataclass(frozen=True)
class Reviewed:
    """How far people are with a video. Frames of several people count once each.

    Attributes:
        n_accepted: frames that somebody accepted.
        n_both: of these, frames with a correction in force.
        by_annotator: how many frames each annotator accepted last, by name.
    """

    n_accepted: int = 0
    n_both: int = 0
    by_annotator: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class VideoSummary:
    """A row of the Library, had for all videos in a number of queries that does not grow with them."""

    video: Video
    styles: tuple[str, ...]
    n_people: int
    n_tracked_frames: int
    n_corrected_frames: int
    latest_job: Job | None
    reviewed: Reviewed = Reviewed()

    @property
    def review_shares(self) -> dict[ReviewState, float]:
        """Shares of the frames with a track that are accepted; else corrected; else unseen. Sums to 1, or to
        0 without a track.
        """
        n = self.n_tracked_frames
        if not n:
            return dict.fromkeys(ReviewState, 0.0)
        accepted = min(self.reviewed.n_accepted, n)
        corrected = min(max(self.n_corrected_frames - self.reviewed.n_both, 0), n - accepted)
        return {
            ReviewState.UNSEEN: (n - accepted - corrected) / n,
            ReviewState.CORRECTED: corrected / n,
            ReviewState.ACCEPTED: accepted / n,
        }

    @property
    def corrected_share(self) -> float:
        """Frames with a correction in force over frames with a track; 0 without a track."""
        return self.n_corrected_frames / self.n_tracked_frames if self.n_tracked_frames else 0.0


@dataclass(frozen=True)
class Snapshot:
    """A frozen dataset: which items, which windows on which side, what was left out and why."""

    id: int
    sha256: str
    content: Mapping[str, Any]
    created_at: datetime


@dataclass(frozen=True)
class Run:
    """A training run. Its state is that of its newest job; None when it was never queued."""

    id: int
    name: str
    preset: str
    task: str
    config: Mapping[str, Any]
    seed: int
    device: str
    versions: Mapping[str, str]
    snapshot_id: int | None
    state: JobState | None
    progress: float
    message: str
    created_at: datetime
    finished_at: datetime | None


SECONDS = "seconds"
"""The metric that says how long a run has been trained by the end of an epoch, pauses left out."""


@dataclass(frozen=True)
class Metric:
    """One number of a run: `split` is train, valid or test; `step` counts optimiser steps."""

    name: str
    split: str
    epoch: int
    step: int
    value: float
    id: int = 0


@dataclass(frozen=True)
class Generated:
    """A dance made by a run. `path` is its motion (``.npz``), or its film (``.mp4``) where a run makes films.

    `music_path` and `music_sha256` are empty where a film is silent.
    """

    id: int
    run_id: int
    path: str
    sha256: str
    music_path: str
    music_sha256: str
    music_start_s: float
    seed: int
    fps: float
    n_frames: int
    created_at: datetime

    @property
    def is_film(self) -> bool:
        return self.path.endswith(".mp4")


@dataclass(frozen=True)
class Study:
    id: int
    name: str
    seed: int
    created_at: datetime


@dataclass(frozen=True)
class StudyItem:
    """Something to rate: exactly one of `generated_id` and `video_id` is set. Raters never see which."""

    id: int
    study_id: int
    generated_id: int | None
    video_id: int | None


@dataclass(frozen=True)
class Rating:
    """One rater's grade of one item; never edited, never overwritten."""

    id: int
    study_item_id: int
    rater: str
    grade: Grade
    created_at: datetime
