"""The command that merges projects."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from workbench.cli.options import Json

app = typer.Typer()
MOST_SHOWN = 50  # conflicts, in a table for people


@app.command(rich_help_panel="Project")
def merge(
    path: Annotated[Path, typer.Argument(metavar="A", help="The project that takes everything in.")],
    other: Annotated[Path, typer.Argument(metavar="B", help="The project that is brought; it stays.")],
    as_json: Json = False,
) -> None:
    """Bring the work of project B into project A: videos, poses, corrections, labels, runs, studies.

    Nothing in A is overwritten; what contradicts is kept side by side and listed.

    Example: barre merge my.barre kims.barre
    """
    from db.project import Project
    from workbench.actions.merging import merge as merge_projects
    from workbench.cli.output import escape, note, print_json, progress, say, show

    with Project.open(path) as project, Project.open(other) as source, progress("Merging") as on_progress:
        report = merge_projects(project, source, on_progress=on_progress)
    if as_json:
        print_json(report)
        return
    added = ", ".join(f"{n} {noun}" for noun, n in report.added.items()) or "nothing new"
    say(f"{report.n_same_videos} videos are in both; {escape(added)}.")
    for sentence in report.left:
        note(sentence)
    if report.conflicts:
        rows = [(c.kind, c.video, c.what) for c in report.conflicts[:MOST_SHOWN]]
        show(("conflict", "video", "what"), rows, empty="")
        if len(report.conflicts) > MOST_SHOWN:
            note(f"{len(report.conflicts) - MOST_SHOWN} more; see --json.")
