"""Commands that train one preset in many ways, and put runs side by side."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from workbench.cli.options import Detach, Json, ProjectPath
from workbench.cli.training import Device

if TYPE_CHECKING:
    from db.project import Project
    from workbench.actions.searching import Search
    from workbench.actions.sweeping import Curve, SweptRun

app = typer.Typer()
Figure = Annotated[Path | None, typer.Option(help="Draw the curves of each run, to a .png, .pdf or .svg.")]


@app.command(rich_help_panel="Models")
def sweep(
    path: ProjectPath,
    preset: Annotated[str, typer.Option(metavar="NAME", help="Which model; see `barre presets`.")],
    over: Annotated[
        list[str] | None,
        typer.Option(metavar="KEY=A,B,C", help="The values of an option to train with; may be given often."),
    ] = None,
    search: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KEY=LOW:HIGH",
            help="Instead, let Optuna choose: LOW:HIGH, log:LOW:HIGH or A,B,C; may be given often.",
        ),
    ] = None,
    trials: Annotated[int, typer.Option(min=1, help="With --search: how many runs.")] = 20,
    metric: Annotated[
        str, typer.Option(metavar="SIDE/NAME", help="With --search: what to choose by, of valid or train.")
    ] = "valid/loss",
    prune: Annotated[
        bool, typer.Option(help="With --search: stop trials that are worse than the median of the others.")
    ] = True,
    set_: Annotated[
        list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="Change an option in all runs.")
    ] = None,
    epochs: Annotated[int | None, typer.Option(min=1, help="How long; default: the preset's.")] = None,
    device: Annotated[Device, typer.Option(help="Where to compute.")] = Device.AUTO,
    seed: Annotated[int, typer.Option(help="The same for all runs.")] = 0,
    style: Annotated[
        list[str] | None, typer.Option(help="Learn from this style only; may be given often.")
    ] = None,
    annotator: Annotated[str | None, typer.Option(help="Whose labels count.")] = None,
    figure: Figure = None,
    detach: Detach = False,
    as_json: Json = False,
) -> None:
    """Train a model once for each combination of values, or for values that Optuna chooses, and compare.

    Example: barre sweep my.barre --preset seq2seq --over loss=mae,mse,huber --figure losses.png
    """
    from core.errors import InputError
    from db.project import Project
    from workbench.actions.datasets import DataFilter
    from workbench.actions.searching import Search
    from workbench.actions.sweep_figure import check_figure_path
    from workbench.actions.sweeping import outcome_of, start_sweep
    from workbench.cli.following import exit_if_failed, follow_jobs
    from workbench.cli.output import note
    from workbench.jobs.devices import at_once, device_for
    from workbench.jobs.local import start_queued

    if figure is not None:
        if detach:
            raise InputError(
                "The figure can be drawn only when all runs have ended.",
                "Leave off --figure, and draw it later with barre curves.",
            )
        check_figure_path(figure)
    if bool(over) == bool(search):
        raise InputError(
            "A sweep needs either --over or --search.", "For example: --over loss=mae,mse,huber."
        )
    data = DataFilter(tuple(style) if style else None, annotator)
    with Project.open(path) as project:
        if search:
            wishes = [*(set_ or ()), *([f"training.epochs={epochs}"] if epochs is not None else [])]
            wanted = Search(
                preset,
                tuple(search),
                metric,
                trials,
                tuple(wishes),
                seed,
                device,
                data.to_dict(),
                at_once(project)[device_for(device)],
                prune,
            )
            _search(project, wanted, figure, detach=detach, as_json=as_json)
            return
        queued = start_sweep(
            project, preset, over or (), set_ or (), seed=seed, device=device, epochs=epochs, data=data
        )
        jobs = [job for job, _ in queued]
        note(f"{len(queued)} runs: {', '.join(str(job.run_id) for job in jobs)}.")
        if detach:
            start_queued(project)
            note("They go on in the background; `barre runs P` shows how far they are.")
        else:
            jobs = follow_jobs(project, jobs)
        outcomes = [outcome_of(project, job, values) for job, values in queued]
    _tell(outcomes, figure, as_json=as_json)
    if not detach:
        exit_if_failed(jobs)


def _search(project: Project, wanted: Search, figure: Path | None, *, detach: bool, as_json: bool) -> None:
    """Start a search and see it to its end, or only start it."""
    from workbench.actions.searching import outcomes_of_search, start_search
    from workbench.cli.following import exit_if_failed, follow_jobs
    from workbench.cli.output import note
    from workbench.jobs.local import start_queued

    job = start_search(project, wanted)
    note(f"The search is job {job.id}; `barre runs P` lists its trials.")
    if detach:
        start_queued(project)
        return
    jobs = follow_jobs(project, [job])
    note(jobs[0].message)
    found = outcomes_of_search(project, job.id)
    if found:
        _tell(found, figure, as_json=as_json)
    exit_if_failed(jobs)


@app.command(rich_help_panel="Models")
def curves(
    path: ProjectPath,
    numbers: Annotated[list[int], typer.Argument(metavar="N...", help="The runs; see `barre runs P`.")],
    figure: Figure = None,
    as_json: Json = False,
) -> None:
    """Put the losses of runs side by side, for example of a sweep that ran in the background.

    Example: barre curves my.barre 3 4 5 --figure losses.png
    """
    from db.project import Project
    from workbench.actions.sweep_figure import check_figure_path
    from workbench.actions.sweeping import outcomes_of_runs
    from workbench.jobs.supervise import mark_interrupted

    if figure is not None:
        check_figure_path(figure)
    with Project.open(path) as project:
        mark_interrupted(project)
        outcomes = outcomes_of_runs(project, numbers)
    _tell(outcomes, figure, as_json=as_json)


@app.command(rich_help_panel="Models")
def differences(
    path: ProjectPath,
    numbers: Annotated[list[int], typer.Argument(metavar="N N...", help="The runs; see `barre runs P`.")],
    as_json: Json = False,
) -> None:
    """Say in what runs differ: options, seeds, data, versions; nothing of what they share.

    Example: barre differences my.barre 3 4
    """
    from db.project import Project
    from workbench.actions.run_differences import differences as find_differences
    from workbench.cli.output import print_json, show

    with Project.open(path) as project:
        found = find_differences(project, numbers)
    if as_json:
        print_json(found)
        return
    headers = ("option", *(f"run {number}" for number in numbers))
    show(headers, [(row.name, *row.values) for row in found], empty="They were made alike.")


def _tell(runs: Sequence[SweptRun], figure: Path | None, *, as_json: bool) -> None:
    from workbench.actions.sweep_figure import draw_figure
    from workbench.cli.output import note, print_json

    if figure is not None:
        draw_figure(runs, figure)
        note(f"The curves are in {figure}.")
    print_json(runs) if as_json else _show(runs)


_HEADLINES = (
    *(
        "accuracy",
        "macro_f1",
        "cross_entropy",
        "song_reciprocal_rank",
        "pixel_accuracy",
        "overlap",
        "psnr_db",
    ),
    *("distance", "speed_ratio", "freezing", "beat_alignment", "skate_ratio"),
)
"""What fits beside the losses; all that was measured is in the JSON."""


def _show(runs: Sequence[SweptRun]) -> None:
    from workbench.cli.output import show

    measured = {name for run in runs for name in run.test}
    scores = [name for name in _HEADLINES if name in measured]
    headers = ("run", *runs[0].values, "state", "epochs", "train loss", "valid loss", "lowest, in epoch")
    rows = [
        (
            run.run_id,
            *run.values.values(),
            run.state,
            len(run.train),
            _last(run.train),
            _last(run.valid),
            _lowest(run.valid),
            *(f"{run.test[name]:.3f}" if name in run.test else "" for name in scores),
        )
        for run in runs
    ]
    show((*headers, *(f"test {name}" for name in scores)), rows, empty="")


def _last(curve: Curve) -> str:
    return f"{curve[-1][1]:.4g}" if curve else ""


def _lowest(curve: Curve) -> str:
    if not curve:
        return ""
    epoch, loss = min(curve, key=lambda point: point[1])
    return f"{loss:.4g}, {epoch + 1}"
