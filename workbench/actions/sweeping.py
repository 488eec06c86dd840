"""Sweeps: one training run for each combination of values of some options."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

from core.entities import Job, JobState, Metric
from core.errors import InputError
from db.project import Project
from workbench.actions.datasets import EVERYTHING, DataFilter
from workbench.actions.training import start_training

Curve = tuple[tuple[int, float], ...]


@dataclass(frozen=True)
class SweptRun:
    """A run of a sweep, the values that it is there for, and what came of it.

    Attributes:
        title: for people.
        values: what tells it from the other runs: option, as it was typed -> value.
        error: why it is not done; empty where nothing went wrong.
        train, valid: (epoch from 0, loss), as far as it came; valid is empty without a validation side.
        test: scores on the test side by name; empty until it is done.
    """

    run_id: int
    title: str
    values: Mapping[str, str]
    state: JobState
    error: str = ""
    train: Curve = ()
    valid: Curve = ()
    test: Mapping[str, float] = field(default_factory=dict)


def combinations(over: Iterable[str]) -> list[dict[str, str]]:
    """Return every combination of ``key=a,b,c`` with the others, the last key changing fastest.

    Raises:
        InputError: nothing to sweep over, no ``=``, a key without values or given twice.
    """
    choices: dict[str, list[str]] = {}
    for text in over:
        key, _, listed = (part.strip() for part in text.partition("="))
        values = [value.strip() for value in listed.split(",") if value.strip()]
        if not key or not values:
            raise InputError(f"{text!r} is not key=a,b,c.", "For example: loss=mae,mse,huber.")
        if key in choices:
            raise InputError(f"{key!r} is swept over twice.", "Put all of its values into one list.")
        choices[key] = list(dict.fromkeys(values))
    if not choices:
        raise InputError("There is nothing to sweep over.", "For example: --over loss=mae,mse,huber.")
    return [dict(zip(choices, values, strict=True)) for values in product(*choices.values())]


def start_sweep(
    project: Project,
    preset: str,
    over: Iterable[str],
    overrides: Iterable[str] = (),
    *,
    seed: int = 0,
    device: str = "auto",
    epochs: int | None = None,
    data: DataFilter = EVERYTHING,
) -> list[tuple[Job, dict[str, str]]]:
    """Queue a run for each combination; they differ in nothing else, seed included.

    Args:
        over: ``key=a,b,c``, one for each option that is swept over.
        overrides: ``key=value`` for all runs; see `start_training` for this and the others.

    Raises:
        InputError: as `combinations` and `start_training`; nothing is queued then.
    """
    from core.training.presets import load_preset, with_overrides

    wanted, common = combinations(over), list(overrides)
    for values in wanted:
        with_overrides(load_preset(preset), [*common, *_typed(values)])
    queued = []
    for values in wanted:
        name = " ".join([preset, *_typed(values)])
        wishes = [*common, *_typed(values)]
        _, job = start_training(
            project, preset, wishes, seed=seed, device=device, epochs=epochs, data=data, name=name
        )
        queued.append((job, values))
    return queued


def outcome_of(project: Project, job: Job, values: Mapping[str, str]) -> SweptRun:
    """Return what came of a run of a sweep until now; `job` as `start_sweep` gave it."""
    return _outcome(project, project.jobs.get(job.id), " ".join(_typed(values)), values)


def outcomes_of_runs(project: Project, run_ids: Iterable[int]) -> list[SweptRun]:
    """Return what came of any runs until now, for example those of a sweep in the background.

    Raises:
        InputError: there is no such run, or it came from another project, without its job.
    """
    newest = {job.run_id: job for job in project.jobs.all()}
    outcomes = []
    for run_id in run_ids:
        name = project.runs.get(run_id).name
        if run_id not in newest:
            raise InputError(f"Run {run_id} ({name}) was not trained in this project.", "Name other runs.")
        outcomes.append(_outcome(project, newest[run_id], name, {"name": name}))
    return outcomes


def _outcome(project: Project, job: Job, title: str, values: Mapping[str, str]) -> SweptRun:
    if job.run_id is None:
        raise ValueError(f"job {job.id} trains nothing")
    metrics = project.runs.metrics(job.run_id)
    return SweptRun(
        job.run_id,
        title,
        values,
        job.state,
        job.error,
        _losses(metrics, "train"),
        _losses(metrics, "valid"),
        {metric.name: metric.value for metric in metrics if metric.split == "test"},
    )


def _losses(metrics: Sequence[Metric], side: str) -> Curve:
    return tuple((m.epoch, m.value) for m in metrics if (m.name, m.split) == ("loss", side))


def _typed(values: Mapping[str, str]) -> list[str]:
    return [f"{key}={value}" for key, value in values.items()]
