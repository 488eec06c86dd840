"""The runs of a project as a table model."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from core.entities import JobState
from workbench.gui import texts
from workbench.gui.theme import Theme
from workbench.gui.train.book import RunRecord
from workbench.gui.widgets.cells import COLOUR_ROLE, PROGRESS_ROLE, SORT_ROLE, TOKEN_ROLE

Index = QModelIndex | QPersistentModelIndex
RUN_ROLE = Qt.ItemDataRole.UserRole + 20


class Column(IntEnum):
    NAME = 0
    PRESET = 1
    STATE = 2
    EPOCH = 3
    LOSS = 4
    SCORE = 5
    TIME = 6
    STARTED = 7


HEADERS = {
    Column.NAME: ("Run", "Name of the run"),
    Column.PRESET: ("Preset", "The model and its published settings"),
    Column.STATE: ("State", "What its newest job does"),
    Column.EPOCH: ("Epoch", "Epochs trained, of those to train"),
    Column.LOSS: ("Loss", "Least loss on held-out dances"),
    Column.SCORE: ("F1", "Macro F1: on the test split when it was tested, else the best on held-out dances"),
    Column.TIME: ("Time", "How long its newest job took, or takes"),
    Column.STARTED: ("Started", "When it was set up"),
}
NUMBERS = (Column.EPOCH, Column.LOSS, Column.SCORE, Column.TIME)


class RunsModel(QAbstractTableModel):
    """One row a run, the newest first."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._rows: list[RunRecord] = []
        self._shown: list[tuple[str, ...]] = []

    def set_records(self, records: Sequence[RunRecord]) -> None:
        """Show these (oldest first, as the book gives them), drawing again only the rows that differ."""
        rows = list(reversed(records))
        ids, new_ids = [r.run.id for r in self._rows], [r.run.id for r in rows]
        n_new = len(rows) - len(self._rows)
        if ids != new_ids[max(0, n_new) :] or n_new < 0:
            self.beginResetModel()
            self._rows, self._shown = rows, [_texts(row) for row in rows]
            self.endResetModel()
            return
        if n_new:
            self.beginInsertRows(QModelIndex(), 0, n_new - 1)
            self._rows = rows[:n_new] + self._rows
            self._shown = [_texts(row) for row in rows[:n_new]] + self._shown
            self.endInsertRows()
        for row, record in enumerate(rows):
            self._rows[row] = record
            if (shown := _texts(record)) != self._shown[row]:
                self._shown[row] = shown
                self.dataChanged.emit(self.index(row, 0), self.index(row, len(Column) - 1))

    def row_of(self, run_id: int) -> int | None:
        return next((row for row, record in enumerate(self._rows) if record.run.id == run_id), None)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 Qt's own default
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(Column)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(Column):
            return None
        title, tip = HEADERS[Column(section)]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(Column(section))
        return {Qt.ItemDataRole.DisplayRole: title, Qt.ItemDataRole.ToolTipRole: tip}.get(role)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or not index.row() < len(self._rows):
            return None
        record, column = self._rows[index.row()], Column(index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return self._shown[index.row()][column]
        if role == SORT_ROLE:
            return _sort_key(record, column)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(column)
        if role == RUN_ROLE:
            return record.run.id
        if role == COLOUR_ROLE:
            return self._theme.series(record.run.id - 1) if column is Column.NAME else None
        return _state_data(record, role) if column is Column.STATE else None


def _alignment(column: Column) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column in NUMBERS else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


def _state_data(record: RunRecord, role: int) -> Any:
    job = record.job
    if role == TOKEN_ROLE:
        return texts.state(job)[1] if job is not None else "text_dim"
    if role == PROGRESS_ROLE and job is not None and job.state is JobState.RUNNING:
        return job.progress
    if role == Qt.ItemDataRole.ToolTipRole and job is not None:
        return " ".join(filter(None, [job.message, job.error, job.hint])) or None
    return None


def score_of(record: RunRecord) -> float | None:
    """Macro F1 of a classifier: tested, else the best while it learnt; None for a generator."""
    tested = record.series.get(("macro_f1", "test"))
    if tested is not None and tested.values:
        return tested.values[-1]
    return record.best("macro_f1", "valid")


def _texts(record: RunRecord) -> tuple[str, ...]:
    """The row in words, by column. The state's includes its progress, so that the bar is drawn again."""
    run, job = record.run, record.job
    loss, score, took = record.best("loss", "valid"), score_of(record), texts.elapsed_s(job) if job else None
    values = {
        Column.NAME: f"{run.name} {run.id}",
        Column.PRESET: run.preset,
        Column.STATE: texts.state(job)[0] if job is not None else "",
        Column.EPOCH: _epoch_text(record),
        Column.LOSS: "" if loss is None else f"{loss:.4g}",
        Column.SCORE: "" if score is None else f"{score:.3f}",
        Column.TIME: "" if took is None else texts.span(took),
        Column.STARTED: run.created_at.astimezone().strftime("%d %b %H:%M"),
    }
    progress = f"{job.progress:.4f}" if job is not None else ""
    return (*(values[column] for column in Column), progress)


def _epoch_text(record: RunRecord) -> str:
    if record.epoch is None:
        return ""
    return f"{record.epoch} / {record.n_epochs}" if record.n_epochs else str(record.epoch)


def _sort_key(record: RunRecord, column: Column) -> str | float:
    job = record.job
    keys: dict[Column, float | None] = {
        Column.EPOCH: record.epoch,
        Column.LOSS: record.best("loss", "valid"),
        Column.SCORE: score_of(record),
        Column.TIME: texts.elapsed_s(job) if job else None,
        Column.STARTED: _timestamp(record.run.created_at),
    }
    if column in keys:
        value = keys[column]
        return -1.0 if value is None else float(value)
    return texts.natural_key(_texts(record)[column])


def _timestamp(moment: datetime) -> float:
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
