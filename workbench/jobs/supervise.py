"""Finding jobs whose process is gone."""

from __future__ import annotations

import os
import socket
from datetime import UTC, datetime, timedelta

import psutil

from core.entities import Job
from db.project import Project

# A beat comes every second; a machine that swaps may miss some.
STALE = timedelta(seconds=15)
# A process that is seen to exist may be silent for longer: the machine slept, swaps, or its disk is busy.
STALE_HERE = timedelta(minutes=10)
# A process that began later than this after its job's start is another one with the same number.
_CLOCK_SLACK_S = 2.0


def mark_interrupted(project: Project) -> list[Job]:
    """Mark running jobs without a living process as interrupted, and return them."""
    return project.jobs.mark_interrupted(is_alive)


def is_alive(job: Job) -> bool:
    """Return whether a running job's process still works on it.

    On this machine its process must exist, be no zombie and be no younger than the job; it hangs if it was
    silent for `STALE_HERE`. Elsewhere only the heartbeat tells, and it must be younger than `STALE`.
    """
    is_here = job.host == socket.gethostname()
    if is_here and not _has_process(job):
        return False
    beat = job.heartbeat_at or job.started_at
    return beat is not None and datetime.now(UTC) - _utc(beat) < (STALE_HERE if is_here else STALE)


def _has_process(job: Job) -> bool:
    if job.pid is None or job.started_at is None:
        return False
    if job.pid == os.getpid():
        return True
    try:
        process = psutil.Process(job.pid)
        began = process.create_time()
        return (
            process.status() != psutil.STATUS_ZOMBIE
            and began <= _utc(job.started_at).timestamp() + _CLOCK_SLACK_S
        )
    except psutil.NoSuchProcess:
        return False
    except psutil.AccessDenied:  # someone else's process now has the number
        return False


def _utc(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
