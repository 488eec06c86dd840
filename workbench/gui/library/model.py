"""The videos of a project as a table model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from pathlib import PurePath
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
    Signal,
)
from PySide6.QtGui import QPixmap

from core.entities import JobState, ReviewState, Video, VideoKind, VideoSummary
from workbench.gui import texts
from workbench.gui.library.review_cell import SHARES_ROLE, review_text
from workbench.gui.widgets.cells import DETAIL_ROLE, PROGRESS_ROLE, SORT_ROLE, TOKEN_ROLE

Index = QModelIndex | QPersistentModelIndex
SUMMARY_ROLE = Qt.ItemDataRole.UserRole + 20


class Column(IntEnum):
    NAME = 0
    KIND = 1
    DURATION = 2
    RATE = 3
    PEOPLE = 4
    STYLES = 5
    CORRECTED = 6
    REVIEWED = 7
    STATE = 8


HEADERS = {
    Column.NAME: ("Name", "Name of the video; F2 renames it"),
    Column.KIND: ("Kind", "A video has pictures; a motion is a file of joint positions"),
    Column.DURATION: ("Duration", "Minutes and seconds"),
    Column.RATE: ("Frames/s", "Frames a second"),
    Column.PEOPLE: ("People", "How many people have a track"),
    Column.STYLES: ("Styles", "The styles of its segments"),
    Column.CORRECTED: ("Corrected", "Share of the frames that somebody corrected"),
    Column.REVIEWED: ("Reviewed", "Share of the frames that are accepted, corrected, or seen by nobody"),
    Column.STATE: ("State", "What its newest job does"),
}
GONE_TEXT = "File is gone"
GONE = {
    Qt.ItemDataRole.ToolTipRole: "It was moved or deleted: More > Find the file again",
    TOKEN_ROLE: "bad",
}
NUMBERS = (Column.DURATION, Column.RATE, Column.PEOPLE, Column.CORRECTED)


class LibraryModel(QAbstractTableModel):
    """One row a video, in the order of import. Rows keep their place and selection when values change.

    Args:
        thumbnail: gives a video's picture, or None while it is being made; see `Thumbnails`.
    """

    rename_asked = Signal(object, str)  # Video, the new name

    def __init__(self, thumbnail: Callable[[Video], QPixmap | None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thumbnail = thumbnail
        self._rows: list[_Row] = []
        self._gone: frozenset[int] = frozenset()

    @property
    def summaries(self) -> list[VideoSummary]:
        return [row.summary for row in self._rows]

    @property
    def gone(self) -> frozenset[int]:
        """Ids of the videos whose files are not where they were."""
        return self._gone

    def set_summaries(self, new: Sequence[VideoSummary], gone: frozenset[int] = frozenset()) -> None:
        """Show these, changing only the rows that differ. Sorted by id, as the store gives them.

        Args:
            gone: ids of the videos whose files are not where they were.
        """
        moved, self._gone = gone ^ self._gone, gone
        wanted = {summary.video.id: summary for summary in new}
        for row in reversed(range(len(self._rows))):
            if self._rows[row].summary.video.id not in wanted:
                self.beginRemoveRows(QModelIndex(), row, row)
                del self._rows[row]
                self.endRemoveRows()
        for row, old in enumerate(self._rows):
            video_id = old.summary.video.id
            if (summary := wanted.pop(video_id)) != old.summary or video_id in moved:
                self._rows[row] = _make_row(summary, video_id in gone)
                self.dataChanged.emit(self.index(row, 0), self.index(row, len(Column) - 1))
        if wanted:
            first = len(self._rows)
            self.beginInsertRows(QModelIndex(), first, first + len(wanted) - 1)
            self._rows += [_make_row(summary, video_id in gone) for video_id, summary in wanted.items()]
            self.endInsertRows()

    def search_text(self, row: int) -> str:
        """What a search looks at, in lower case."""
        return self._rows[row].search_text

    def picture_changed(self, video_id: int) -> None:
        """Draw a video's row again: its thumbnail was made."""
        row = self.row_of(video_id)
        if row is not None:
            index = self.index(row, Column.NAME)
            self.dataChanged.emit(index, index, [Qt.ItemDataRole.DecorationRole])

    def row_of(self, video_id: int) -> int | None:
        return next((n for n, row in enumerate(self._rows) if row.summary.video.id == video_id), None)

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

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        if index.isValid() and index.column() == Column.NAME:
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or not index.row() < len(self._rows):
            return None
        row = self._rows[index.row()]
        if role == SORT_ROLE:  # first: sorting asks for it some n log n times
            return row.sort_keys[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.shown[index.column()]
        summary, column = row.summary, Column(index.column())
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(column)
        if column is Column.STATE and summary.video.id in self._gone:
            return GONE.get(role)
        if role == Qt.ItemDataRole.ToolTipRole:
            return _tip(summary, column)
        if role == SUMMARY_ROLE:
            return summary
        if role == SHARES_ROLE:
            return summary.review_shares if summary.n_tracked_frames else None
        if column is Column.STATE:
            return _state_data(summary, role)
        return self._name_data(summary, role) if column is Column.NAME else None

    def _name_data(self, summary: VideoSummary, role: int) -> Any:
        if role == Qt.ItemDataRole.EditRole:
            return summary.video.name
        if role == Qt.ItemDataRole.DecorationRole:
            return self._thumbnail(summary.video)
        return _detail(summary.video) if role == DETAIL_ROLE else None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Ask for a new name; the row changes when the store has it."""
        if role != Qt.ItemDataRole.EditRole or not index.isValid() or index.column() != Column.NAME:
            return False
        video, name = self._rows[index.row()].summary.video, str(value).strip()
        if not name:
            return False
        if name != video.name:
            self.rename_asked.emit(video, name)
        return True


class LibraryProxy(QSortFilterProxyModel):
    """Sorted by any column; filtered by words that must all be in the name or the styles."""

    def __init__(self, model: LibraryModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._words: list[str] = []
        self.setSortRole(SORT_ROLE)
        self.setDynamicSortFilter(True)
        self.setSourceModel(model)

    def set_search(self, text: str) -> None:
        self.beginFilterChange()
        self._words = text.casefold().split()
        self.endFilterChange(QSortFilterProxyModel.Direction.Rows)

    def filterAcceptsRow(self, source_row: int, _source_parent: Index) -> bool:
        content = self._model.search_text(source_row)
        return all(word in content for word in self._words)


def _alignment(column: Column) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column in NUMBERS else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True)
class _Row:
    """A summary and what is shown, sorted and searched of it, made once: painting asks often."""

    summary: VideoSummary
    shown: tuple[str, ...]
    sort_keys: tuple[str | float, ...]
    search_text: str


def _make_row(summary: VideoSummary, gone: bool) -> _Row:
    video, tracked = summary.video, summary.n_tracked_frames > 0
    shown = {
        Column.NAME: video.name,
        Column.KIND: str(video.kind).capitalize(),
        Column.DURATION: texts.duration(video.duration_s),
        Column.RATE: texts.rate(video.fps),
        Column.PEOPLE: str(summary.n_people) if summary.n_people else "",
        Column.STYLES: ", ".join(summary.styles),
        Column.CORRECTED: texts.percent(summary.corrected_share) if tracked else "",
        Column.REVIEWED: texts.percent(summary.review_shares[ReviewState.ACCEPTED]) if tracked else "",
        Column.STATE: GONE_TEXT if gone else state_of(summary)[0],
    }
    numbers: dict[Column, float] = {
        Column.DURATION: video.duration_s,
        Column.RATE: video.fps,
        Column.PEOPLE: float(summary.n_people),
        Column.CORRECTED: summary.corrected_share if tracked else -1.0,
        Column.REVIEWED: _seen_share(summary) if tracked else -1.0,
    }
    return _Row(
        summary,
        tuple(shown[column] for column in Column),
        tuple(numbers.get(column, texts.natural_key(shown[column])) for column in Column),
        " ".join([video.name, *summary.styles]).casefold(),
    )


def state_of(summary: VideoSummary) -> tuple[str, str]:
    """What to say of a video's newest job, and the colour token to say it in."""
    job = summary.latest_job
    if job is not None and job.state is not JobState.DONE:
        return texts.state(job)
    if summary.n_people == 0:
        return "No poses yet", "text_dim"
    return "Ready", "good"


def _state_data(summary: VideoSummary, role: int) -> Any:
    job = summary.latest_job
    if role == TOKEN_ROLE:
        return state_of(summary)[1]
    if role == PROGRESS_ROLE and job is not None and job.state is JobState.RUNNING:
        return job.progress
    return None


def _detail(video: Video) -> str:
    """The second line under a name."""
    if video.kind is VideoKind.MOTION:
        return "with its song" if video.audio_path else "no song"
    sound = "with sound" if video.has_audio or video.audio_path else "no sound"
    return f"{video.width_px} × {video.height_px}, {sound}"


def _seen_share(summary: VideoSummary) -> float:
    """What the column is sorted by: accepted frames, and between equals corrected ones."""
    shares = summary.review_shares
    return shares[ReviewState.ACCEPTED] + shares[ReviewState.CORRECTED] / 1000


def _tip(summary: VideoSummary, column: Column) -> str | None:
    job = summary.latest_job
    if column is Column.STATE and job is not None:
        return " ".join(filter(None, [job.message, job.error, job.hint])) or None
    if column is Column.CORRECTED and summary.n_tracked_frames:
        return f"{summary.n_corrected_frames:,} of {texts.plural(summary.n_tracked_frames, 'frame')}"
    if column is Column.REVIEWED:
        return review_text(summary) or None
    if column is Column.NAME:
        return str(PurePath(summary.video.path))
    return None
