"""Commands about videos and motions."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from workbench.cli.options import AnnotatorName, Detach, Json, ProjectPath

app = typer.Typer()


@app.command("import", rich_help_panel="Data")
def import_(
    path: ProjectPath,
    files: Annotated[
        list[Path],
        typer.Argument(metavar="PATH...", help="Videos, motion files (.npz .bvh .c3d .pkl), folders."),
    ],
    style: Annotated[str | None, typer.Option(help="The style that the whole of each video has.")] = None,
    annotator: AnnotatorName = None,
    copy: Annotated[bool, typer.Option("--copy", help="Copy the files into the project.")] = False,
    cuts: Annotated[
        Path | None, typer.Option(help="A text or CSV file of `name start end`: keep only these seconds.")
    ] = None,
    people: Annotated[int, typer.Option(min=1, max=8, help="How many persons to look for.")] = 1,
    detach: Detach = False,
    as_json: Json = False,
) -> None:
    """Import videos and motions, and find the people in the videos.

    Folders are walked. A bad file is reported and the others go on: the exit code is then 1, and 2 when no
    file could be used at all.

    Example: barre import my.barre films/ --style waltz --annotator Kim
    """
    from db.project import Project
    from workbench.actions.imports import import_paths
    from workbench.cli.importing import finish_import
    from workbench.cli.output import progress

    with Project.open(path) as project:
        with progress("Reading files") as on_progress:
            report = import_paths(
                project,
                files,
                style=style,
                annotator=annotator,
                copy=copy,
                cuts=cuts,
                people=people,
                on_progress=on_progress,
            )
        finish_import(project, report, detach=detach, as_json=as_json)


@app.command(rich_help_panel="Data")
def poses(
    path: ProjectPath,
    videos: Annotated[list[int], typer.Argument(metavar="VIDEO...", help="Videos; see `barre videos P`.")],
    people: Annotated[int, typer.Option(min=1, max=8, help="How many persons to look for.")] = 1,
    detach: Detach = False,
    as_json: Json = False,
) -> None:
    """Look for the people in videos again.

    The poses that a video has stay in use until new ones are found. A video that somebody corrected keeps its
    poses: the exit code is then 1.

    Example: barre poses my.barre 3 4 --people 2
    """
    from db.project import Project
    from workbench.actions.posing import queue_poses
    from workbench.cli.following import finish
    from workbench.cli.output import note

    with Project.open(path) as project:
        queued = queue_poses(project, videos, people=people)
        reasons = {
            "somebody corrected or imported its poses": queued.corrected,
            "a job looks for its people already": queued.busy,
            "a motion file has its joints": queued.motions,
        }
        for reason, left_out in reasons.items():
            for video in left_out:
                note(f"{video.name} was left out: {reason}.")
        finish(project, queued.jobs, detach=detach, as_json=as_json)
    if any(reasons.values()):
        raise typer.Exit(1)


@app.command(rich_help_panel="Data")
def videos(path: ProjectPath, as_json: Json = False) -> None:
    """List the videos and motions of a project.

    Example: barre videos my.barre
    """
    from db.project import Project
    from workbench.cli.output import print_json, show
    from workbench.jobs.supervise import mark_interrupted

    with Project.open(path) as project:
        mark_interrupted(project)
        summaries = project.videos.summaries()
    if as_json:
        print_json(summaries)
        return
    rows = [
        (
            s.video.id,
            s.video.name,
            s.video.kind,
            f"{s.video.duration_s:.1f}",
            f"{s.video.fps:g}",
            ", ".join(s.styles),
            f"{s.n_tracked_frames} of {s.video.n_frames}",
            f"{s.corrected_share:.1%}",
            f"{s.review_shares['accepted']:.1%}",
            s.latest_job.state if s.latest_job else "",
        )
        for s in summaries
    ]
    headers = (
        "video",
        "name",
        "kind",
        "seconds",
        "fps",
        "styles",
        "tracked frames",
        "corrected",
        "accepted",
        "job",
    )
    show(headers, rows, empty="No videos yet; `barre import` brings some.")
