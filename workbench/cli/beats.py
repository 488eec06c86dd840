"""Commands about beats."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from workbench.cli.options import AnnotatorName, Json, ProjectPath

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from core.audio.grid import BeatGrid
    from core.audio.grid_edits import Edit
    from core.entities import GridChange, Video

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
    taps: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Take the beats from taps: a text file, the seconds of one a line."
        ),
    ] = None,
    lag: Annotated[
        float, typer.Option(metavar="S", help="How late the taps are; taken off. --learn-lag tells it.")
    ] = 0.0,
    learn_lag: Annotated[
        bool, typer.Option("--learn-lag", help="Only tell how late the taps are against the beats.")
    ] = False,
    annotator: AnnotatorName = None,
    as_json: Json = False,
) -> None:
    """Show the beats of a video, or mend them; one edit at a time.

    They are as somebody mended them, else as Barre finds them in the sound. Segments on the beats follow when
    beats are moved, whoever made them.

    Example: barre beats my.barre 3 --downbeat 2 --annotator Kim
    """
    from db.project import Project
    from workbench.actions.beats import listened_grid, mend_grid, put_mend, tap_mend

    edit = _edit(halve, double, downbeat, beats_per_bar, shift, move, insert, remove)
    times_s = _taps(taps, edit, learn_lag)
    with Project.open(path) as project:
        found = project.videos.get(video)
        grid, change = listened_grid(project, found), None
        if learn_lag:
            _tell_lag(times_s, grid, as_json)
            return
        if times_s is not None:
            change = put_mend(project, found, tap_mend(project, found, times_s, lag_s=lag), annotator)
        elif edit is not None:
            change = mend_grid(project, found, edit, annotator)
        is_mended = project.beat_grids.current(video) is not None
    _tell(found, change.after if change else grid, change, is_mended=is_mended, as_json=as_json)


def _tell(
    video: Video, grid: BeatGrid | None, change: GridChange | None, *, is_mended: bool, as_json: bool
) -> None:
    """Print the beats of a video, and what an edit of them did to segments."""
    from workbench.cli.output import escape, note, print_json, say

    if as_json:
        print_json(
            {
                "video_id": video.id,
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
        say(f"No beats are heard in {escape(video.name)}.")
    else:
        made = "mended by hand" if is_mended else "found in the sound"
        say(f"{escape(video.name)}: {_words(grid.beats_s)}, {grid.beats_per_bar} in a bar, {made}.")
        if len(grid.downbeats_s):
            say(f"The first bar begins with beat {grid.downbeat + 1}, at {grid.downbeats_s[0]:.2f} s.")
    if change and change.moved:
        note(f"Segments that went with their beats: {len(change.moved)}.")
    if change and change.stayed:
        stayed = ", ".join(map(str, change.stayed))
        note(f"Segments that stayed, since nothing would be left of them: {stayed}.")


def _taps(file: Path | None, edit: Edit | None, learn_lag: bool) -> NDArray[np.float64] | None:
    """(N,) the taps in a file, seconds; None when there is none."""
    import numpy as np

    from core.errors import InputError
    from core.media.files import check_readable

    if file is None:
        if learn_lag:
            raise InputError("To learn how late somebody taps takes taps.", "Name them with --taps FILE.")
        return None
    if edit is not None:
        raise InputError("Beats take one edit at a time.", "Run the command once for each.")
    try:
        words = check_readable(file).read_text("utf-8").split()
        return np.array([float(word) for word in words], np.float64)
    except ValueError as e:
        raise InputError(f"{file} has to hold a number of seconds a line.") from e


def _tell_lag(times_s: NDArray[np.float64] | None, grid: BeatGrid | None, as_json: bool) -> None:
    from core.audio.taps import learn_lag
    from core.errors import InputError
    from workbench.cli.output import print_json, say

    if times_s is None or grid is None:
        raise InputError(
            "There are no beats to hold the taps against.", "Mend them first, or take another video."
        )
    lag = learn_lag(times_s, grid)
    if as_json:
        print_json(lag)
    else:
        late = "late" if lag.lag_s >= 0 else "early"
        spread_ms = lag.spread_s * 1000
        say(f"{abs(lag.lag_s) * 1000:.0f} ms {late} (single taps ± {spread_ms:.0f} ms, n = {lag.n}).")


def _words(beats_s: NDArray[np.float64]) -> str:
    from core.audio.tracking import tempo_of

    span = f"{len(beats_s)} beats from {beats_s[0]:.2f} s to {beats_s[-1]:.2f} s"
    return f"{span}, {tempo_of(beats_s):.1f} a minute"


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
