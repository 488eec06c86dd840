"""What `barre import` says, and how it ends."""

from __future__ import annotations

import typer

from core.entities import JobState
from core.errors import InputError
from db.project import Project
from workbench.actions.imports import ImportReport
from workbench.cli.following import follow_jobs, say_ends
from workbench.cli.output import note, print_json, say, say_error
from workbench.jobs.local import start_queued


def finish_import(project: Project, report: ImportReport, *, detach: bool, as_json: bool) -> None:
    """Say what was imported, see the pose jobs to their end, and leave with the right exit code."""
    _say(report)
    jobs = list(report.jobs)
    if detach:
        start_queued(project)
        jobs = [project.jobs.get(job.id) for job in jobs]
    elif jobs:
        jobs = follow_jobs(project, jobs)
    if as_json:
        print_json({**vars(report), "jobs": jobs})
    else:
        say(f"{len(report.added)} imported, {len(report.known)} known, {len(report.failed)} failed.")
    unfinished = [] if detach else [job for job in jobs if job.state is not JobState.DONE]
    say_ends(unfinished)
    all_bad = all(failure.is_bad_input for failure in report.failed)
    if report.failed and all_bad and not report.added and not report.known:
        raise typer.Exit(2)
    if report.failed or unfinished:
        raise typer.Exit(1)


def _say(report: ImportReport) -> None:
    for failure in report.failed:
        say_error(InputError(failure.message, failure.hint))
    for remark in report.notes:
        note(remark)
    if report.n_skipped:
        note(f"{report.n_skipped} other files in the folders were skipped.")
