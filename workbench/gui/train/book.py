"""What the Train page knows of the runs: their jobs, and their metrics so far."""

from __future__ import annotations

import math
from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from core.entities import SECONDS, Job, JobState, Metric, Run
from core.metrics.directions import is_rising
from workbench.gui.background import Task
from workbench.gui.context import AppContext

if TYPE_CHECKING:
    from db.project import Project

SPLITS = ("train", "valid", "test")
ALWAYS = (
    "valid",
    "test",
)  # few rows a run; the rows of training steps are read only for runs being looked at
AT_ONCE = 20  # runs whose scores are read before what has meanwhile been asked for


@dataclass
class Series:
    """One metric of one split: a value a step, in the order logged."""

    epochs: array[int] = field(default_factory=lambda: array("q"))
    steps: array[int] = field(default_factory=lambda: array("q"))
    values: array[float] = field(default_factory=lambda: array("d"))

    def append(self, metric: Metric) -> None:
        self.epochs.append(metric.epoch)
        self.steps.append(metric.step)
        self.values.append(metric.value)

    def extend(self, other: Series) -> None:
        self.epochs.extend(other.epochs)
        self.steps.extend(other.steps)
        self.values.extend(other.values)

    def points(self, by: str) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """(N,) x, ``"step"`` or ``"epoch"``, and (N,) values; what is not finite is left out."""
        x = np.array(self.steps if by == "step" else self.epochs, np.float64)
        y = np.array(self.values, np.float64)
        good = np.isfinite(y)
        return x[good], y[good]


@dataclass(frozen=True)
class NewMetrics:
    """Metrics that were read, and the last metric id by split."""

    series: dict[tuple[str, str], Series]
    read_to: dict[str, int]

    @classmethod
    def of(cls, metrics: Iterable[Metric]) -> NewMetrics:
        """Sort metrics, in the order logged, into their series."""
        series: dict[tuple[str, str], Series] = defaultdict(Series)
        read_to: dict[str, int] = {}
        for metric in metrics:
            series[metric.name, metric.split].append(metric)
            read_to[metric.split] = max(metric.id, read_to.get(metric.split, 0))
        return cls(dict(series), read_to)


@dataclass
class RunRecord:
    """A run, its newest job, and its metrics as far as they were read."""

    run: Run
    job: Job | None = None
    series: dict[tuple[str, str], Series] = field(default_factory=lambda: defaultdict(Series))
    read_to: dict[str, int] = field(default_factory=dict)  # last metric id, by split
    asked: frozenset[str] = frozenset()  # splits that were read
    settled: frozenset[str] = frozenset()  # splits that were read after the run had ended

    def take(self, new: NewMetrics) -> bool:
        """Add newly read metrics; whether there were any."""
        for key, series in new.series.items():
            self.series[key].extend(series)
        self.read_to |= new.read_to
        return bool(new.series)

    @property
    def state(self) -> JobState | None:
        return self.job.state if self.job is not None else self.run.state

    @property
    def epoch(self) -> int | None:
        """Epochs that were trained, counted from 1; None before the first."""
        last = [series.epochs[-1] for series in self.series.values() if series.epochs]
        return max(last) + 1 if last else None

    @property
    def n_epochs(self) -> int | None:
        """Epochs that are to be trained."""
        training = self.run.config.get("config", {}).get("training", {})
        value = training.get("epochs") if isinstance(training, Mapping) else None
        return value if isinstance(value, int) else None

    def best(self, name: str, split: str) -> float | None:
        """The best value of a metric: the least loss, the greatest F1; None without one."""
        series = self.series.get((name, split))
        values = [value for value in series.values if math.isfinite(value)] if series else []
        if not values:
            return None
        return max(values) if is_rising(name) else min(values)

    def metric_names(self) -> set[str]:
        """What there are curves of; time is what they can be drawn over."""
        return {name for (name, _), series in self.series.items() if series.values} - {SECONDS}


