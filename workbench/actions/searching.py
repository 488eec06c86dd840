"""Searches: runs whose options are chosen one after the other, by what came of those before.

A search is a job. Its trials are runs with trainings of their own in the same table of jobs; what the search
knows it reads from them each time. So a search that was stopped or killed goes on with `barre resume`, and
its trials are compared, used and repeated like any run.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from core.entities import Job, JobState, Run
from core.errors import Cancelled, InputError, JobError
from core.metrics.directions import is_rising
from db.project import Project
from workbench.actions.datasets import DataFilter
from workbench.actions.progress import OnProgress, ShouldStop, never, quiet
from workbench.actions.run_notes import add_note, run_notes
from workbench.actions.sweeping import SweptRun, outcome_of
from workbench.actions.training import preset_of, start_training

if TYPE_CHECKING:
    from core.training.search import Range, Trial, Value

_PRUNED = "Pruned"  # how the note about a trial begins that was stopped
_LOOK_S = 0.5
_HOPELESS = 3  # trials that fail before any succeeds: then it is not their options


@dataclass(frozen=True)
class Search:
    """What is searched.

    Attributes:
        ranges: as `core.training.search.range_of` reads them.
        metric: ``side/name`` of training or validation.
        overrides, seed, device, data: of all trials; see `workbench.actions.training.start_training`.
        at_once: how many trials are queued or run at the same time.
        prune: whether a trial that is worse than the median of the others is stopped.
    """

    preset: str
    ranges: tuple[str, ...]
    metric: str = "valid/loss"
    trials: int = 20
    overrides: tuple[str, ...] = ()
    seed: int = 0
    device: str = "auto"
    data: Mapping[str, Any] = field(default_factory=dict)
    at_once: int = 1
    prune: bool = True

    def to_dict(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return {**asdict(self), "data": dict(self.data)}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Search:
        """Rebuild it; `JobError` when a row says what no search may."""
        try:
            known = {name: tuple(v) if isinstance(v, list) else v for name, v in data.items()}
            search = cls(**known)
            if not isinstance(search.trials, int) or not isinstance(search.at_once, int):
                raise TypeError
            DataFilter.from_dict(search.data)
        except (TypeError, ValueError, AttributeError) as e:
            raise JobError("This job describes no search of this version of Barre.", "Start it anew.") from e
        return search

    @property
    def side(self) -> str:
        return self.metric.partition("/")[0]

    @property
    def name(self) -> str:
        return self.metric.partition("/")[2]


def start_search(project: Project, search: Search) -> Job:
    """Queue a search.

    Raises:
        InputError: Optuna is not installed, an unknown preset, option or metric, a range or number that
            cannot be, or nothing to learn from.
    """
    from core.training.presets import load_preset, with_overrides
    from core.training.search import check_optuna

    check_optuna()
    preset = with_overrides(load_preset(search.preset), search.overrides)
    for r in _space(search):
        for end in r.ends():
            with_overrides(preset, [f"{r.key}={end}"])
    if search.side not in ("train", "valid") or not search.name:
        raise InputError(
            f"{search.metric!r} is nothing to search by.",
            "Name one of valid or train, as valid/loss; to choose by the test side would be cheating.",
        )
    if search.trials < 1 or search.at_once < 1:
        raise InputError("A search needs at least one trial, and one at a time.")
    if not project.videos.all():
        raise InputError(
            f"{project.name} has nothing to learn from yet.", "Import first: barre import P PATH..."
        )
    return project.jobs.create("search", search.to_dict())


def carry_out(
    project: Project,
    job_id: int,
    search: Search,
    *,
    start_trials: Callable[[Project], object],
    on_progress: OnProgress = quiet,
    should_stop: ShouldStop = never,
    on_log: Callable[[str], None] = lambda _line: None,
) -> str:
    """Queue trials until all were made and ended; return what the best one is, in a sentence.

    Trials of before that were interrupted are resumed first.

    Args:
        job_id: by which the trials know their search.
        start_trials: starts what is queued, as far as there is room.

    Raises:
        JobError: the first trials all failed.
        Cancelled: when asked to stop; trials that run are stopped, too, and resumed with the search.
    """
    for run, job in _trials(project, job_id):
        broken_off = job.state in (JobState.CANCELLED, JobState.INTERRUPTED)
        if broken_off and not _is_pruned(project, run):
            project.jobs.requeue(job.id)
    while True:
        trials = _trials(project, job_id)
        if should_stop():
            for _run, job in trials:
                project.jobs.request_cancel(job.id)
            raise Cancelled
        _check_not_hopeless(trials)
        if search.prune:
            _prune(project, search, trials, on_log)
        active = [job for _, job in trials if job.state.is_active]
        if len(trials) < search.trials and len(active) < search.at_once:
            _queue_next(project, job_id, search, trials, on_log)
            start_trials(project)
            continue
        n_ended = len(trials) - len(active)
        best = best_of(project, job_id, search)
        on_progress(n_ended / search.trials, f"{n_ended} of {search.trials} trials; {best}")
        if not active:
            return best
        start_trials(project)
        time.sleep(_LOOK_S)


def outcomes_of_search(project: Project, job_id: int) -> list[SweptRun]:
    """Return what came of each trial until now, in their order."""
    return [outcome_of(project, job, run.config["trial"]["values"]) for run, job in _trials(project, job_id)]


def best_of(project: Project, job_id: int, search: Search) -> str:
    """Say which trial is the best so far."""
    scored = []
    for run, job in _trials(project, job_id):
        score = _as_trial(project, search, run, job).score(**_kind(search, run))
        if score is not None and job.state is JobState.DONE:
            scored.append((score, run))
    if not scored:
        return "none is done yet"
    score, run = (max if is_rising(search.name) else min)(scored, key=lambda pair: pair[0])
    values = ", ".join(f"{name}={value}" for name, value in run.config["trial"]["values"].items())
    return f"best is run {run.id}, {search.metric} {score:.4g} with {values}"


def _space(search: Search) -> list[Range]:
    from core.models.options import fields_of
    from core.training.presets import load_preset
    from core.training.search import range_of

    fields = fields_of(load_preset(search.preset).config)
    return [range_of(text, fields) for text in search.ranges]


def _trials(project: Project, job_id: int) -> list[tuple[Run, Job]]:
    """Return the runs of a search with their newest jobs, oldest first."""
    runs = [run for run in project.runs.all() if run.config.get("trial", {}).get("search") == job_id]
    newest = {job.run_id: job for job in project.jobs.all() if job.kind == "train"} if runs else {}
    return [(run, newest[run.id]) for run in runs if run.id in newest]


def _queue_next(
    project: Project,
    job_id: int,
    search: Search,
    trials: list[tuple[Run, Job]],
    on_log: Callable[[str], None],
) -> None:
    from core.training.search import propose

    known = [_as_trial(project, search, run, job) for run, job in trials]
    newest = bool(trials) and _kind(search, trials[0][0])["newest"]
    rising = is_rising(search.name)
    values = propose(_space(search), known, rising=rising, newest=newest, seed=search.seed)
    typed = [f"{name}={_typed(value)}" for name, value in values.items()]
    run, _ = start_training(
        project,
        search.preset,
        [*search.overrides, *typed],
        seed=search.seed,
        device=search.device,
        data=DataFilter.from_dict(search.data),
        name=f"{search.preset} trial {len(trials) + 1}",
        trial={"search": job_id, "values": {name: _typed(value) for name, value in values.items()}},
    )
    on_log(f"Trial {len(trials) + 1} is run {run.id}: {', '.join(typed)}")


def _prune(
    project: Project, search: Search, trials: list[tuple[Run, Job]], on_log: Callable[[str], None]
) -> None:
    """Stop running trials that are worse than the median of the others at the same epoch."""
    from core.training.search import is_hopeless

    running = [
        (run, job) for run, job in trials if job.state is JobState.RUNNING and not job.cancel_requested
    ]
    if not running:
        return
    space, rising = _space(search), is_rising(search.name)
    ended = [_as_trial(project, search, run, job) for run, job in trials if not job.state.is_active]
    for run, job in running:
        trial, n_epochs = _as_trial(project, search, run, job), preset_of(run).config.training.epochs
        if is_hopeless(space, ended, trial, rising=rising, n_epochs=n_epochs):
            note = f"{_PRUNED} in epoch {max(trial.curve) + 1}: worse than the median of the trials before."
            add_note(project, run.id, note)
            project.jobs.request_cancel(job.id)
            on_log(f"Run {run.id}: {note}")


def _as_trial(project: Project, search: Search, run: Run, job: Job) -> Trial:
    from core.training.search import Trial

    curve = {m.epoch: m.value for m in project.runs.metrics(run.id, search.name, search.side)}
    if job.state.is_active:
        state = "running"
    elif job.state is JobState.DONE:
        state = "done"
    else:
        state = "pruned" if _is_pruned(project, run) else "failed"
    space = {r.key: r for r in _space(search)}
    read = {name: _read(space[name], text) for name, text in run.config["trial"]["values"].items()}
    return Trial(read, state, curve)


def _is_pruned(project: Project, run: Run) -> bool:
    return any(note.startswith(_PRUNED) for note in run_notes(project, run.id))


def _kind(search: Search, run: Run) -> dict[str, bool]:
    """Say how a trial is scored: by the epoch whose weights are used."""
    return {"rising": is_rising(search.name), "newest": preset_of(run).config.training.keep == "last"}


def _check_not_hopeless(trials: list[tuple[Run, Job]]) -> None:
    failed = [job for _, job in trials if job.state is JobState.FAILED]
    if len(failed) >= _HOPELESS and len(failed) == len(trials):
        raise JobError(f"The first {len(failed)} trials all failed: {failed[-1].error}", failed[-1].hint)


def _typed(value: Value) -> str:
    """Write a value so that the run and the search read the very same number."""
    return value if isinstance(value, str) else repr(value)


def _read(r: Range, text: str) -> Value:
    return text if r.words else int(text) if isinstance(r.low, int) else float(text)
