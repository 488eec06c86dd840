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


@app.command(rich_help_panel="Project")
def demo(
    path: ProjectPath,
    fast: Annotated[bool, typer.Option("--fast", help="Small films, little training.")] = False,
    open_it: Annotated[
        bool, typer.Option("--open", help="Open the workbench on it, if there is a display.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Make a project of drawn dancers and do everything with it: poses, labels, training, new dances.

    Needs no data and no display. Run again, it goes on where it was stopped.

    Example: barre demo demo.barre
    """
    from workbench.actions.demo import FAST, FULL, build_demo
    from workbench.cli.demo import Terminal, show_result
    from workbench.cli.output import note, print_json

    result = build_demo(path, FAST if fast else FULL, Terminal())
    print_json(result) if as_json else show_result(result)
    if open_it and not _can_open():
        note("There is no display here to open the workbench on.")
    elif open_it:
        open_(result.project)


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


def _can_open() -> bool:
    from core.errors import BarreError
    from workbench.gui.preflight import check

    try:
        check()
    except BarreError:
        return False
    return True
