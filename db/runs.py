"""Training runs: what is needed to repeat them, their metrics, and the frozen data they learnt from."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Select, delete, func, insert, select
from sqlalchemy.orm import Session, aliased

from core.entities import JobState, Metric, Run, Snapshot
from db.schema import JobRow, MetricRow, RunRow, SnapshotRow
from db.store import Repository, Store, files_in_words, found_or_added, now


class Runs(Repository):
    def __init__(self, store: Store, folder: Path) -> None:
        super().__init__(store)
        self._folder = folder

    def create(
        self,
        *,
        preset: str,
        task: str,
        config: Mapping[str, Any],
        seed: int,
        device: str,
        versions: Mapping[str, str],
        name: str = "",
        snapshot_id: int | None = None,
    ) -> Run:
        """Add a run. `config` is the whole configuration, overrides included; a run without a `name`
        is called after its preset."""
        row = RunRow(
            name=name or preset, preset=preset, task=task, config=dict(config), seed=int(seed),
            device=device, versions=dict(versions), snapshot_id=snapshot_id, created_at=now(),
        )  # fmt: skip
        with self._store.write() as session:
            session.add(row)
            session.flush()
            return self._run(row, None)

    def reserve(self, n: int) -> list[int]:
        """Return ids that no other run will ever get: folders can be filled before their rows come."""
        with self._store.write() as session:
            rows = [
                RunRow(
                    name="", preset="", task="", config={}, seed=0, device="", versions={}, snapshot_id=None,
                    created_at=now(),
                )
                for _ in range(n)
            ]  # fmt: skip
            session.add_all(rows)
            session.flush()
            ids = [row.id for row in rows]
            session.execute(delete(RunRow).where(RunRow.id.in_(ids)))
            return ids

    def get(self, run_id: int) -> Run:
        """Return a run; `InputError` when there is none with that id."""
        with self._store.read() as session:
            self._row(session, run_id)
            return self._run(*session.execute(_runs().where(RunRow.id == run_id)).one())

    def all(self) -> list[Run]:
        """Return all runs, oldest first."""
        with self._store.read() as session:
            return [self._run(*row) for row in session.execute(_runs())]

    def finish(self, run_id: int) -> Run:
        """Record that the training ended."""
        with self._store.write() as session:
            self._row(session, run_id).finished_at = now()
        return self.get(run_id)

    def set_snapshot(self, run_id: int, snapshot_id: int) -> Run:
        """Say which frozen data the run learns from."""
        with self._store.write() as session:
            self._store.row(session, SnapshotRow, snapshot_id, "snapshot")
            self._row(session, run_id).snapshot_id = snapshot_id
        return self.get(run_id)

    def log(self, run_id: int, metrics: Sequence[Metric]) -> None:
        """Append metrics to a run, in one transaction."""
        values = [
            {
                "run_id": run_id,
                "name": metric.name,
                "split": metric.split,
                "epoch": int(metric.epoch),
                "step": int(metric.step),
                "value": None if math.isnan(metric.value) else float(metric.value),
            }
            for metric in metrics
        ]
        with self._store.write() as session:
            self._row(session, run_id)
            if values:
                session.execute(insert(MetricRow), values)

    def metrics(
        self, run_id: int, name: str | None = None, split: str | None = None, since_id: int = 0
    ) -> list[Metric]:
        """Return the metrics of a run in the order of their logging, after `since_id` (the last one seen)."""
        query = select(*_METRIC).where(MetricRow.run_id == run_id, MetricRow.id > since_id)
        if name is not None:
            query = query.where(MetricRow.name == name)
        if split is not None:
            query = query.where(MetricRow.split == split)
        with self._store.read() as session:
            return [_metric(*row) for row in session.execute(query.order_by(MetricRow.id))]

    def snapshot(self, content: Mapping[str, Any]) -> Snapshot:
        """Freeze a description of data; the same content is stored once."""
        canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        sha256 = hashlib.sha256(canonical.encode()).hexdigest()
        with self._store.write() as session:
            query = select(SnapshotRow).where(SnapshotRow.sha256 == sha256)
            new = SnapshotRow(sha256=sha256, content=json.loads(canonical), created_at=now())
            return _snapshot(found_or_added(session, query, new))

    def snapshot_of(self, run_id: int) -> Snapshot | None:
        """Return the frozen data of a run; None before it is frozen."""
        with self._store.read() as session:
            snapshot_id = self._row(session, run_id).snapshot_id
            row = None if snapshot_id is None else session.get(SnapshotRow, snapshot_id)
            return None if row is None else _snapshot(row)

    def directory(self, run_id: int) -> Path:
        """Return the folder of a run's checkpoints and log, made when new."""
        self.get(run_id)
        folder = self._folder / str(run_id)
        with files_in_words(folder):
            folder.mkdir(parents=True, exist_ok=True)
        return folder

    def _row(self, session: Session, run_id: int) -> RunRow:
        return self._store.row(session, RunRow, run_id, "run")

    def _run(self, row: RunRow, job: JobRow | None) -> Run:
        return Run(
            id=row.id,
            name=row.name,
            preset=row.preset,
            task=row.task,
            config=row.config,
            seed=row.seed,
            device=row.device,
            versions=row.versions,
            snapshot_id=row.snapshot_id,
            state=self._store.word(JobState, job.state) if job else None,
            progress=job.progress if job else 0.0,
            message=job.message if job else "",
            created_at=row.created_at,
            finished_at=row.finished_at,
        )


def _runs() -> Select[RunRow, JobRow]:
    """Runs with the newest job of each (None without one)."""
    other = aliased(JobRow)
    newest = select(func.max(other.id)).where(other.run_id == RunRow.id).scalar_subquery()
    return select(RunRow, JobRow).outerjoin(JobRow, JobRow.id == newest).order_by(RunRow.id)


# Columns, not rows as objects: a project of 200 runs has hundreds of thousands of them.
_METRIC = (
    *(MetricRow.name, MetricRow.split, MetricRow.epoch, MetricRow.step, MetricRow.value, MetricRow.id),
)


def _metric(name: str, split: str, epoch: int, step: int, value: float | None, metric_id: int) -> Metric:
    return Metric(name, split, epoch, step, math.nan if value is None else value, metric_id)


def _snapshot(row: SnapshotRow) -> Snapshot:
    return Snapshot(row.id, row.sha256, row.content, row.created_at)
