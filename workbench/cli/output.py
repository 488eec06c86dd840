"""What commands print: tables for people, JSON for programs, progress and errors on standard error."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape as escape
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from core.errors import BarreError
from workbench.actions.jsonable import to_json
from workbench.actions.progress import OnProgress

# A pipe has no width; wide enough that no cell is cut for `grep`.
_PIPE_WIDTH = 200
_LINE_EVERY_S = 5.0


def console(*, stderr: bool = False) -> Console:
    """Return a console on the present standard output or error."""
    stream = sys.stderr if stderr else sys.stdout
    return Console(file=stream, width=None if stream.isatty() else _PIPE_WIDTH, highlight=False)


def say(text: str) -> None:
    """Print a line for people; markup is on, so `escape` what came from outside."""
    console().print(text)


def say_error(error: BarreError) -> None:
    """Print an error and its hint on standard error."""
    err = console(stderr=True)
    err.print(f"[bold red]Error:[/] {escape(error.message)}", soft_wrap=True)
    if error.hint:
        err.print(f"  {escape(error.hint)}", soft_wrap=True)


def note(text: str) -> None:
    """Print a remark on standard error, where it does not disturb JSON."""
    console(stderr=True).print(escape(text), soft_wrap=True)


def show(headers: Sequence[str], rows: Iterable[Sequence[object]], *, empty: str) -> None:
    """Print a table, or the sentence `empty` when it has no rows."""
    table = Table(*map(escape, headers), box=SIMPLE_HEAD, pad_edge=False)
    for row in rows:
        table.add_row(*(escape("" if cell is None else str(cell)) for cell in row))
    console().print(table if table.row_count else escape(empty))


def print_json(value: object) -> None:
    """Print a value as JSON; see `workbench.actions.jsonable`."""
    typer.echo(to_json(value))


@contextmanager
def progress_bars() -> Iterator[Progress]:
    """Show bars on standard error while the block runs; lines now and then where that is no terminal."""
    bars = Progress(
        TextColumn("{task.description}"),
        BarColumn(bar_width=30),
        TaskProgressColumn(),
        TimeElapsedColumn(),
        TextColumn("[dim]{task.fields[message]}"),
        console=console(stderr=True),
        disable=not sys.stderr.isatty(),
    )
    with bars:
        yield bars


@contextmanager
def progress(title: str) -> Iterator[OnProgress]:
    """Show one bar while the block runs, and give the function that moves it."""
    with progress_bars() as bars:
        task = bars.add_task(escape(title), total=1.0, message="")
        lines = Lines()

        def on_progress(fraction: float, message: str) -> None:
            bars.update(task, completed=fraction, message=escape(message))
            lines.tell(f"{title}: {fraction:.0%} {message}")

        yield on_progress
        bars.update(task, completed=1.0)


class Lines:
    """Progress where no bar can be drawn (a log, a pipe, a window): a line every few seconds."""

    def __init__(self) -> None:
        self._active = not sys.stderr.isatty()
        self._told_at = time.monotonic()

    def tell(self, line: str) -> None:
        if self._active and time.monotonic() - self._told_at >= _LINE_EVERY_S:
            self._told_at = time.monotonic()
            note(line)
