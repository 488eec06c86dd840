"""The command that recommends songs for a dance."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from workbench.cli.options import Json, ProjectPath

if TYPE_CHECKING:
    from workbench.actions.recommending import Recommended

app = typer.Typer()


@app.command(rich_help_panel="Dances")
def recommend(
    path: ProjectPath,
    video: Annotated[int, typer.Argument(metavar="VIDEO", help="The dance; see `barre videos P`.")],
    run: Annotated[
        int | None,
        typer.Option(
            metavar="N", help="A run of motion-music or of a style classifier; default: the newest one."
        ),
    ] = None,
    top: Annotated[int, typer.Option(min=1, metavar="K", help="How many songs.")] = 5,
    songs: Annotated[
        Path | None, typer.Option(metavar="DIR", help="A folder of music of your own, to be ranked, too.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Say which songs suit a dance.

    Example: barre recommend my.barre 3 --top 5 --songs ~/Music
    """
    from db.project import Project
    from workbench.actions.recommending import recommend as recommend_songs
    from workbench.cli.output import note, print_json, progress

    with Project.open(path) as project, progress("Listening") as on_progress:
        found = recommend_songs(project, video, run_id=run, top=top, songs_dir=songs, on_progress=on_progress)
    for remark in found.notes:
        note(remark)
    print_json(found) if as_json else _show(found)


def _show(found: Recommended) -> None:
    from workbench.cli.output import escape, say, show

    guessed = ", guessed from how it moves" if found.tempo_from_motion else ""
    tempo = f"{found.tempo_bpm:.0f} bpm{guessed}" if found.tempo_bpm else "of unknown tempo"
    say(f"For video {found.video} ({escape(tempo)}), by run {found.run} ({escape(found.preset)}):")
    rows = [
        (
            f"{rank}",
            each.song.name,
            f"{each.score:.3f}",
            ", ".join(each.song.styles),
            f"{each.tempo_bpm:.0f}" if each.tempo_bpm else "",
            f"{each.speed:.2f}",
            "its own" if each.is_own else "",
        )
        for rank, each in enumerate(found.songs, 1)
    ]
    show(("", "song", "likeness", "danced as", "bpm", "play at", ""), rows, empty="No song.")
