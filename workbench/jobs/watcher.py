"""The thread beside a job's work: beats, publishes progress, hears a cancel request, and gives up on work
that does not."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable

from core.entities import Job, JobState
from core.errors import StoreError
from workbench.jobs.context import JobContext

LOOK_S = 0.25  # how often to look for a request and publish progress
HEARTBEAT_S = 1.0
PATIENCE_S = 1.0  # so that a cancelled job shows as cancelled within 2 s of the request, also under load


class Ending:
    """The job's last word, said once: by the work when it returns, or by the watcher that gave up on it."""

    def __init__(self, context: JobContext) -> None:
        self._jobs = context.project.jobs
        self._job_id = context.job.id
        self._lock = threading.Lock()
        self._said = False

    def say(self, state: JobState, error: str = "", hint: str = "") -> bool:
        """Store how the job ended; false when that was said before."""
        with self._lock:
            if self._said:
                return False
            self._jobs.finish(self._job_id, state, error, hint)
            self._said = True
            return True


class Watcher(threading.Thread):
    """Runs beside the work until `leave`.

    Work asked to stop has `PATIENCE_S` to return; then the job is said to be cancelled, `on_give_up` is
    called and the process ends where it is. That is safe, since every file is written beside its final name
    and renamed, and every edit of the store is a transaction. A process whose job was given to another one
    (it had been taken for dead) ends at once, too.
    """

    def __init__(self, context: JobContext, ending: Ending, *, on_give_up: Callable[[], object]) -> None:
        super().__init__(name=f"watcher of job {context.job.id}", daemon=True)
        self._context = context
        self._ending = ending
        self._on_give_up = on_give_up
        self._left = threading.Event()
        self._asked_at: float | None = None
        self._beat_at = 0.0

    def leave(self) -> None:
        """Stop watching, and publish the last progress; failing at that must not cost the ending."""
        self._left.set()
        self.join()
        try:
            self.publish()
        except StoreError as e:
            self._context.log(f"Cannot store the last progress: {e}")

    def run(self) -> None:
        while not self._left.wait(LOOK_S):
            try:
                self._look()
            except StoreError as e:
                # A locked or full disk may pass; the work meets it by itself if it does not.
                self._context.log(f"Cannot reach the project: {e}")

    def publish(self) -> None:
        """Store progress that was not stored yet."""
        news = self._context.take_news()
        if news is not None:
            self._context.project.jobs.progress(self._context.job.id, *news)

    def _look(self) -> None:
        job = self._context.project.jobs.get(self._context.job.id)
        if not _is_ours(job):
            self._context.log("Another process took over this job; ending.")
            os._exit(1)
        now = time.monotonic()
        if now - self._beat_at >= HEARTBEAT_S:
            self._context.project.jobs.heartbeat(job.id)
            self._beat_at = now
        self.publish()
        if job.cancel_requested:
            self._hear_cancel(now)

    def _hear_cancel(self, now: float) -> None:
        self._context.ask_to_stop()
        self._asked_at = self._asked_at or now
        if now - self._asked_at >= PATIENCE_S and self._ending.say(JobState.CANCELLED):
            self._context.log("The work did not stop when asked; ending the process.")
            self._on_give_up()
            os._exit(1)


def _is_ours(job: Job) -> bool:
    return job.state is JobState.RUNNING and job.pid == os.getpid()
