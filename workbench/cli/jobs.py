"""Commands about jobs."""

from __future__ import annotations

from typing import Annotated

import typer

from workbench.cli.options import Detach, Json, ProjectPath

app = typer.Typer()
worker = typer.Typer(help="What jobs themselves are started with.")
JobNumber = Annotated[int, typer.Argument(metavar="JOB", help="The job; see `barre jobs P`.")]


@app.command("jobs", rich_help_panel="Jobs")
def jobs_(path: ProjectPath, as_json: Json = False) -> None:
    """List jobs: what runs, what waits, what ended and how.

    Example: barre jobs my.barre
    """
    from db.project import Project
    from workbench.cli.output import print_json, show
    from workbench.jobs.queue import waits_for
    from workbench.jobs.supervise import mark_interrupted
    from workbench.jobs.titles import title_of

    with Project.open(path) as project:
        mark_interrupted(project)
        jobs = project.jobs.all()
        if as_json:
            print_json(jobs)
            return
        waits = waits_for(jobs)
        rows = [
            (
                job.id,
                title_of(project, job),
                job.state,
                f"{job.progress:.0%}",
                waits.get(job.id) or job.error or job.message,
            )
            for job in jobs
        ]
        show(("job", "what", "state", "done", "says"), rows, empty="No jobs yet.")


@app.command(rich_help_panel="Jobs")
def queue(
    path: ProjectPath,
    limit: Annotated[
        list[str] | None,
        typer.Option(
            metavar="DEVICE=N", help="Let N trainings run at once on cpu or cuda; may be given often."
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Show what runs, what waits for it and in which order, and how many trainings a device takes at once.

    Example: barre queue my.barre --limit cpu=2
    """
    from db.project import Project
    from workbench.cli.output import print_json, show
    from workbench.jobs.devices import NAMES, at_once, set_at_once
    from workbench.jobs.local import start_queued
    from workbench.jobs.queue import lanes_of

    with Project.open(path) as project:
        for device, n in map(_limit, limit or ()):
            set_at_once(project, device, n)
        start_queued(project)  # a raised limit may have made room
        lanes, limits = lanes_of(project), at_once(project)
    if as_json:
        print_json({"trainings_at_once": limits, "lanes": lanes})
        return
    rows = [
        (
            lane.name,
            lane.limit,
            *(", ".join(str(job.id) for job in jobs) for jobs in (lane.running, lane.waiting)),
        )
        for lane in lanes
    ]
    show(("queue", "at once", "running jobs", "waiting jobs"), rows, empty="Nothing runs and nothing waits.")
    says = [(NAMES[device], n) for device, n in limits.items()]
    show(("trainings on", "at once"), says, empty="")


def _limit(text: str) -> tuple[str, int]:
    """Read ``cpu=2``."""
    from core.errors import InputError

    device, _, n = text.partition("=")
    if not n.strip().isdecimal():
        raise InputError(f"{text!r} is not DEVICE=N.", "For example: --limit cpu=2.")
    return device.strip(), int(n)


@app.command(rich_help_panel="Jobs")
def cancel(path: ProjectPath, job: JobNumber, as_json: Json = False) -> None:
    """Stop a job. What it had finished stays; a training can be resumed.

    Example: barre cancel my.barre 3
    """
    from db.project import Project
    from workbench.cli.output import print_json, say
    from workbench.jobs.follow import wait
    from workbench.jobs.supervise import mark_interrupted

    with Project.open(path) as project:
        mark_interrupted(project)
        project.jobs.request_cancel(job)
        ended = wait(project, [job])[0]
        print_json(ended) if as_json else say(f"Job {job} is {ended.state}.")


@app.command(rich_help_panel="Jobs")
def resume(path: ProjectPath, job: JobNumber, detach: Detach = False, as_json: Json = False) -> None:
    """Take up a failed, cancelled or interrupted job again; a training goes on from its last checkpoint.

    Example: barre resume my.barre 3
    """
    from db.project import Project
    from workbench.cli.following import finish
    from workbench.jobs.supervise import mark_interrupted

    with Project.open(path) as project:
        mark_interrupted(project)
        finish(project, [project.jobs.requeue(job)], detach=detach, as_json=as_json)


@app.command(rich_help_panel="Jobs")
def log(path: ProjectPath, job: JobNumber) -> None:
    """Print what a job wrote while it ran.

    Example: barre log my.barre 3
    """
    from db.project import Project
    from workbench.jobs.context import log_path

    with Project.open(path) as project:
        file = log_path(project, project.jobs.get(job))
        typer.echo(file.read_text("utf-8", errors="replace") if file.exists() else "", nl=False)


@worker.command("run")
def run_one(path: ProjectPath, job: JobNumber) -> None:
    """Run a queued job in this process, heartbeat and all.

    Example: barre job run my.barre 3
    """
    from core.entities import JobState
    from workbench.jobs.worker import run_job

    if run_job(path, job).state is not JobState.DONE:
        raise typer.Exit(1)
