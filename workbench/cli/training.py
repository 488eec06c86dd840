"""Commands about presets and runs."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from workbench.cli.options import Detach, Json, ProjectPath, RunNumber

app = typer.Typer()


class Device(StrEnum):
    AUTO = "auto"
    CPU = "cpu"
    CUDA = "cuda"


@app.command(rich_help_panel="Models")
def presets(as_json: Json = False) -> None:
    """List the models that can be trained, with their options.

    Example: barre presets
    """
    from core.models.options import fields_of
    from core.training.presets import load_preset, preset_names
    from workbench.cli.output import print_json, show

    loaded = [load_preset(name) for name in preset_names()]
    if as_json:
        print_json([{**vars(preset), "fields": fields_of(preset.config)} for preset in loaded])
        return
    rows = [(preset.name, preset.task, preset.description) for preset in loaded]
    show(("preset", "task", "what it is"), rows, empty="No presets are installed.")


@app.command(rich_help_panel="Models")
def train(
    path: ProjectPath,
    preset: Annotated[
        str | None, typer.Option(metavar="NAME", help="Which model; see `barre presets`.")
    ] = None,
    same_as: Annotated[
        int | None,
        typer.Option(
            metavar="RUN", help="Repeat a run: its preset, options, data and seed; see `barre runs`."
        ),
    ] = None,
    new_data: Annotated[
        bool, typer.Option("--new-data", help="With --same-as: on the dances as they are now.")
    ] = False,
    set_: Annotated[
        list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="Change an option of the preset.")
    ] = None,
    epochs: Annotated[int | None, typer.Option(min=1, help="How long; default: the preset's.")] = None,
    device: Annotated[
        Device | None, typer.Option(help="Where to compute; default: auto, or where the same run did.")
    ] = None,
    seed: Annotated[
        int | None, typer.Option(help="Decides the split, the weights and the order of the data; default: 0.")
    ] = None,
    style: Annotated[
        list[str] | None, typer.Option(help="Learn from this style only; may be given often.")
    ] = None,
    annotator: Annotated[str | None, typer.Option(help="Whose labels count.")] = None,
    name: Annotated[str, typer.Option(help="What to call the run.")] = "",
    detach: Detach = False,
    as_json: Json = False,
) -> None:
    """Train a model on the project's dances, in a job that Ctrl+C cancels and `barre resume` continues.

    Example: barre train my.barre --preset motion-bigru --set batch_size=32 --epochs 20
    """
    from core.errors import InputError
    from db.project import Project
    from workbench.actions.datasets import DataFilter
    from workbench.actions.training import repeat_training, start_training
    from workbench.cli.runs import finish_training

    if (preset is None) == (same_as is None):
        raise InputError(
            "A training needs either --preset or --same-as.", "See `barre presets` or `barre runs P`."
        )
    changes = {"--set": set_, "--epochs": epochs, "--seed": seed, "--style": style, "--annotator": annotator}
    given = [option for option, value in changes.items() if value is not None]
    if same_as is not None and given:
        raise InputError(
            f"A run is repeated as it was, without {given[0]}.", "Start a new one with --preset instead."
        )
    if same_as is None and new_data:
        raise InputError("--new-data goes with --same-as.", "A new run learns from the dances as they are.")
    with Project.open(path) as project:
        if same_as is not None:
            run, job = repeat_training(project, same_as, device=device, name=name, new_data=new_data)
        else:
            run, job = start_training(
                project,
                preset or "",
                set_ or (),
                seed=seed or 0,
                device=device or Device.AUTO,
                epochs=epochs,
                data=DataFilter(tuple(style) if style else None, annotator),
                name=name,
            )
        finish_training(project, run, job, detach=detach, as_json=as_json)


@app.command(rich_help_panel="Models")
def runs(path: ProjectPath, as_json: Json = False) -> None:
    """List the training runs of a project.

    Example: barre runs my.barre
    """
    from db.project import Project
    from workbench.cli.output import print_json, show
    from workbench.jobs.supervise import mark_interrupted

    with Project.open(path) as project:
        mark_interrupted(project)
        found = project.runs.all()
    if as_json:
        print_json(found)
        return
    rows = [(r.id, r.name, r.preset, r.task, r.seed, r.state, f"{r.progress:.0%}", r.message) for r in found]
    headers = ("run", "name", "preset", "task", "seed", "state", "done", "says")
    show(headers, rows, empty="No runs yet; `barre train` starts one.")


@app.command(rich_help_panel="Models")
def run(
    path: ProjectPath,
    number: Annotated[int, typer.Argument(metavar="N", help="The run; see `barre runs P`.")],
    as_json: Json = False,
) -> None:
    """Show a run: its state, configuration and metrics.

    Example: barre run my.barre 1
    """
    from db.project import Project
    from workbench.cli.runs import show_run
    from workbench.jobs.supervise import mark_interrupted

    with Project.open(path) as project:
        mark_interrupted(project)
        show_run(project, number, as_json=as_json)


@app.command(rich_help_panel="Models")
def evaluate(
    path: ProjectPath,
    number: RunNumber,
    classifier: Annotated[
        int | None, typer.Option(metavar="RUN", help="A style classifier, to be asked what was generated.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Judge a trained run on the dances that it never saw.

    Example: barre evaluate my.barre --run 1
    """
    from db.project import Project
    from workbench.actions.evaluating import evaluate as evaluate_run
    from workbench.actions.jsonable import plain
    from workbench.cli.output import print_json, progress
    from workbench.cli.runs import show_verdict

    with Project.open(path) as project, progress(f"Evaluating run {number}") as on_progress:
        evaluation = evaluate_run(project, number, classifier_id=classifier, on_progress=on_progress)
    print_json(evaluation) if as_json else show_verdict(plain(evaluation))
