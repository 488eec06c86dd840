"""Nested facts (a configuration, a snapshot) as a tree of names and values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

MOST_ITEMS = 200  # of a long list only its beginning is listed
SHORT = 80


class FactsTree(QTreeWidget):
    """Read only; groups are open, long lists closed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setColumnCount(2)
        self.setHeaderHidden(True)
        self.setRootIsDecorated(True)
        self.setUniformRowHeights(True)
        self.header().setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)

    def set_facts(self, facts: Mapping[str, Any]) -> None:
        self.clear()
        for name, value in facts.items():
            item = _item(name, value)
            self.addTopLevelItem(item)
            _open(item, value)


def _open(item: QTreeWidgetItem, value: Any) -> None:
    """Open what holds named facts, and what is inside of it."""
    if isinstance(value, Mapping):
        item.setExpanded(True)
        for row, inner in enumerate(value.values()):
            _open(item.child(row), inner)


def _item(name: str, value: Any) -> QTreeWidgetItem:
    item = QTreeWidgetItem([name.replace("_", " "), ""])
    item.setTextAlignment(0, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
    if isinstance(value, Mapping):
        item.addChildren([_item(str(key), inner) for key, inner in value.items()])
    elif isinstance(value, Sequence) and not isinstance(value, str):
        _fill_list(item, value)
    else:
        item.setText(1, _plain(value))
    return item


def _fill_list(item: QTreeWidgetItem, values: Sequence[Any]) -> None:
    line = ", ".join(_plain(value) for value in values)
    if len(line) <= SHORT and not any(isinstance(value, (Mapping, list, tuple)) for value in values):
        item.setText(1, line)
        return
    item.setText(1, f"{len(values):,} items")
    item.addChildren([_item(str(i), value) for i, value in enumerate(values[:MOST_ITEMS])])


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:g}"
    return "" if value is None else str(value)
