"""Commands that edit segments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from workbench.cli.options import Json, ProjectPath

if TYPE_CHECKING:
    from core.entities import SegmentsChange

segment = typer.Typer(help="Split, join, move and remove segments.", no_args_is_help=True)

Number = Annotated[int, typer.Argument(metavar="SEGMENT", help="The segment; see `barre labels P`.")]


@segment.command("split")
def split(
    path: ProjectPath,
    number: Number,
    at: Annotated[float, typer.Argument(metavar="AT", help="Seconds, inside the segment.")],
    as_json: Json = False,
) -> None:
    """Make two segments of one.

    Example: barre segment split my.barre 12 14.5
    """
    from db.project import Project
    from workbench.actions.segment_edits import split as split_segment

    with Project.open(path) as project:
        _tell(split_segment(project, number, at), as_json)


@segment.command("join")
def join(
    path: ProjectPath,
    numbers: Annotated[
        list[int], typer.Argument(metavar="SEGMENT...", help="Segments of one label; one: with the next.")
    ],
    as_json: Json = False,
) -> None:
    """Make one segment of neighbours with the same label.

    Example: barre segment join my.barre 12 13
    """
    from db.project import Project
    from workbench.actions.segment_edits import join as join_segments

    with Project.open(path) as project:
        _tell(join_segments(project, numbers), as_json)


@segment.command("nudge")
def nudge(
    path: ProjectPath,
    number: Number,
    start: Annotated[float, typer.Option(help="Move the start by so many seconds.")] = 0.0,
    end: Annotated[float, typer.Option(help="Move the end by so many seconds.")] = 0.0,
    in_beats: Annotated[bool, typer.Option("--beats", help="Beats instead of seconds.")] = False,
    as_json: Json = False,
) -> None:
    """Move the edges of a segment, no farther than its neighbours and the ends of the video.

    Example: barre segment nudge my.barre 12 --end 1 --beats
    """
    from db.project import Project
    from workbench.actions.segment_edits import nudge as nudge_segment

    with Project.open(path) as project:
        _tell(nudge_segment(project, number, start_by=start, end_by=end, in_beats=in_beats), as_json)


@segment.command("remove")
def remove(path: ProjectPath, number: Number, as_json: Json = False) -> None:
    """Take a segment away.

    Example: barre segment remove my.barre 12
    """
    from core.entities import SegmentsChange
    from db.project import Project

    with Project.open(path) as project:
        old = project.segments.get(number)
        project.segments.remove(number)
    _tell(SegmentsChange((old,), ()), as_json)


def _tell(change: SegmentsChange, as_json: bool) -> None:
    """Print what an edit left of the segments."""
    from workbench.cli.output import escape, print_json, say

    if as_json:
        print_json(change)
        return
    for each in change.after:
        say(f"Segment {each.id}: {escape(each.label)}, {each.start_s:g} s to {each.end_s:g} s.")
    for each in change.before:
        if each.id not in {left.id for left in change.after}:
            say(f"Segment {each.id} is gone.")
