"""What running work knows of its job."""

from __future__ import annotations

import logging
import threading
from pathlib import Path

from core.entities import Job
from core.errors import Cancelled
from db.project import Project

_log = logging.getLogger("barre.job")


class JobContext:
    """Handed to the work of a job. Cheap to call often: the watcher thread does the writing.

    Attributes:
        project: the open project.
        job: the job as it was when it started; its `args` are the work's own.
    """

    def __init__(self, project: Project, job: Job) -> None:
        self.project = project
        self.job = job
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._news: tuple[float, str] | None = None

    def progress(self, fraction: float, message: str) -> None:
        """Say what share is done (0 to 1) and what is being done now."""
        with self._lock:
            self._news = (min(max(float(fraction), 0.0), 1.0), message)

    def should_stop(self) -> bool:
        """True once the person asked to stop: return, or raise `Cancelled`, within a second."""
        return self._stop.is_set()

    def check(self) -> None:
        """Raise `Cancelled` once the person asked to stop."""
        if self.should_stop():
            raise Cancelled

    def log(self, line: str) -> None:
        """Write a line to the job's log."""
        _log.info("%s", line)

    def ask_to_stop(self) -> None:
        """Make `should_stop` true (the watcher's call)."""
        self._stop.set()

    def take_news(self) -> tuple[float, str] | None:
        """Return progress that was not published yet, once (the watcher's call)."""
        with self._lock:
            news, self._news = self._news, None
            return news


def log_path(project: Project, job: Job) -> Path:
    """Where a job's output goes: a run's own log, else a file in the cache. The folder is made."""
    if job.run_id is not None:
        path = project.runs.directory(job.run_id) / "log.txt"
    else:
        path = project.cache_dir / "jobs" / f"{job.id}.log"
    path.parent.mkdir(parents=True, exist_ok=True)
    return path
