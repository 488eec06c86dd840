"""Commands that bring annotations of other programs into videos that a project has."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from workbench.cli.options import Json, ProjectPath

app = typer.Typer()

VideoNumber = Annotated[int, typer.Argument(metavar="VIDEO", help="The video; see `barre videos P`.")]


@app.command("import-poses", rich_help_panel="Data")
def import_poses(
    path: ProjectPath,
    video: VideoNumber,
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help="COCO .json, .csv, CVAT .xml, SLEAP .slp, AIST++ .pkl, or a folder of OpenPose.",
        ),
    ],
    of: Annotated[
        str | None, typer.Option("--of", metavar="NAME", help="Which video, where the file holds several.")
    ] = None,
    onto: Annotated[
        str | None, typer.Option("--skeleton", help="Map the joints to this skeleton; default: as they are.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Make the people in a pose file further people of a video; what the video has stays as it is.

    Example: barre import-poses my.barre 3 waltz.slp
    """
    from db.project import Project
    from workbench.actions.import_poses import import_poses as bring
    from workbench.cli.output import escape, note, print_json, say

    with Project.open(path) as project:
        report = bring(project, video, file, of=of, onto=onto)
    for remark in report.notes:
        note(remark)
    if report.derived:
        note(f"Made up from others: {', '.join(report.derived)}.")
    if report.lost:
        note(f"Lost, since the file has nothing to make them of: {', '.join(report.lost)}.")
    if as_json:
        print_json(report)
        return
    for person in report.people:
        track = person.track
        say(
            f"{escape(person.name)} is person {track.person + 1} of video {video} ({track.space}): "
            f"{person.n_seen} of {track.n_frames} frames, {len(track.skeleton.joints)} joints of "
            f"{escape(track.skeleton.name)}."
        )


@app.command("import-labels", rich_help_panel="Data")
def import_labels(
    path: ProjectPath,
    video: VideoNumber,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="ELAN .eaf or WebVTT .vtt.")],
    annotator: Annotated[
        str | None, typer.Option("--annotator", help="Who says so; default: whom the file names, or you.")
    ] = None,
    tier: Annotated[
        str | None, typer.Option(help="For labels that the file gives no tier; default: comment.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Add the labels of a file to a video, tier by tier; what the video has stays as it is.

    Example: barre import-labels my.barre 3 waltz.eaf --annotator Kim
    """
    from db.project import Project
    from workbench.actions.import_labels import import_labels as bring
    from workbench.cli.output import escape, note, print_json, say

    with Project.open(path) as project:
        report = bring(project, video, file, annotator=annotator, tier=tier)
    for remark in report.notes:
        note(remark)
    if report.new_tiers:
        note(f"New tiers: {', '.join(report.new_tiers)}.")
    if as_json:
        print_json(report)
        return
    counts: dict[str, int] = {}
    for segment in report.added:
        counts[segment.tier] = counts.get(segment.tier, 0) + 1
    on = ", ".join(f"{n} on {escape(name)}" for name, n in counts.items())
    say(f"{len(report.added)} labels added{f': {on}' if on else ''}; {report.n_known} were known.")
