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
    tier: Annotated[
        str, typer.Option(help="Another tier than style: phrase, move, comment, cut, or your own.")
    ] = "style",
    clip: Annotated[
        bool, typer.Option("--clip", help="Where your labels lie already, take what is free beside them.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Say which style a stretch of a video is.

    Where the beats of the video are known, bars and beats are told, too: 5.2 is the second beat of bar 5.

    Example: barre label my.barre 3 12.5 40 waltz --annotator Kim
    """
    from db.project import Project
    from workbench.actions.beats import counts_of
    from workbench.actions.jsonable import plain
    from workbench.actions.labels import label as add_label
    from workbench.cli.output import escape, print_json, say

    with Project.open(path) as project:
        segment = add_label(project, video, start, end, style, annotator=annotator, tier=tier, clip=clip)
        counts = counts_of(project, segment)
    if as_json:
        print_json(plain(segment) | {"start_count": counts and counts[0], "end_count": counts and counts[1]})
    else:
        span = f"{segment.start_s:g} s to {segment.end_s:g} s"
        if counts:
            span += f" ({counts[0]} to {counts[1]})"
        say(f"Video {video}, {span}: {escape(segment.label)}, says {escape(segment.annotator)}.")


@app.command(rich_help_panel="Data")
def labels(path: ProjectPath, as_json: Json = False) -> None:
    """List the labelled stretches of all videos, with bars and beats where somebody mended the beats.

    Example: barre labels my.barre
    """
    from db.project import Project
    from workbench.cli.output import print_json, show

    with Project.open(path) as project:
        segments = project.segments.all()
        grids = {
            s.video_id: project.beat_grids.current(s.video_id) for s in segments if s.start_beat is not None
        }
    if as_json:
        print_json(segments)
        return
    rows = []
    for s in segments:
        grid = grids.get(s.video_id)
        bars = f"{grid.count(s.start_s)} to {grid.count(s.end_s)}" if grid else ""
        rows.append((s.id, s.video_id, s.tier, f"{s.start_s:g}", f"{s.end_s:g}", bars, s.label, s.annotator))
    headers = ("segment", "video", "tier", "start", "end", "bar.beat", "label", "annotator")
    show(headers, rows, empty="No labels yet; `barre label` adds one.")
