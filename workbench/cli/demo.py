"""What `barre demo` shows."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager

from core.entities import Job
from db.project import Project
from workbench.actions.demo import DemoResult
from workbench.actions.progress import OnProgress
from workbench.cli.following import follow_jobs
from workbench.cli.output import escape, progress, say
from workbench.cli.runs import show_comparison, show_verdict


class Terminal:
    """Shows the demo's steps as bars."""

    def step(self, title: str) -> AbstractContextManager[OnProgress]:
        return progress(title)

    def follow(self, project: Project, jobs: Sequence[Job]) -> list[Job]:
        return follow_jobs(project, jobs)


def show_result(result: DemoResult) -> None:
    """Say what was made, how good it is, where it is and how to open it."""
    for run in (result.classifier, result.generator):
        say(f"\n[bold]Run {run.id}, {escape(run.name)}[/] ({run.preset}), on dances that it never saw:")
        show_verdict(result.evaluations[run.id])
    say("\n[bold]A real dance, and the generator's answer to its music[/]")
    show_comparison(result.comparison)
    project = escape(str(result.project))
    say(f"Project:             {project}")
    say(f"Films and new song:  {project}/media")
    say(f"Generated dance:     {escape(str(result.film))}")
    say(f"Open the workbench:  barre open {project}")
