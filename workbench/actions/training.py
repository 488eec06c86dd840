"""Training runs: set up, carried out, recorded."""

from __future__ import annotations

import platform
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import tomli_w

from core.entities import SECONDS, Job, Metric, Run, Space
from core.errors import InputError
from core.media.files import replacing
from db.project import Project
from workbench.actions.datasets import EVERYTHING, DataFilter, check_filter, load
from workbench.actions.evaluating import save_evaluation
from workbench.actions.progress import OnProgress, ShouldStop, never, part, quiet
from workbench.actions.run_notes import add_note
from workbench.actions.sameness import check_same_data, other_versions, same_as

if TYPE_CHECKING:
    from core.training.fit import FitResult
    from core.training.presets import Preset

DEVICES = ("auto", "cpu", "cuda")
_LOADED = 0.05  # of the progress bar: reading the dances, whose songs' features are mostly cached
_FLUSH_S = 0.5  # curves on the screen are at most this late
_VERSIONS_OF = ("barre", "torch", "lightning", "numpy", "librosa", "mediapipe")


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
    trial: Mapping[str, Any] | None = None,
) -> tuple[Run, Job]:
    """Make a run and queue its job; `workbench.jobs.local.start_queued` starts it.

    Args:
        preset: a name of `core.training.presets.preset_names`.
        overrides: ``key=value`` of the preset's options, for example ``"batch_size=8"``.
        epochs: short for the override of ``training.epochs``.
        data: which part of the project to learn from.
        trial: what the run says of the search that it is a trial of; see `workbench.actions.searching`.

    Raises:
        InputError: an unknown preset, option, device or style, a value out of range, nothing to learn from.
    """
    from core.models.options import to_dict
    from core.training.presets import load_preset, with_overrides

    _check_device(device)
    wishes = [*overrides, *([f"training.epochs={epochs}"] if epochs is not None else [])]
    chosen = with_overrides(load_preset(preset), wishes)
    check_filter(project, data)
    if not any(project.tracks.for_video(video.id, Space.WORLD) for video in project.videos.all()):
        raise InputError(
            f"{project.name} has no poses to learn from yet.", "Import videos first: barre import P PATH..."
        )
    config = {"config": to_dict(chosen.config), "overrides": wishes, "data": data.to_dict()}
    config |= {"trial": dict(trial)} if trial is not None else {}
    return _queue(project, preset, chosen.task, config, seed=seed, device=device, name=name)


def repeat_training(
    project: Project, run_id: int, *, device: str | None = None, name: str = "", new_data: bool = False
) -> tuple[Run, Job]:
    """Make a run like another one, and queue its job: same preset, options, data filter and seed.

    The options are those that the other run had, also where the preset has changed since. Its data are frozen
    anew when the training begins, and it is refused there when they are not the same; see `train`.

    Args:
        device: the other run's when None.
        new_data: learn from the dances as they are now, whether they are the same or not.

    Raises:
        InputError: no such run or device, or it never came to freeze its data.
    """
    run = project.runs.get(run_id)
    if project.runs.snapshot_of(run_id) is None and not new_data:
        raise InputError(
            f"Run {run_id} ({run.name}) never froze the data that it would learn from.",
            "Resume it, or repeat it on the data as they are now: --new-data.",
        )
    _check_device(device := device or run.device)
    data = DataFilter.from_dict(run.config.get("data", {}))
    check_filter(project, data)
    config = {name: run.config[name] for name in ("config", "overrides", "data") if name in run.config}
    config |= same_as(run_id, new_data=new_data)
    return _queue(project, run.preset, run.task, config, seed=run.seed, device=device, name=name or run.name)


def _queue(
    project: Project,
    preset: str,
    task: str,
    config: Mapping[str, Any],
    *,
    seed: int,
    device: str,
    name: str,
) -> tuple[Run, Job]:
    run = project.runs.create(
        name=name, preset=preset, task=task, config=config, seed=seed, device=device, versions=versions()
    )
    _write_config(project, run)
    return run, project.jobs.create("train", {"device": device}, run_id=run.id)


def _check_device(device: str) -> None:
    if device not in DEVICES:
        raise InputError(f"There is no device {device!r}.", f"Known: {', '.join(DEVICES)}.")


