"""The jobs of a project as a table model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from core.entities import Job, JobState
from workbench.gui import texts
from workbench.gui.widgets.cells import PROGRESS_ROLE, SORT_ROLE, TOKEN_ROLE

Index = QModelIndex | QPersistentModelIndex


class Column(IntEnum):
    NUMBER = 0
    TITLE = 1
    STATE = 2
    MESSAGE = 3
    TIME = 4


HEADERS = {
    Column.NUMBER: "Job",
    Column.TITLE: "What",
    Column.STATE: "State",
    Column.MESSAGE: "Says",
    Column.TIME: "Time",
}


class JobModel(QAbstractTableModel):
    """One row a job, the newest first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs: list[Job] = []
        self._titles: dict[int, str] = {}
        self._waits: dict[int, str] = {}

    @property
    def jobs(self) -> list[Job]:
        return self._jobs

    def job_at(self, row: int) -> Job:
        return self._jobs[row]

    def set_jobs(self, jobs: Sequence[Job]) -> None:
        """Show these (oldest first, as the store gives them), changing only the rows that differ."""
        from workbench.jobs.queue import waits_for

        newest_first = list(reversed(jobs))
        before, self._waits = self._waits, waits_for(jobs)
        known = {job.id for job in self._jobs}
        if [job.id for job in newest_first if job.id in known] != [job.id for job in self._jobs]:
            self.beginResetModel()
            self._jobs = newest_first
            self.endResetModel()
            return
        n_new = len(newest_first) - len(self._jobs)
        if n_new:
            self.beginInsertRows(QModelIndex(), 0, n_new - 1)
            self._jobs = newest_first[:n_new] + self._jobs
            self.endInsertRows()
        for row, job in enumerate(newest_first):
            if self._jobs[row] != job or self._waits.get(job.id) != before.get(job.id):
                self._jobs[row] = job
                self.dataChanged.emit(self.index(row, 0), self.index(row, len(Column) - 1))

    def set_titles(self, titles: Mapping[int, str]) -> None:
        """Name jobs, by id."""
        self._titles |= titles
        if self._jobs:
            column = Column.TITLE
            self.dataChanged.emit(self.index(0, column), self.index(len(self._jobs) - 1, column))

    def untitled(self) -> list[Job]:
        """The jobs whose names are not known yet."""
        return [job for job in self._jobs if job.id not in self._titles]

    def clear(self) -> None:
        self.beginResetModel()
        self._jobs, self._titles = [], {}
        self.endResetModel()

    def tick(self) -> None:
        """Time has passed: the times of running jobs change."""
        for row, job in enumerate(self._jobs):
            if job.state is JobState.RUNNING:
                index = self.index(row, Column.TIME)
                self.dataChanged.emit(index, index)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 Qt's own default
        return 0 if parent.isValid() else len(self._jobs)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(Column)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        if orientation is Qt.Orientation.Horizontal and 0 <= section < len(Column):
            if role == Qt.ItemDataRole.DisplayRole:
                return HEADERS[Column(section)]
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or not index.row() < len(self._jobs):
            return None
        job, column = self._jobs[index.row()], Column(index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(job, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._says(job) or None
        if column is Column.STATE:
            if role == TOKEN_ROLE:
                return texts.state(job)[1]
            if role == PROGRESS_ROLE and job.state is JobState.RUNNING:
                return job.progress
        return job.id if role == SORT_ROLE else None

    def _text(self, job: Job, column: Column) -> str:
        if column is Column.TIME:
            return time_text(job)
        values = {
            Column.NUMBER: str(job.id),
            Column.TITLE: self._titles.get(job.id, job.kind.capitalize()),
            Column.STATE: texts.state(job)[0],
            Column.MESSAGE: self._says(job),
        }
        return values[column]

    def _says(self, job: Job) -> str:
        return self._waits.get(job.id) or explain(job)


def explain(job: Job) -> str:
    """What a job does now, what came of it, or why it ended."""
    if job.state in (JobState.RUNNING, JobState.DONE):
        return job.message
    return f"{job.error} {job.hint}".strip()


def time_text(job: Job, now: datetime | None = None) -> str:
    """A running job's time left, or how long an ended one took."""
    now = now or datetime.now(UTC)
    left, took = texts.time_left_s(job, now), texts.elapsed_s(job, now)
    if left is not None:
        return f"{texts.span(left)} left"
    if took is None:
        return ""
    return texts.span(took) if job.state is not JobState.RUNNING else f"for {texts.span(took)}"
