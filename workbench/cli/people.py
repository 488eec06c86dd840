"""Commands about who is who in a video."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from workbench.cli.options import AnnotatorName, Json, ProjectPath

if TYPE_CHECKING:
    from core.entities import Person
    from db.project import Project
    from workbench.actions.people import Deed


class _ListsByDefault(TyperGroup):
    """`barre people P VIDEO` is `barre people list P VIDEO`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if args and not args[0].startswith("-") and args[0] not in self.commands:
            args = ["list", *args]
        return super().parse_args(ctx, args)


app = typer.Typer(
    cls=_ListsByDefault,
    no_args_is_help=True,
    help="List the people in a video, and mend who is who: names, swaps, splits, merges, deletions.",
)

Video = Annotated[int, typer.Argument(metavar="VIDEO", help="The video; see `barre videos P`.")]
Who = Annotated[
    str, typer.Argument(metavar="PERSON", help="Their name, or number in `barre people P VIDEO`.")
]
Other = Annotated[str, typer.Argument(metavar="OTHER", help="Another person's name or number.")]
Frame = Annotated[int, typer.Argument(metavar="FRAME", min=0, help="The frame, from 0, that it begins with.")]
From = Annotated[int, typer.Option("--from", metavar="FRAME", min=0, help="Only from this frame on.")]


@app.command("list")
def list_(path: ProjectPath, video: Video, as_json: Json = False) -> None:
    """List the people in a video: names, and where each is seen. `barre people P VIDEO` does the same.

    Example: barre people list my.barre 3
    """
    from db.project import Project
    from workbench.actions.people import presences
    from workbench.cli.output import print_json, show

    with Project.open(path) as project:
        project.videos.get(video)
        found = presences(project, video)
    if as_json:
        print_json(found)
        return
    rows = [
        (p.number + 1, p.title, p.colour, p.n_seen, p.first, p.last, _spans(p.gaps), p.n_corrected)
        for p in found
    ]
    headers = ("person", "name", "colour", "frames seen", "first", "last", "gaps", "corrected")
    show(headers, rows, empty="Nobody in this video; `barre poses` looks for people.")


@app.command()
def rename(
    path: ProjectPath,
    video: Video,
    person: Who,
    name: Annotated[
        str | None, typer.Argument(metavar="NAME", help='The new name; "" takes it away.')
    ] = None,
    colour: Annotated[str | None, typer.Option(help="#RRGGBB, in which the person is drawn.")] = None,
    annotator: AnnotatorName = None,
) -> None:
    """Give a person a name, a colour, or both.

    Example: barre people rename my.barre 3 2 Anna --colour "#56B4E9"
    """
    from core.errors import InputError
    from workbench.actions.people import describe

    if name is None and colour is None:
        raise InputError("What shall be changed?", "Give a NAME, or a --colour.")
    _do(path, video, annotator, lambda _project, who: describe(who[0], name=name, colour=colour), person)


@app.command()
def swap(
    path: ProjectPath, video: Video, person: Who, other: Other, frame: Frame, annotator: AnnotatorName = None
) -> None:
    """Swap two people from a frame on: what was found of one is the other's. Again takes it back.

    Example: barre people swap my.barre 3 Anna 2 812
    """
    from workbench.actions.people import swap as swapped

    _do(path, video, annotator, lambda _project, who: swapped(who[0], who[1], frame), person, other)


@app.command()
def split(
    path: ProjectPath, video: Video, person: Who, frame: Frame, annotator: AnnotatorName = None
) -> None:
    """Make somebody new of what a person is from a frame on.

    Example: barre people split my.barre 3 Anna 812
    """
    from workbench.actions.people import split as splitted

    _do(path, video, annotator, lambda _project, who: splitted(who[0], frame), person)


@app.command()
def merge(
    path: ProjectPath,
    video: Video,
    person: Who,
    other: Other,
    start: From = 0,
    annotator: AnnotatorName = None,
) -> None:
    """Give a person what was found of another one wherever the first is not seen; the other one goes.

    Example: barre people merge my.barre 3 Anna 4 --from 300
    """
    from workbench.actions.people import merge as merged

    _do(path, video, annotator, lambda project, who: merged(project, who[0], who[1], start), person, other)


@app.command()
def join(
    path: ProjectPath,
    video: Video,
    person: Who,
    other: Annotated[
        str | None,
        typer.Argument(metavar="OTHER", help="Who they are after the gap; default: the likeliest."),
    ] = None,
    after: Annotated[
        int, typer.Option(metavar="FRAME", min=0, help="In or before the gap; default: the first.")
    ] = 0,
    annotator: AnnotatorName = None,
) -> None:
    """Say who a person is after the gap in which they were lost.

    Example: barre people join my.barre 3 Anna 4 --after 240
    """
    from workbench.actions.people import join_across

    _do(
        path,
        video,
        annotator,
        lambda project, who: join_across(project, who[0], who[1] if other is not None else None, after),
        *(person, other)[: 2 if other is not None else 1],
    )


@app.command()
def delete(
    path: ProjectPath, video: Video, person: Who, start: From = 0, annotator: AnnotatorName = None
) -> None:
    """Take a person out of a video, or out of the rest of it. What was found of them is kept, out of sight.

    Example: barre people delete my.barre 3 5 --from 1200
    """
    from workbench.actions.people import delete as deleted

    _do(path, video, annotator, lambda project, who: deleted(project, who[0], start), person)


@app.command()
def add(
    path: ProjectPath,
    video: Video,
    name: Annotated[str, typer.Argument(metavar="NAME", help="What they are called.")] = "",
    annotator: AnnotatorName = None,
) -> None:
    """Add a person whom nobody found, to be drawn joint by joint in the workbench.

    Example: barre people add my.barre 3 Ben
    """
    from workbench.actions.people import add as added

    _do(path, video, annotator, lambda _project, _who: added(name))


def _do(
    path: Path,
    video: int,
    annotator: str | None,
    deed_of: Callable[[Project, list[Person]], Deed],
    *names: str | None,
) -> None:
    """Do a deed to the people of those names and say so."""
    from db.project import Project
    from workbench.actions.people import do, find
    from workbench.cli.output import escape, say

    with Project.open(path) as project:
        project.videos.get(video)
        deed = deed_of(project, [find(project, video, name) for name in names if name is not None])
        do(project, video, deed, annotator)
    say(f"Video {video}: {escape(deed.text)}.")


def _spans(gaps: tuple[tuple[int, int], ...], most: int = 3) -> str:
    shown = ", ".join(f"{start}–{stop - 1}" for start, stop in gaps[:most])
    return shown + (f" and {len(gaps) - most} more" if len(gaps) > most else "")
