"""The suggestions as a list model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from core.suggestions.suggestion import Suggestion
from workbench.gui.annotate.suggestions.words import TITLES, percent
from workbench.gui.widgets.cells import DETAIL_ROLE

Index = QModelIndex | QPersistentModelIndex

REASON_ROLE = Qt.ItemDataRole.UserRole + 30
LIKELIHOOD_ROLE = Qt.ItemDataRole.UserRole + 31

_MOST_STEPS = 64  # rows that come and go one by one; beyond that the list is set anew


class SuggestionModel(QAbstractListModel):
    """One row a suggestion, in the order given."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[Suggestion, ...] = ()
        self._names_people = False

    @property
    def rows(self) -> tuple[Suggestion, ...]:
        return self._rows

    def show(self, suggestions: Sequence[Suggestion], *, names_people: bool = False) -> None:
        """Show these; rows that stay keep their place, so that the list does not jump under a person."""
        wanted = tuple(suggestions)
        self._names_people = names_people
        old_ids, new_ids = [id(each) for each in self._rows], [id(each) for each in wanted]
        if old_ids == new_ids:
            return
        staying = set(old_ids) & set(new_ids)
        gone = [row for row, each in enumerate(old_ids) if each not in staying]
        new = [row for row, each in enumerate(new_ids) if each not in staying]
        has_order = [each for each in old_ids if each in staying] == [
            each for each in new_ids if each in staying
        ]
        if not has_order or len(gone) + len(new) > _MOST_STEPS:
            self.beginResetModel()
            self._rows = wanted
            self.endResetModel()
            return
        for row in reversed(gone):
            self.beginRemoveRows(QModelIndex(), row, row)
            self._rows = self._rows[:row] + self._rows[row + 1 :]
            self.endRemoveRows()
        for row in new:
            self.beginInsertRows(QModelIndex(), row, row)
            self._rows = (*self._rows[:row], wanted[row], *self._rows[row:])
            self.endInsertRows()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 Qt's own default
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or not index.row() < len(self._rows):
            return None
        each = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._title(each)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self._title(each)}, {TITLES[each.reason]}, {percent(each.likelihood)}: {each.sentence}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return _tip(each)
        values = {
            DETAIL_ROLE: each.sentence,
            REASON_ROLE: TITLES[each.reason],
            LIKELIHOOD_ROLE: each.likelihood,
        }
        return values.get(role)

    def _title(self, each: Suggestion) -> str:
        who = f" · Person {each.person + 1}" if self._names_people else ""
        return f"{each.frame:,}{who}"


def _tip(each: Suggestion) -> str:
    last = each.stop - 1
    where = f"frame {each.start:,}" if last == each.start else f"frames {each.start:,} to {last:,}"
    also = ", ".join(TITLES[reason].lower() for reason in each.also)
    lines = [f"{each.sentence}", f"{where}, {percent(each.likelihood)} likely wrong"]
    return "\n".join([*lines, f"also: {also}"] if also else lines)
