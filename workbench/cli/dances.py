"""Commands about making, comparing and writing out dances."""

from __future__ import annotations

from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from workbench.cli.asking import (
    Blend,
    Edited,
    FrameRate,
    Guidance,
    Kept,
    Novelty,
    Redone,
    SeedMotion,
    Style,
    Temperature,
    spans_of,
    styles_of,
    words_of,
)
from workbench.cli.options import Json, ProjectPath, RunNumber

app = typer.Typer()


class ExportFormat(StrEnum):
    NPZ = "npz"
    CSV = "csv"
    COCO = "coco"
    BVH = "bvh"
    CVAT = "cvat"
    OPENPOSE = "openpose"
    SLEAP = "sleap"
    AIST = "aist"
    EAF = "eaf"
    WEBVTT = "webvtt"


class Drawing(StrEnum):
    DOLL = "doll"
    STICKS = "sticks"
    FILM = "film"


@app.command(rich_help_panel="Dances")
def generate(
    path: ProjectPath,
    number: RunNumber,
    out: Annotated[
        Path, typer.Option(metavar="F", help="Where to: .npz, .bvh, or .mp4 (a drawn dancer with the music).")
    ],
    music: Annotated[Path | None, typer.Option(metavar="FILE", help="A song; anything with sound.")] = None,
    video: Annotated[
        str | None,
        typer.Option(metavar="V", help="For runs that continue films: video:N or a film file."),
    ] = None,
    motion: Annotated[
        str | None,
        typer.Option(metavar="M", help="For runs that show a person: video:N, generated:N or a motion file."),
    ] = None,
    seed: Annotated[int, typer.Option(help="Other seeds, other dances.")] = 0,
    duration: Annotated[float | None, typer.Option(min=0.1, help="Seconds; default: the whole song.")] = None,
    start: Annotated[float, typer.Option(min=0, help="Where in the song to begin, seconds.")] = 0.0,
    fps: FrameRate = None,
    style: Style = None,
    blend: Blend = None,
    temperature: Temperature = 1.0,
    guidance: Guidance = None,
    novelty: Novelty = None,
    seed_motion: SeedMotion = None,
    edit: Edited = None,
    redo: Redone = None,
    keep: Kept = None,
    as_json: Json = False,
) -> None:
    """Let a trained run dance to a song, go on with a film, or show its person in given poses.

    Example: barre generate my.barre --run 2 --music song.mp3 --out dance.mp4
    """
    from dataclasses import replace

    from core.errors import InputError
    from db.project import Project
    from workbench.actions.asks import NOTHING_ASKED, Asks
    from workbench.actions.filming import make_film
    from workbench.actions.generating import generate as generate_dance
    from workbench.cli.output import escape, print_json, progress, say

    asks = Asks(
        styles=styles_of(style, blend),
        temperature=temperature,
        guidance=guidance,
        novelty=novelty,
        seed_motion=seed_motion,
        edit=edit,
        redo_s=spans_of(redo or ()),
        keep=words_of(keep),
    )
    source = video if video is not None else motion
    others = (music, fps, video if motion is not None else None)
    if source is not None and (others != (None,) * 3 or replace(asks, temperature=1.0) != NOTHING_ASKED):
        raise InputError(
            "A film is made of a film or of a motion alone.",
            "With --video or --motion only --seed, --temperature, --duration and --start count.",
        )
    if source is None and music is None and edit is None and seed_motion is None:
        raise InputError(
            "Say what to make it of: --music FILE, --video V or --motion M.", "Which one depends on the run."
        )
    with Project.open(path) as project:
        with progress("Generating") as on_progress:
            if source is not None:
                dance = make_film(
                    project,
                    number,
                    source,
                    out,
                    seed=seed,
                    temperature=temperature,
                    duration_s=duration,
                    start_s=start,
                    on_progress=on_progress,
                )
            else:
                dance = generate_dance(
                    project,
                    number,
                    music,
                    out,
                    seed=seed,
                    duration_s=duration,
                    start_s=start,
                    fps=fps,
                    asks=asks,
                    on_progress=on_progress,
                )
        if as_json:
            print_json(dance)
        else:
            seconds = dance.n_frames / dance.fps
            say(f"Dance {dance.id}: {seconds:.1f} s by run {number}, written to {escape(str(out))}.")


