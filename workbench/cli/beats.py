"""Commands about beats."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from workbench.cli.options import AnnotatorName, Json, ProjectPath

if TYPE_CHECKING:
    from core.audio.grid_edits import Edit

app = typer.Typer()


@app.command(rich_help_panel="Data")
def beats(
    path: ProjectPath,
    video: Annotated[int, typer.Argument(metavar="VIDEO", help="The video; see `barre videos P`.")],
    halve: Annotated[bool, typer.Option("--halve", help="Keep every second beat.")] = False,
    double: Annotated[bool, typer.Option("--double", help="Put a beat between each two.")] = False,
    downbeat: Annotated[
        int | None, typer.Option(metavar="N", help="Let a bar begin with beat N, counted from 1.")
    ] = None,
    beats_per_bar: Annotated[int | None, typer.Option(metavar="N", help="Count N beats in a bar.")] = None,
    shift: Annotated[float | None, typer.Option(metavar="S", help="Move all beats by S seconds.")] = None,
    move: Annotated[
        tuple[int, float] | None, typer.Option(metavar="N S", help="Move beat N to S seconds.")
    ] = None,
    insert: Annotated[float | None, typer.Option(metavar="S", help="Put a beat at S seconds.")] = None,
    remove: Annotated[int | None, typer.Option(metavar="N", help="Take beat N away.")] = None,
    annotator: AnnotatorName = None,
    as_json: Json = False,
) -> None:
    """Show the beats of a video, or mend them; one edit at a time.

    They are as somebody mended them, else as Barre finds them in the sound. Segments on the beats follow when
    beats are moved, whoever made them.

    Example: barre beats my.barre 3 --downbeat 2 --annotator Kim
    """
    from db.project import Project
    from workbench.actions.beats import listened_grid, mend_grid
    from workbench.cli.output import escape, note, print_json, say

    edit = _edit(halve, double, downbeat, beats_per_bar, shift, move, insert, remove)
    with Project.open(path) as project:
        found = project.videos.get(video)
        grid, change = listened_grid(project, found), None
        if edit is not None:
            change = mend_grid(project, found, edit, annotator)
            grid = change.after
        is_mended = project.beat_grids.current(video) is not None
    if as_json:
        print_json(
            {
                "video_id": video,
                "mended": is_mended,
                "beats_per_bar": grid.beats_per_bar if grid else None,
                "downbeat": grid.downbeat if grid else None,
                "beats_s": grid.beats_s if grid else [],
                "downbeats_s": grid.downbeats_s if grid else [],
                "moved_segments": [edges.segment_id for edges in change.moved] if change else [],
                "stayed_segments": list(change.stayed) if change else [],
            }
        )
    elif grid is None:
        say(f"No beats are heard in {escape(found.name)}.")
    else:
        made = "mended by hand" if is_mended else "found in the sound"
        say(f"{escape(found.name)}: {_words(grid.beats_s)}, {grid.beats_per_bar} in a bar, {made}.")
        if len(grid.downbeats_s):
            say(f"The first bar begins with beat {grid.downbeat + 1}, at {grid.downbeats_s[0]:.2f} s.")
    if change and change.moved:
        note(f"Segments that went with their beats: {len(change.moved)}.")
    if change and change.stayed:
        stayed = ", ".join(map(str, change.stayed))
        note(f"Segments that stayed, since nothing would be left of them: {stayed}.")


def _words(beats_s: object) -> str:
    import numpy as np

    from core.audio.tracking import tempo_of

    times_s = np.asarray(beats_s)
    span = f"{len(times_s)} beats from {times_s[0]:.2f} s to {times_s[-1]:.2f} s"
    return f"{span}, {tempo_of(times_s):.1f} a minute"


def _edit(
    halve: bool,
    double: bool,
    downbeat: int | None,
    beats_per_bar: int | None,
    shift: float | None,
    move: tuple[int, float] | None,
    insert: float | None,
    remove: int | None,
) -> Edit | None:
    """The edit that was asked for; None when it was none. Beats count from 1 for people, from 0 inside."""
    from core.audio import grid_edits as edits
    from core.errors import InputError

    asked: list[Callable[..., object]] = []
    asked += [edits.halve] if halve else []
    asked += [edits.double] if double else []
    asked += [partial(edits.begin_bar, beat=downbeat - 1)] if downbeat is not None else []
    asked += (
        [partial(edits.set_beats_per_bar, beats_per_bar=beats_per_bar)] if beats_per_bar is not None else []
    )
    asked += [partial(edits.shift, by_s=shift)] if shift is not None else []
    asked += [partial(edits.move_beat, beat=move[0] - 1, to_s=move[1])] if move is not None else []
    asked += [partial(edits.insert_beat, at_s=insert)] if insert is not None else []
    asked += [partial(edits.remove_beat, beat=remove - 1)] if remove is not None else []
    if len(asked) > 1:
        raise InputError("Beats take one edit at a time.", "Run the command once for each.")
    return asked[0] if asked else None
