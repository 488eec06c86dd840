"""Watching jobs from a command, with a bar each; Ctrl+C cancels them."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

import typer
from rich.markup import escape
from rich.progress import Progress

from core.entities import Job, JobState
from core.errors import BarreError, StoreError
from db.project import Project
from workbench.cli.output import Lines, note, print_json, progress_bars, say_error
from workbench.jobs.follow import follow
from workbench.jobs.local import start_queued
from workbench.jobs.titles import title_of


def follow_jobs(project: Project, jobs: Sequence[Job]) -> list[Job]:
    """Show the progress of jobs until all ended, and return them. Ctrl+C asks all of them to stop."""
    ids = [job.id for job in jobs]
    with progress_bars() as bars:
        display = _Display(project, bars, jobs)
        try:
            return display.until_ended(ids)
        except KeyboardInterrupt:
            note("Cancelling ...")
            for job_id in ids:
                with suppress(StoreError):  # it ended a moment ago
                    project.jobs.request_cancel(job_id)
            return display.until_ended(ids)


def finish(project: Project, jobs: Sequence[Job], *, detach: bool, as_json: bool) -> None:
    """Start jobs and see them to their end, or only start them; print them as JSON when asked to.

    Leaves with exit code 1 when one was not done.
    """
    if detach:
        start_queued(project)
        jobs = [project.jobs.get(job.id) for job in jobs]
        for job in jobs:
            note(f"Job {job.id} is {job.state}; `barre jobs P` shows how far it is.")
    else:
        jobs = follow_jobs(project, jobs)
    if as_json:
        print_json(jobs)
    if not detach:
        exit_if_failed(jobs)


def exit_if_failed(jobs: Sequence[Job]) -> None:
    """Say how each unfinished job ended, and leave with exit code 1 if there is any."""
    bad = [job for job in jobs if job.state is not JobState.DONE]
    say_ends(bad)
    if bad:
        raise typer.Exit(1)


def say_ends(jobs: Sequence[Job]) -> None:
    """Say how jobs ended that were not done."""
    for job in jobs:
        reason = job.error or f"Job {job.id} was {job.state}."
        say_error(BarreError(reason, job.hint or f"`barre resume P {job.id}` takes it up again."))


class _Display:
    """A bar for each job."""

    def __init__(self, project: Project, bars: Progress, jobs: Sequence[Job]) -> None:
        self._project = project
        self._bars = bars
        self._titles = {job.id: title_of(project, job) for job in jobs}
        self._tasks = {
            job_id: bars.add_task(escape(title), total=1.0, message="waiting")
            for job_id, title in self._titles.items()
        }
        self._lines = Lines()

    def until_ended(self, job_ids: Sequence[int]) -> list[Job]:
        jobs: list[Job] = []
        for jobs in follow(self._project, job_ids):
            for job in jobs:
                message = job.message if job.state is JobState.RUNNING else str(job.state)
                self._bars.update(self._tasks[job.id], completed=job.progress, message=escape(message))
            self._lines.tell(self._in_a_line(jobs))
        return jobs

    def _in_a_line(self, jobs: Sequence[Job]) -> str:
        running = [job for job in jobs if job.state is JobState.RUNNING]
        news = [f"{self._titles[job.id]}: {job.progress:.0%} {job.message}".rstrip() for job in running]
        n_ended = sum(not job.state.is_active for job in jobs)
        return "; ".join([f"{n_ended} of {len(jobs)} jobs ended", *news])