@app.command(rich_help_panel="Dances")
def compare(
    path: ProjectPath,
    items: Annotated[
        list[str], typer.Argument(metavar="ITEM ITEM...", help="run:N, video:N, generated:N or motion files.")
    ],
    film: Annotated[
        Path | None, typer.Option(metavar="F", help="Also write them as one .mp4 with the music.")
    ] = None,
    drawing: Annotated[Drawing, typer.Option(help="How the dances of the film are drawn.")] = Drawing.DOLL,
    overlaid: Annotated[bool, typer.Option("--overlaid", help="In one picture, over one another.")] = False,
    mirrored: Annotated[bool, typer.Option("--mirrored", help="All but the first as in a mirror.")] = False,
    as_json: Json = False,
) -> None:
    """Say how close dances to the same music are, each against the first real one, and film them together.

    Example: barre compare my.barre video:3 generated:1 run:2 --film side-by-side.mp4
    """
    from db.project import Project
    from workbench.actions.comparing import compare as compare_dances
    from workbench.actions.comparing import in_order, load_item
    from workbench.actions.comparison_film import film_comparison
    from workbench.actions.figures import figures_of
    from workbench.actions.staging import Showing
    from workbench.cli.output import note, print_json, progress
    from workbench.cli.runs import show_comparison, show_figures

    with Project.open(path) as project:
        comparison = compare_dances(project, items)
        figures = figures_of(project, [load_item(project, name) for name in in_order(comparison, items)])
        if film is not None:
            showing = Showing(drawing.value, overlaid, mirrored)
            with progress("Filming") as on_progress:
                film_comparison(project, items, film, showing, on_progress=on_progress)
            note(f"The dances are in {film}.")
    if as_json:
        print_json({**asdict(comparison), "figures": figures})
    else:
        show_comparison(comparison)
        show_figures(figures)


@app.command(rich_help_panel="Dances")
def report(
    path: ProjectPath,
    out: Annotated[Path, typer.Option(metavar="F", help="Where to: .html, .pdf or .csv.")],
    items: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[ITEM...]", help="run:N (also classifiers), video:N, generated:N, motion files."
        ),
    ] = None,
    films: Annotated[bool, typer.Option(help="Put the dances into an .html report as a film.")] = True,
) -> None:
    """Write one self-contained file on dances and runs: figures, curves, confusion, films, what differs.

    Without items it is on all finished runs, with the real dance to whose music they danced last.

    Example: barre report my.barre video:3 run:2 run:4 --out report.html
    """
    from db.project import Project
    from workbench.actions.report.writing import write_report
    from workbench.cli.output import escape, progress, say

    with Project.open(path) as project, progress("Reporting") as on_progress:
        write_report(project, items or [], out, films=films, on_progress=on_progress)
    say(f"Report written to {escape(str(out))}.")


@app.command(rich_help_panel="Dances")
def export(
    path: ProjectPath,
    fmt: Annotated[
        ExportFormat,
        typer.Option(
            "--format",
            help="npz, bvh: metres; csv, coco, cvat, openpose, sleap, aist: pixels; eaf, webvtt: labels.",
        ),
    ],
    out: Annotated[Path, typer.Option(metavar="DIR", help="A folder; made when new.")],
    as_json: Json = False,
) -> None:
    """Write all tracks, corrections included, or all labels, as files that other programs read.

    Example: barre export my.barre --format coco --out poses/
    """
    from db.project import Project
    from workbench.actions.exporting import export as export_all
    from workbench.cli.output import escape, note, print_json, progress, say

    remarks: list[str] = []
    with Project.open(path) as project, progress("Exporting") as on_progress:
        paths = export_all(project, fmt.value, out, on_progress=on_progress, tell=remarks.append)
    for remark in remarks:
        note(remark)
    if as_json:
        print_json(paths)
    else:
        say(f"{len(paths)} files written to {escape(str(out))}.")