def train(
    project: Project,
    run_id: int,
    *,
    on_progress: OnProgress = quiet,
    should_stop: ShouldStop = never,
    on_log: Callable[[str], None] = lambda _line: None,
) -> FitResult:
    """Train a run to its end, from its last checkpoint if it has one, and judge it on its test side.

    The data are frozen into a snapshot before the first step; metrics are stored as they come, the verdict
    and notes (see `workbench.actions.run_notes`) beside the checkpoints.

    Raises:
        InputError: the project's dances cannot be split or read as the preset needs it, or are not those of
            the run that this one repeats.
        ModelError: the loss is not a number any more, or the data of a run that goes on have changed.
        Cancelled: when asked to stop; the checkpoint stays.
    """
    from core.training.fit import fit
    from core.training.registry import entry

    run = project.runs.get(run_id)
    which = DataFilter.from_dict(run.config["data"])
    preset = preset_of(run)
    loaded = load(
        project,
        which,
        with_films=entry(preset.model).sees_films,
        on_progress=part(on_progress, 0, _LOADED),
        should_stop=should_stop,
    )
    for line in loaded.sentences():
        on_log(line)
    for sentence in other_versions(project, run):
        on_log(sentence)
        add_note(project, run_id, sentence)
    metrics = _MetricLog(project, run_id)
    tell = part(on_progress, _LOADED, 1)

    def progress(fraction: float, message: str) -> None:
        metrics.flush_if_due()
        tell(fraction, message)

    try:
        result = fit(
            preset,
            loaded.dances,
            run_dir=project.runs.directory(run_id),
            seed=run.seed,
            device=run.device,
            on_metric=metrics.add,
            on_progress=progress,
            on_log=on_log,
            on_note=lambda sentence: add_note(project, run_id, sentence),
            on_content=lambda content: _freeze(project, run, content),
            should_stop=should_stop,
            resume=True,
        )
    finally:
        metrics.flush()
    metrics.log_test(result.metrics, result.best_epoch)
    save_evaluation(project, run_id, result.report)
    project.runs.finish(run_id)
    return result


def preset_of(run: Run) -> Preset:
    """Return a run's preset with the options that the run was made with."""
    from core.models.options import from_dict
    from core.training.presets import load_preset

    preset = load_preset(run.preset)
    return replace(preset, config=from_dict(type(preset.config), run.config["config"]))


def _freeze(project: Project, run: Run, content: Mapping[str, Any]) -> None:
    """Say which data a run learns from, unless they are not those that it has to repeat."""
    snapshot = project.runs.snapshot(content)
    check_same_data(project, run, snapshot)
    _write_config(project, project.runs.set_snapshot(run.id, snapshot.id), snapshot.sha256)


class _MetricLog:
    """Stores a run's metrics in few transactions, each once even where a resumed run repeats an epoch.

    With each epoch it notes how many seconds the run has been trained, pauses left out.
    """

    def __init__(self, project: Project, run_id: int) -> None:
        self._project = project
        self._run_id = run_id
        before = project.runs.metrics(run_id)
        self._known = {_place(metric) for metric in before}
        self._trained_s = max((metric.value for metric in before if metric.name == SECONDS), default=0.0)
        self._began_s = time.monotonic()
        self._waiting: list[Metric] = []
        self._steps: dict[int, int] = {}
        self._flushed_at = 0.0

    def add(self, metric: Metric) -> None:
        self._steps[metric.epoch] = metric.step
        self._keep(metric)
        if (metric.name, metric.split) == ("loss", "train"):
            seconds = self._trained_s + time.monotonic() - self._began_s
            self._keep(Metric(SECONDS, "train", metric.epoch, metric.step, seconds))

    def _keep(self, metric: Metric) -> None:
        if _place(metric) not in self._known:
            self._known.add(_place(metric))
            self._waiting.append(metric)

    def log_test(self, values: Mapping[str, float], epoch: int) -> None:
        for name, value in values.items():
            self.add(Metric(name, "test", epoch, self._steps.get(epoch, 0), value))
        self.flush()

    def flush_if_due(self) -> None:
        if time.monotonic() - self._flushed_at >= _FLUSH_S:
            self.flush()

    def flush(self) -> None:
        waiting, self._waiting = self._waiting, []
        if waiting:
            self._project.runs.log(self._run_id, waiting)
        self._flushed_at = time.monotonic()


def _place(metric: Metric) -> tuple[str, str, int]:
    return metric.name, metric.split, metric.epoch


def versions() -> dict[str, str]:
    """Return the versions of what a result depends on, without importing any of it."""
    return {"python": platform.python_version(), **{name: version(name) for name in _VERSIONS_OF}}


def _write_config(project: Project, run: Run, snapshot: str = "") -> None:
    """Leave beside the checkpoints what the run is, for people and for whoever takes the folder elsewhere.

    `snapshot` is the hash of its frozen data, as `barre run` shows it, as soon as there are some.
    """
    facts = {
        "run": run.id,
        "name": run.name,
        "preset": run.preset,
        "task": run.task,
        "seed": run.seed,
        "device": run.device,
        "versions": dict(run.versions),
        **({"snapshot": snapshot} if snapshot else {}),
        **run.config,
    }
    with replacing(project.runs.directory(run.id) / "config.toml") as partial:
        partial.write_text(tomli_w.dumps(facts), "utf-8")
