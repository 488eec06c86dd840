"""Commands that correct many frames of a pose at once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from workbench.cli.options import AnnotatorName, Json, ProjectPath

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.editing.rework import Rework
    from core.entities import Track
    from db.project import Project

app = typer.Typer()

Video = Annotated[int, typer.Argument(metavar="VIDEO", help="The video; see `barre videos P`.")]
Start = Annotated[int, typer.Argument(metavar="START", help="The first frame, counted from 0.")]
End = Annotated[int, typer.Argument(metavar="END", help="The last frame.")]
Frame = Annotated[int, typer.Argument(metavar="FRAME", help="The frame that is right, counted from 0.")]
Joints = Annotated[
    list[str] | None,
    typer.Option("--joint", metavar="JOINT", help="Only this joint; may be given again. Default: all."),
]
Person = Annotated[int, typer.Option(min=1, help="Which person of the video.")]


@app.command(rich_help_panel="Data")
def smooth(
    path: ProjectPath,
    video: Video,
    start: Start,
    end: End,
    cutoff: Annotated[float, typer.Option(metavar="HZ", help="What trembles faster goes; 4 to 8 is usual.")],
    joint: Joints = None,
    person: Person = 1,
    annotator: AnnotatorName = None,
    as_json: Json = False,
) -> None:
    """Take the tremble out of some frames of a pose, without lag.

    Example: barre smooth my.barre 3 800 900 --cutoff 6 --joint "left wrist"
    """
    from workbench.actions.pose_edits import smoothing

    def make(project: Project, track: Track, joints: list[int] | None) -> Rework:
        return smoothing(project, track, start, end, cutoff_hz=cutoff, joints=joints)

    _correct(path, video, person, joint, annotator, as_json, "smooth", make)


@app.command(rich_help_panel="Data")
def interpolate(
    path: ProjectPath,
    video: Video,
    start: Start,
    end: End,
    joint: Joints = None,
    spline: Annotated[
        bool, typer.Option("--spline", help="A smooth curve that goes on with the motion, not a line.")
    ] = False,
    until_hidden: Annotated[
        bool, typer.Option("--until-hidden", help="Stop where a joint is out of sight.")
    ] = False,
    person: Person = 1,
    annotator: AnnotatorName = None,
    as_json: Json = False,
) -> None:
    """Fill in a pose between two frames that are right. Joints corrected in between are gone through.

    Example: barre interpolate my.barre 3 812 830 --joint "left wrist" --spline
    """
    from core.editing.interpolate import Method
    from workbench.actions.pose_edits import interpolation

    method = Method.SPLINE if spline else Method.LINEAR

    def make(project: Project, track: Track, joints: list[int] | None) -> Rework:
        return interpolation(
            project, track, start, end, joints=joints, method=method, ends_when_hidden=until_hidden
        )

    _correct(path, video, person, joint, annotator, as_json, "interpolate", make)


@app.command(rich_help_panel="Data")
def swap(
    path: ProjectPath,
    video: Video,
    start: Start,
    end: End,
    joint: Joints = None,
    person: Person = 1,
    annotator: AnnotatorName = None,
    as_json: Json = False,
) -> None:
    """Exchange left and right in some frames of a pose. A joint whose other side was not seen is hidden.

    Example: barre swap my.barre 3 812 830
    """
    from workbench.actions.pose_edits import swapping

    def make(project: Project, track: Track, joints: list[int] | None) -> Rework:
        return swapping(project, track, start, end, joints=joints)

    _correct(path, video, person, joint, annotator, as_json, "swap left and right of", make)


@app.command(rich_help_panel="Data")
def propagate(
    path: ProjectPath,
    video: Video,
    frame: Frame,
    before: Annotated[int, typer.Option(min=0, help="How many frames back.")] = 0,
    after: Annotated[int, typer.Option(min=0, help="How many frames on.")] = 12,
    exponential: Annotated[bool, typer.Option("--exponential", help="Fade fast at first.")] = False,
    joint: Joints = None,
    person: Person = 1,
    annotator: AnnotatorName = None,
    as_json: Json = False,
) -> None:
    """Carry what was corrected in a frame on to the frames around it, fading. The next correction ends it.

    Example: barre propagate my.barre 3 812 --after 20 --joint "left wrist"
    """
    from core.editing.propagate import Decay
    from workbench.actions.pose_edits import propagation

    decay = Decay.EXPONENTIAL if exponential else Decay.COSINE

    def make(project: Project, track: Track, joints: list[int] | None) -> Rework:
        return propagation(project, track, frame, before=before, after=after, joints=joints, decay=decay)

    _correct(path, video, person, joint, annotator, as_json, "propagate", make)


@app.command(rich_help_panel="Data")
def follow(
    path: ProjectPath,
    video: Video,
    frame: Frame,
    frames: Annotated[int, typer.Option(metavar="N", help="How far; below 0: backwards.")] = 12,
    joint: Joints = None,
    person: Person = 1,
    annotator: AnnotatorName = None,
    as_json: Json = False,
) -> None:
    """Follow a pose from a frame through the pictures. A joint that is lost, or was corrected, ends there.

    Example: barre follow my.barre 3 812 --frames 20 --joint "left wrist"
    """
    from workbench.actions.pose_edits import film_pictures, following
    from workbench.cli.output import progress

    def make(project: Project, track: Track, joints: list[int] | None) -> Rework:
        with film_pictures(project, video) as picture, progress("Following") as on_progress:
            return following(
                project, track, frame, picture, n_frames=frames, joints=joints, on_progress=on_progress
            )

    _correct(path, video, person, joint, annotator, as_json, "follow", make)


def _correct(
    path: Path,
    video: int,
    person: int,
    names: list[str] | None,
    annotator: str | None,
    as_json: bool,
    deed: str,
    make: Callable[[Project, Track, list[int] | None], Rework],
) -> None:
    """Store what a tool makes of a person's track, and say it."""
    from db.project import Project
    from workbench.actions.pose_edits import describe, joint_indices, store, track_to_edit
    from workbench.cli.output import escape, print_json, say

    with Project.open(path) as project:
        track = track_to_edit(project, video, person - 1)
        change = make(project, track, joint_indices(track.skeleton, names or ()))
        stored = store(project, track, change, annotator)
        words = describe(deed, change, track.skeleton)
    if as_json:
        print_json(stored)
    else:
        say(f"Video {video}: {escape(words)}; {len(stored):,} corrections.")
