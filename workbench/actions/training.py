"""Training runs: set up, carried out, recorded."""

from __future__ import annotations

import platform
import time
from collections.abc import Callable, Iterable, Sequence
from importlib.metadata import version
from typing import Any

import tomli_w

from core.entities import Job, Metric, Run, Space
from core.errors import InputError, ModelError
from core.media.files import replacing
from db.project import Project
from workbench.actions.datasets import EVERYTHING, DataFilter, check_filter, load
from workbench.actions.progress import OnProgress, ShouldStop, never, part, quiet

_LOADED = 0.05  # of the progress bar: reading the dances (their songs' features are mostly cached)
_FLUSH_S = 0.5
_VERSIONS_OF = ("barre", "torch", "lightning", "numpy", "librosa", "mediapipe")
DEVICES = ("auto", "cpu", "cuda")


def start_training(
    project: Project,
    preset: str,
    overrides: Iterable[str] = (),
    *,
    seed: int = 0,
    device: str = "auto",
    epochs: int | None = None,
    data: DataFilter = EVERYTHING,
    name: str = "",
) -> tuple[Run, Job]:
    """Make a run and queue its job; `workbench.jobs.local.start_queued` starts it.

    Args:
        preset: a name of `core.training.presets.preset_names`.
        overrides: ``key=value`` of the preset's options, for example ``"training.batch=8"``.
        epochs: short for the override of ``training.epochs``.
        data: which part of the project to learn from.

    Raises:
        InputError: an unknown preset, option, device or style, a value out of range, or nothing to learn from.
    """
    from core.models.options import to_dict
    from core.training.presets import load_preset, with_overrides

    if device not in DEVICES:
        raise InputError(f"There is no device {device!r}.", f"Known: {', '.join(DEVICES)}.")
    wishes = [*overrides, *([f"training.epochs={epochs}"] if epochs is not None else [])]
    chosen = with_overrides(load_preset(preset), wishes)
    check_filter(project, data)
    if not any(project.tracks.for_video(video.id, Space.WORLD) for video in project.videos.all()):
        raise InputError(
            f"{project.name} has no poses to learn from yet.", "Import videos first: barre import P PATH..."
        )
    run = project.runs.create(
        name=name,
        preset=preset,
        task=chosen.task,
        config={"config": to_dict(chosen.config), "overrides": wishes, "data": data.to_dict()},
        seed=seed,
        device=device,
        versions=versions(),
    )
    _write_config(project, run)
    return run, project.jobs.create("train", {"device": device}, run_id=run.id)


def versions() -> dict[str, str]:
    """Return the versions of what a result depends on, without importing any of it."""
    return {"python": platform.python_version(), **{name: version(name) for name in _VERSIONS_OF}}


def _write_config(project: Project, run: Run) -> None:
    """Leave beside the checkpoints what the run is, for people and for whoever takes the folder elsewhere."""
    facts = {
        "run": run.id,
        "name": run.name,
        "preset": run.preset,
        "task": run.task,
        "seed": run.seed,
        "device": run.device,
        "versions": dict(run.versions),
        **run.config,
    }
    with replacing(project.runs.directory(run.id) / "config.toml") as partial:
        partial.write_text(tomli_w.dumps(facts), "utf-8")
