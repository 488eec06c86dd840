"""Commands about labels."""

from __future__ import annotations

from typing import Annotated

import typer

from workbench.cli.options import AnnotatorName, Json, ProjectPath

app = typer.Typer()


@app.command(rich_help_panel="Data")
def label(
    path: ProjectPath,
    video: Annotated[int, typer.Argument(metavar="VIDEO", help="The video; see `barre videos P`.")],
    start: Annotated[float, typer.Argument(metavar="START", help="Seconds.")],
    end: Annotated[float, typer.Argument(metavar="END", help="Seconds.")],
    style: Annotated[str, typer.Argument(metavar="STYLE", help="A style; a new one is added.")],
    annotator: AnnotatorName = None,
    tier: Annotated[str, typer.Option(help="Another tier than style: phrase, move, comment, cut.")] = "style",
    as_json: Json = False,
) -> None:
    """Say which style a stretch of a video is.

    Example: barre label my.barre 3 12.5 40 waltz --annotator Kim
    """
    from db.project import Project
    from workbench.actions.labels import label as add_label
    from workbench.cli.output import escape, print_json, say

    with Project.open(path) as project:
        segment = add_label(project, video, start, end, style, annotator=annotator, tier=tier)
    if as_json:
        print_json(segment)
    else:
        span = f"{segment.start_s:g} s to {segment.end_s:g} s"
        say(f"Video {video}, {span}: {escape(segment.label)}, says {escape(segment.annotator)}.")


@app.command(rich_help_panel="Data")
def labels(path: ProjectPath, as_json: Json = False) -> None:
    """List the labelled stretches of all videos.

    Example: barre labels my.barre
    """
    from db.project import Project
    from workbench.cli.output import print_json, show

    with Project.open(path) as project:
        segments = project.segments.all()
    if as_json:
        print_json(segments)
        return
    rows = [
        (s.id, s.video_id, s.tier, f"{s.start_s:g}", f"{s.end_s:g}", s.label, s.annotator) for s in segments
    ]
    headers = ("segment", "video", "tier", "start", "end", "label", "annotator")
    show(headers, rows, empty="No labels yet; `barre label` adds one.")
