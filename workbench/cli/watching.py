"""The command that watches somebody dance."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from core.errors import InputError
from workbench.cli.options import ProjectPath, RunNumber

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.table import Table

    from workbench.actions.watching import Sight

app = typer.Typer()

_BAR = 40  # characters


@app.command(rich_help_panel="Dances")
def watch(
    path: ProjectPath,
    number: RunNumber,
    video: Annotated[Path | None, typer.Argument(metavar="[VIDEO]", help="A film to watch.")] = None,
    camera: Annotated[
        int | None, typer.Option(min=0, metavar="N", help="A camera to watch; 0 is the first.")
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print a line of JSON a sight, five a second.")
    ] = False,
) -> None:
    """Say live which style is danced before a camera or in a film; Ctrl+C ends it.

    Example: barre watch my.barre --run 1 --camera 0
    """
    from db.project import Project
    from workbench.actions.watching import watching
    from workbench.cli.output import note

    source = camera if video is None else video
    if source is None or (video is not None and camera is not None):
        raise InputError("One thing is watched: a film or a camera.", "Name a VIDEO, or give --camera 0.")
    last: Sight | None = None
    with (
        Project.open(path) as project,
        watching(project, number, source) as sights,
        _json_lines() if as_json else _bars() as show,
        suppress(KeyboardInterrupt),
    ):
        for last in sights:
            show(last)
    if last is not None and not as_json:
        note(f"{last.frame} frames.")


@contextmanager
def _json_lines() -> Iterator[Callable[[Sight], None]]:
    from workbench.actions.jsonable import to_json

    def show(sight: Sight) -> None:
        typer.echo(" ".join(to_json(sight).split()))
        sys.stdout.flush()

    yield show


@contextmanager
def _bars() -> Iterator[Callable[[Sight], None]]:
    """Bars that move on a terminal; a line a sight where there is none."""
    from rich.live import Live

    from workbench.cli.output import console, say

    screen = console()
    if not screen.is_terminal:
        yield lambda sight: say(_line(sight))
        return
    with Live(console=screen, auto_refresh=False) as live:
        yield lambda sight: live.update(_table(sight), refresh=True)


def _table(sight: Sight) -> Table:
    from rich.progress_bar import ProgressBar
    from rich.table import Table

    table = Table(box=None, show_header=False, title=_heading(sight), title_justify="left")
    for style, p in (sight.styles or {}).items():
        table.add_row(_escaped(style), ProgressBar(total=1.0, completed=p, width=_BAR), f"{p:4.0%}")
    return table


def _line(sight: Sight) -> str:
    styles = sorted((sight.styles or {}).items(), key=lambda item: -item[1])
    return "  ".join([_heading(sight), *(f"{_escaped(style)} {p:.0%}" for style, p in styles)])


def _heading(sight: Sight) -> str:
    said = [f"{sight.time_s:6.1f} s", f"{sight.frames_per_s:.0f} frames/s", sight.lacking]
    return "  ".join(word for word in said if word)


def _escaped(style: str) -> str:
    from workbench.cli.output import escape

    return escape(style)
