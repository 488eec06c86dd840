"""Commands about whole projects: make one, make the demo, open the windows."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from workbench.cli.options import Json, ProjectPath

app = typer.Typer()


@app.command(rich_help_panel="Project")
def new(path: ProjectPath, as_json: Json = False) -> None:
    """Make an empty project.

    Example: barre new my.barre
    """
    from workbench.actions.projects import new_project
    from workbench.cli.output import escape, print_json, say

    with new_project(path) as project:
        if as_json:
            print_json({"path": project.path, "name": project.name})
        else:
            say(f"Made {escape(str(project.path))}. Next: barre import {escape(str(path))} VIDEO...")


@app.command("open", rich_help_panel="Project")
def open_(
    path: Annotated[
        Path | None, typer.Argument(metavar="[P]", help="The project; without it, choose one.")
    ] = None,
) -> None:
    """Open the workbench; `barre` alone does the same.

    Example: barre open my.barre
    """
    from workbench.gui.app import start

    raise typer.Exit(start(path))
