"""The generated dances to tick."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor

from workbench.gui.compare.choices import Choice

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class ChoiceList(QAbstractListModel):
    """Choices with a tick each, and a colour where one is given; ticks outlive a change of the list."""

    ticked_changed = Signal()

    def __init__(
        self, parent: QObject | None = None, colour_of: Callable[[Choice], QColor] | None = None
    ) -> None:
        super().__init__(parent)
        self._colour_of = colour_of
        self._choices: list[Choice] = []
        self._ticked: set[str] = set()

    def set_choices(self, choices: Iterable[Choice]) -> None:
        new = list(choices)
        if new == self._choices:
            return
        self.beginResetModel()
        self._choices = new
        self.endResetModel()

    def tick(self, names: Iterable[str]) -> None:
        """Tick these and no others."""
        self._ticked = set(names)
        if self._choices:
            roles = [Qt.ItemDataRole.CheckStateRole]
            self.dataChanged.emit(self.index(0), self.index(len(self._choices) - 1), roles)
        self.ticked_changed.emit()

    @property
    def ticked(self) -> list[Choice]:
        """The ticked dances in the order of the list."""
        return [choice for choice in self._choices if choice.name in self._ticked]

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._choices)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self._choices):
            return None
        choice = self._choices[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{choice.label}\n{choice.detail}" if choice.detail else choice.label
        if role == Qt.ItemDataRole.CheckStateRole:
            return Qt.CheckState.Checked if choice.name in self._ticked else Qt.CheckState.Unchecked
        if role == Qt.ItemDataRole.DecorationRole and self._colour_of is not None:
            return self._colour_of(choice)
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.CheckStateRole or not index.isValid():
            return False
        name = self._choices[index.row()].name
        if Qt.CheckState(value) == Qt.CheckState.Checked:
            self._ticked.add(name)
        else:
            self._ticked.discard(name)
        self.dataChanged.emit(index, index, [role])
        self.ticked_changed.emit()
        return True
