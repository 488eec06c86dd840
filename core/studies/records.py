"""What a study leaves behind, as plain values: clips, trials, answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from core.studies.design import Design


class Role(StrEnum):
    """What a trial is for. Only answers to `RATED` ones are results."""

    PRACTICE = "practice"
    RATED = "rated"
    FROZEN = "frozen"
    WRONG_SONG = "wrong song"
    REPEAT = "repeat"


@dataclass(frozen=True)
class Clip:
    """Something shown, as it was frozen when the study started.

    Attributes:
        number: from 1, within the study.
        role: `RATED`; `FROZEN` and `WRONG_SONG` were made of a rated one; `PRACTICE` is another passage.
        group: who made the dance; `style`: what it is.
        scene: clips of one scene are heard with the same passage of the same recording.
        source: ``"video:N"`` or ``"generated:N"`` of the project.
        sha256: of the frozen motion and sound together.
        path, sound_path: of the frozen motion and sound, inside the project; no sound: empty.
        start_s: where in the dance the clip begins.
        drawing: how it is drawn.
        version: of the program that froze it.
        loudness_lufs: of its sound after matching; None without sound.
    """

    number: int
    role: Role
    group: str
    style: str
    scene: int
    source: str
    sha256: str
    path: str
    sound_path: str
    start_s: float
    duration_s: float
    drawing: str
    version: str
    loudness_lufs: float | None = None


@dataclass(frozen=True)
class Trial:
    """One screen: a clip, or two side by side (the first on the left).

    Attributes:
        position: from 0.
        of: for a repeat, the position of the trial that it repeats.
    """

    position: int
    role: Role
    clips: tuple[int, ...]
    of: int | None = None


@dataclass(frozen=True)
class Answer:
    """What a rater said of one question in one trial; never changed.

    Attributes:
        sequence: grows with every answer of a project, whatever the machine's clock says.
        question: a criterion, or the kind of the study.
        choice: the word chosen; empty for the slider.
        value: grades: 0 (worst) up to `Scale.top`; pairs: -1 left, 0 equal, 1 right; else None.
        reasons: why, for pairs.
        comment: free text.
        response_ms: from the first moment at which an answer was possible.
        n_plays: how often the clip was seen to its end.
        clip_sha256s: of what was shown, left to right.
        version: of the program that showed it.
    """

    sequence: int
    rater: str
    trial: int
    role: Role
    clips: tuple[int, ...]
    question: str
    choice: str
    value: float | None
    reasons: tuple[str, ...]
    comment: str
    response_ms: int
    n_plays: int
    clip_sha256s: tuple[str, ...]
    drawing: str
    version: str
    created_at: datetime


class StudyState(StrEnum):
    DRAFT = "draft"  # may be edited
    RUNNING = "running"  # frozen; takes answers
    ENDED = "ended"  # frozen for good


@dataclass(frozen=True)
class DesignedStudy:
    """A study with a design."""

    id: int
    design: Design
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None

    @property
    def state(self) -> StudyState:
        if self.started_at is None:
            return StudyState.DRAFT
        return StudyState.RUNNING if self.ended_at is None else StudyState.ENDED


@dataclass(frozen=True)
class Rater:
    """Somebody who takes part.

    Attributes:
        code: what they are known by; nothing else is kept of who they are.
        number: from 0; decides their plan.
        consent_sha256: of the text that they agreed to.
        finished_at: when they gave their last answer; None before.
    """

    id: int
    study_id: int
    code: str
    number: int
    language: str
    consent_sha256: str
    plan: tuple[Trial, ...]
    created_at: datetime
    finished_at: datetime | None


@dataclass(frozen=True)
class Given:
    """An answer about to be stored, see `Answer`."""

    question: str
    choice: str
    value: float | None = None
    reasons: tuple[str, ...] = ()
    comment: str = ""


@dataclass(frozen=True)
class Watched:
    """How a trial was watched before its answer.

    Attributes:
        response_ms: from the first moment at which an answer was possible.
        n_plays: how often the clip was seen to its end.
        version: of the program that showed it.
    """

    response_ms: int
    n_plays: int
    version: str


class EventKind(StrEnum):
    SHOWN = "shown"
    PLAYED = "played"
    PAUSED = "paused"
    REPEATED = "repeated"  # from the beginning again
    LOOPED = "looped"  # a phrase, again and again
    ENDED = "ended"  # seen to its end
    SILENT = "silent"  # played, and no device was heard


@dataclass(frozen=True)
class StudyEvent:
    """What a rater did with a clip.

    Attributes:
        since_ms: since the trial was shown, by a clock that never jumps.
        at_s: where in the clip.
    """

    rater: str
    trial: int
    kind: EventKind
    since_ms: int
    at_s: float
    created_at: datetime
