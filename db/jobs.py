"""Long work: who does it, how far it is, how it ended. The processes themselves are `workbench.jobs`."""

from __future__ import annotations

import socket
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from core.entities import Job, JobState
from core.errors import InputError, JobError
from db.schema import JobRow
from db.store import Repository, Store, now


class Jobs(Repository):
    def create(
        self, kind: str, args: Mapping[str, Any], video_id: int | None = None, run_id: int | None = None
    ) -> Job:
        """Put a job into the queue of this machine: its `host` until it starts."""
        row = JobRow(
            kind=kind, args=dict(args), state=JobState.QUEUED, progress=0.0, message="", error="", hint="",
            cancel_requested=False, host=socket.gethostname(), video_id=video_id, run_id=run_id,
            created_at=now(),
        )  # fmt: skip
        with self._store.write() as session:
            session.add(row)
            session.flush()
            return job_of(self._store, row)

    def get(self, job_id: int) -> Job:
        """Return a job; `InputError` when there is none with that id."""
        with self._store.read() as session:
            return job_of(self._store, self._row(session, job_id))

    def all(self) -> list[Job]:
        """Return all jobs, oldest first."""
        with self._store.read() as session:
            return [job_of(self._store, row) for row in session.scalars(select(JobRow).order_by(JobRow.id))]

    def active(self) -> list[Job]:
        """Return the jobs that are queued or running, oldest first."""
        states = [state for state in JobState if state.is_active]
        query = select(JobRow).where(JobRow.state.in_(states)).order_by(JobRow.id)
        with self._store.read() as session:
            return [job_of(self._store, row) for row in session.scalars(query)]

    def start(self, job_id: int, pid: int, host: str) -> Job:
        """Take a queued job for a process; `JobError` when another took it or it is not queued."""
        at = now()
        claim = (
            update(JobRow)
            .where(JobRow.id == job_id, JobRow.state == JobState.QUEUED)
            .values(state=JobState.RUNNING, pid=pid, host=host, started_at=at, heartbeat_at=at)
            .returning(JobRow.id)
        )
        with self._store.write() as session:
            taken = session.scalar(claim)
            row = self._row(session, job_id)
            if taken is None:
                raise JobError(f"Job {job_id} cannot start: it is {row.state}.")
            return job_of(self._store, row)

    def heartbeat(self, job_id: int) -> bool:
        """Say that the job's process lives; return whether it should stop (cancelled, or it was ended)."""
        alive = (
            update(JobRow)
            .where(JobRow.id == job_id, JobRow.state == JobState.RUNNING)
            .values(heartbeat_at=now())
            .returning(JobRow.cancel_requested)
        )
        with self._store.write() as session:
            cancel_requested = session.scalar(alive)
            return cancel_requested is None or cancel_requested

    def progress(self, job_id: int, fraction: float, message: str = "") -> None:
        """Say how far a running job is (0 to 1) and what it does."""
        share = min(1.0, max(0.0, float(fraction)))
        running = (JobRow.id == job_id, JobRow.state == JobState.RUNNING)
        with self._store.write() as session:
            session.execute(
                update(JobRow).where(*running).values(progress=share, message=message, heartbeat_at=now())
            )

    def request_cancel(self, job_id: int) -> Job:
        """Ask a running job to stop; a queued one is cancelled at once, an ended one stays as it is."""
        with self._store.write() as session:
            row = self._row(session, job_id, lock=True)
            if row.state == JobState.QUEUED:
                row.state, row.finished_at = JobState.CANCELLED, now()
            elif row.state == JobState.RUNNING:
                row.cancel_requested = True
            return job_of(self._store, row)

    def finish(self, job_id: int, state: JobState, error: str = "", hint: str = "") -> Job:
        """Record how a job ended; a done job is at 1.0."""
        if state.is_active:
            raise InputError(f"A job does not end as {state}.")
        with self._store.write() as session:
            row = self._row(session, job_id, lock=True)
            row.state, row.error, row.hint, row.finished_at = state, error, hint, now()
            row.progress = 1.0 if state is JobState.DONE else row.progress
            return job_of(self._store, row)

    def mark_interrupted(self, is_alive: Callable[[Job], bool]) -> list[Job]:
        """Mark running jobs whose process is gone as interrupted, and return those."""
        running = [job for job in self.active() if job.state is JobState.RUNNING]
        dead = [job for job in running if not is_alive(job)]
        return [marked for job in dead if (marked := self._interrupt(job)) is not None]

    def _interrupt(self, job: Job) -> Job | None:
        with self._store.write() as session:
            row = self._row(session, job.id, lock=True)
            if row.state != JobState.RUNNING or row.pid != job.pid:
                return None  # it ended, or was resumed, while we looked
            row.state, row.finished_at = JobState.INTERRUPTED, now()
            row.error, row.hint = "The job's process ended without a word.", "Resume it."
            return job_of(self._store, row)

    def requeue(self, job_id: int) -> Job:
        """Queue a failed, cancelled or interrupted job again, on this machine; `InputError` for any other."""
        with self._store.write() as session:
            row = self._row(session, job_id, lock=True)
            if not self._store.word(JobState, row.state).can_resume:
                raise InputError(f"Job {job_id} cannot be resumed: it is {row.state}.")
            row.state, row.error, row.hint, row.message = JobState.QUEUED, "", "", ""
            row.cancel_requested = False
            row.host = socket.gethostname()
            row.pid = row.started_at = row.finished_at = row.heartbeat_at = None
            return job_of(self._store, row)

    def _row(self, session: Session, job_id: int, *, lock: bool = False) -> JobRow:
        return self._store.row(session, JobRow, job_id, "job", lock=lock)


def job_of(store: Store, row: JobRow) -> Job:
    """Return the value of a job's row."""
    return Job(
        id=row.id,
        kind=row.kind,
        args=row.args,
        state=store.word(JobState, row.state),
        progress=row.progress,
        message=row.message,
        error=row.error,
        hint=row.hint,
        pid=row.pid,
        host=row.host,
        cancel_requested=row.cancel_requested,
        video_id=row.video_id,
        run_id=row.run_id,
        created_at=row.created_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
        heartbeat_at=row.heartbeat_at,
    )
