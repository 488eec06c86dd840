"""Commands about what is likely wrong in poses, and what was looked at."""

from __future__ import annotations

from typing import Annotated

import typer

from core.suggestions.reasons import Reason
from workbench.cli.options import AnnotatorName, Json, ProjectPath

app = typer.Typer()

Video = Annotated[int, typer.Argument(metavar="VIDEO", help="The video; see `barre videos P`.")]


@app.command(rich_help_panel="Data")
def suggestions(
    path: ProjectPath,
    video: Video,
    reason: Annotated[Reason | None, typer.Option(help="Only what has this reason.")] = None,
    top: Annotated[int, typer.Option(min=1, metavar="N", help="How many, the likeliest first.")] = 20,
    as_json: Json = False,
) -> None:
    """List the frames whose poses are likely wrong, and why. What is corrected or accepted is left out.

    Example: barre suggestions my.barre 3 --reason jump --top 50
    """
    from db.project import Project
    from workbench.actions.suggesting import suggestions_of
    from workbench.cli.output import note, print_json, show

    with Project.open(path) as project:
        queue = suggestions_of(project, video, reason=reason)
    if as_json:
        print_json(queue[:top])
        return
    rows = [
        (
            s.frame,
            f"{s.start}-{s.stop - 1}",
            s.person + 1,
            s.reason,
            f"{min(s.likelihood, 0.99):.2f}",
            s.sentence,
        )
        for s in queue[:top]
    ]
    headers = ("frame", "frames", "person", "reason", "likelihood", "why")
    show(headers, rows, empty="Nothing to look at: no frame of this video is likely wrong.")
    if len(queue) > top:
        note(f"{len(queue) - top:,} more; `--top` shows them.")


@app.command(rich_help_panel="Data")
def review(
    path: ProjectPath,
    video: Video,
    start: Annotated[int, typer.Argument(metavar="START", help="The first frame, counted from 0.")],
    end: Annotated[int, typer.Argument(metavar="END", help="The last frame.")],
    state: Annotated[
        str,
        typer.Argument(metavar="accepted|flagged|unseen", help="Right; to be corrected; or take that back."),
    ],
    person: Annotated[int | None, typer.Option(min=1, help="Which person; default: everybody.")] = None,
    annotator: AnnotatorName = None,
    as_json: Json = False,
) -> None:  # fmt: skip
    """Say that the poses of some frames are right: they are not suggested any more.

    Example: barre review my.barre 3 812 830 accepted --annotator Kim
    """
    from db.project import Project
    from workbench.actions.reviewing import review as put
    from workbench.cli.output import escape, print_json, say

    with Project.open(path) as project:
        index = None if person is None else person - 1
        reviews = put(project, video, start, end, state, person=index, annotator=annotator)
    if as_json:
        print_json(reviews)
        return
    who = escape(reviews[0].annotator)
    say(f"Frames {start} to {end} of video {video}: {reviews[0].state}, says {who}.")
