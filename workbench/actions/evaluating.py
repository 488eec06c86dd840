"""Judging trained runs, and remembering the verdict."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.errors import InputError
from core.media.files import replacing
from db.project import Project
from workbench.actions.datasets import DataFilter, load
from workbench.actions.jsonable import to_json
from workbench.actions.progress import OnProgress, ShouldStop, never, part, quiet

if TYPE_CHECKING:
    from core.training.evaluate import Evaluation


def evaluate(
    project: Project,
    run_id: int,
    *,
    classifier_id: int | None = None,
    on_progress: OnProgress = quiet,
    should_stop: ShouldStop = never,
) -> Evaluation:
    """Judge a run on the test side of its own frozen split, and keep the result beside its checkpoint.

    Args:
        classifier_id: a run that tells styles apart, to be asked what a generator danced.

    Raises:
        InputError: no such run, or the classifier names no styles.
        ModelError: the run has no finished checkpoint, or its data are no longer in the project.
        Cancelled: when asked to stop.
    """
    from core.training.evaluate import evaluate as evaluate_run
    from core.training.presets import load_preset
    from core.training.registry import entry

    run = project.runs.get(run_id)
    data = DataFilter.from_dict(run.config.get("data", {}))
    loaded = load(
        project,
        data,
        with_films=entry(load_preset(run.preset).model).sees_films,
        on_progress=part(on_progress, 0, 0.5),
        should_stop=should_stop,
    )
    on_progress(0.5, "asking the model")
    classifier = None if classifier_id is None else project.runs.get(classifier_id)
    evaluation = evaluate_run(
        project.runs.directory(run_id),
        loaded.dances,
        classifier_dir=None if classifier is None else project.runs.directory(classifier.id),
    )
    save_evaluation(project, run_id, evaluation)
    on_progress(1.0, "done")
    return evaluation


def save_evaluation(project: Project, run_id: int, evaluation: Evaluation) -> None:
    """Keep a verdict beside the run's checkpoints; the last one counts."""
    with replacing(_path(project, run_id)) as partial:
        partial.write_text(to_json(evaluation), "utf-8")


def saved_evaluation(project: Project, run_id: int) -> dict[str, Any] | None:
    """Return the last verdict on a run as it was saved, None before there is one; needs no model in memory.

    Raises:
        InputError: its file is damaged.
    """
    path = _path(project, run_id)
    if not path.exists():
        return None
    try:
        verdict: dict[str, Any] = json.loads(path.read_text("utf-8"))
    except ValueError as e:
        raise InputError(f"{path} is damaged.", f"Make it again: barre evaluate P --run {run_id}") from e
    return verdict


def _path(project: Project, run_id: int) -> Path:
    return project.runs.directory(run_id) / "evaluation.json"