class RunBook(QObject):
    """The runs of the open project. Reads off the GUI thread, only what is new, one reading at a time."""

    changed = Signal()

    def __init__(self, context: AppContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._records: dict[int, RunRecord] = {}
        self._watched: frozenset[int] = frozenset()
        self._reading: Task | None = None
        self._stale = False
        context.project_closed.connect(self._on_project_closed)
        context.jobs_changed.connect(self._on_jobs_changed)

    @property
    def records(self) -> list[RunRecord]:
        """All runs, oldest first."""
        return list(self._records.values())

    def get(self, run_id: int) -> RunRecord | None:
        return self._records.get(run_id)

    def watch(self, run_ids: Iterable[int]) -> None:
        """Read all metrics of these runs, those of training steps, too."""
        watched = frozenset(run_ids)
        if watched != self._watched:
            self._watched = watched
            self.refresh()

    def refresh(self) -> None:
        """Read what is new."""
        project = self._context.project
        if project is None:
            return
        if self._reading is not None:
            self._stale = True
            return
        self._stale = False
        known = {
            run_id: Known(dict(record.read_to), record.asked, record.settled)
            for run_id, record in self._records.items()
        }
        watched = self._watched
        self._reading = self._context.background(
            lambda: read_news(project, known, watched, at_most=AT_ONCE), self._on_read, self._on_failed
        )

    def _on_read(self, news: list[RunNews]) -> None:
        self._reading = None
        changed = len(news) != len(self._records)
        for new in news:
            record = self._records.setdefault(new.run.id, RunRecord(new.run))
            changed |= record.take(new.metrics) or record.run != new.run
            record.run, record.asked, record.settled = new.run, new.asked, new.settled
        self._match_jobs(self._context.jobs)
        if changed:
            self.changed.emit()
        if self._stale or any(not record.asked for record in self._records.values()):
            self.refresh()

    def _on_failed(self, error: Exception) -> None:
        self._reading = None
        self._context.report(error)

    def _on_jobs_changed(self, jobs: list[Job]) -> None:
        if self._match_jobs(jobs):
            self.changed.emit()

    def _match_jobs(self, jobs: Sequence[Job]) -> bool:
        changed = False
        for job in jobs:
            record = self._records.get(job.run_id or 0)
            if record is not None and job.kind == "train" and record.job != job:
                record.job, changed = job, True
        return changed

    def _on_project_closed(self) -> None:
        self._records.clear()
        self._watched = frozenset()
        self._reading = None
        self.changed.emit()


@dataclass(frozen=True)
class Known:
    """What was read of a run: the last metric id by split, splits read at all, splits read to their end."""

    read_to: Mapping[str, int] = field(default_factory=dict)
    asked: frozenset[str] = frozenset()
    settled: frozenset[str] = frozenset()


@dataclass(frozen=True)
class RunNews:
    """A run as it is now, and what was logged since it was read last; see `Known`."""

    run: Run
    metrics: NewMetrics
    asked: frozenset[str]
    settled: frozenset[str]


def read_news(
    project: Project, known: Mapping[int, Known], watched: frozenset[int], *, at_most: int | None = None
) -> list[RunNews]:
    """Return all runs with their new metrics. An ended run costs no query once it was read.

    Args:
        at_most: so many runs beside the watched ones are read for the first time; the metrics of the others
            are left for later, so that what is looked at need not wait for them.
    """
    news = []
    n_first = 0
    for run in project.runs.all():
        before = known.get(run.id, Known())
        ended = run.state is not None and not run.state.is_active
        splits: tuple[str, ...] = SPLITS if run.id in watched else ALWAYS
        if run.id not in watched and not before.asked:
            n_first += 1
            splits = splits if at_most is None or n_first <= at_most else ()
        metrics: list[Metric] = []
        for split in splits:
            if not (ended and split in before.settled):
                metrics += project.runs.metrics(run.id, split=split, since_id=before.read_to.get(split, 0))
        settled = before.settled.union(splits) if ended else frozenset[str]()
        news.append(RunNews(run, NewMetrics.of(metrics), before.asked.union(splits), settled))
    return news
