"""Numbers as people read them."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from core.entities import Job, JobState

MIN_SHARE_FOR_ESTIMATE = 0.02  # before that a guess of the time left is noise

STATES = {
    JobState.QUEUED: ("Waiting", "text_dim"),
    JobState.RUNNING: ("Running", "accent"),
    JobState.DONE: ("Done", "good"),
    JobState.FAILED: ("Failed", "bad"),
    JobState.CANCELLED: ("Cancelled", "text_dim"),
    JobState.INTERRUPTED: ("Interrupted", "warn"),
}


def duration(seconds: float) -> str:
    """``0:08.4`` below ten seconds, ``3:25``, ``1:02:05``."""
    if seconds < 9.95:
        return f"0:{seconds:04.1f}"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def span(seconds: float) -> str:
    """How long something takes, roughly: ``12 s``, ``4 min``, ``2 h 05 min``."""
    if seconds < 90:
        return f"{round(seconds)} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60:02} min"


def percent(share: float) -> str:
    """``0 %``, ``< 1 %`` (never 0 for something), ``37 %``."""
    return "< 1 %" if 0 < share < 0.01 else f"{share:.0%}".replace("%", " %")


def rate(fps: float) -> str:
    """A frame rate without needless digits: ``25``, ``29.97``."""
    return f"{fps:.2f}".rstrip("0").rstrip(".")


def plural(n: int, noun: str) -> str:
    """``1 video``, ``3 videos``."""
    return f"{n:,} {noun}" if n == 1 else f"{n:,} {noun}s"


def state(job: Job) -> tuple[str, str]:
    """The word for a job's state and the colour token it is drawn in."""
    if job.state is JobState.RUNNING and job.cancel_requested:
        return "Stopping", "text_dim"
    return STATES[job.state]


def elapsed_s(job: Job, now: datetime | None = None) -> float | None:
    """How long a job has been running or ran; None before it started."""
    if job.started_at is None:
        return None
    end = job.finished_at or now or datetime.now(UTC)
    return max(0.0, (_utc(end) - _utc(job.started_at)).total_seconds())


def time_left_s(job: Job, now: datetime | None = None) -> float | None:
    """A running job's time left if it goes on at its pace so far; None when that cannot be said yet."""
    elapsed = elapsed_s(job, now)
    if job.state is not JobState.RUNNING or elapsed is None or job.progress < MIN_SHARE_FOR_ESTIMATE:
        return None
    return elapsed * (1 - job.progress) / job.progress


def natural_key(text: str) -> str:
    """A sort key that puts ``waltz_2`` before ``waltz_10``, whatever the case."""
    return re.sub(r"\d+", lambda number: number.group().zfill(10), text.casefold())


def _utc(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
