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
        values: option, as it was typed -> value.
        error: why it is not done; empty where nothing went wrong.
        train, valid: (epoch from 0, loss), as far as it came; valid is empty without a validation side.
        test: scores on the test side by name; empty until it is done.
    """

    run_id: int
    values: Mapping[str, str]
    state: JobState
    error: str = ""
    train: Curve = ()
    valid: Curve = ()
    test: Mapping[str, float] = field(default_factory=dict)

    @property
    def title(self) -> str:
        return " ".join(f"{key}={value}" for key, value in self.values.items())


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
    if job.run_id is None:
        raise ValueError(f"job {job.id} trains nothing")
    now, metrics = project.jobs.get(job.id), project.runs.metrics(job.run_id)
    return SweptRun(
        job.run_id,
        values,
        now.state,
        now.error,
        _losses(metrics, "train"),
        _losses(metrics, "valid"),
        {metric.name: metric.value for metric in metrics if metric.split == "test"},
    )


def _losses(metrics: Sequence[Metric], side: str) -> Curve:
    return tuple((m.epoch, m.value) for m in metrics if (m.name, m.split) == ("loss", side))


def _typed(values: Mapping[str, str]) -> list[str]:
    return [f"{key}={value}" for key, value in values.items()]
