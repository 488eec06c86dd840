"""Making `QAction`s from rows of the key table; their keys and tool tips follow the table."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from workbench.gui.keys.keymap import PORTABLE, Keymap
from workbench.gui.keys.shortcut import WINDOW


def action(keymap: Keymap, owner: QWidget, row_id: str, triggered: Callable[[], object]) -> QAction:
    """Return an action of `owner`, added to it so that the keys of its row work.

    They do while `owner` or a child of it has the focus; those of the window's group everywhere.

    Raises:
        KeyError: there is no such row.
    """
    row = keymap[row_id]
    made = QAction(row.text, owner)
    made.triggered.connect(lambda: triggered())
    context = Qt.ShortcutContext
    made.setShortcutContext(
        context.WindowShortcut if row.group == WINDOW else context.WidgetWithChildrenShortcut
    )
    owner.addAction(made)
    _Follower(keymap, made, row_id)
    return made


def follow_tip(keymap: Keymap, widget: QWidget, row_id: str, what: str = "") -> None:
    """Let a widget's tool tip say the key of a row, now and whenever it changes; see `tip`."""
    _TipFollower(keymap, widget, row_id, what)


class _TipFollower(QObject):
    """Lives and dies with its widget."""

    def __init__(self, keymap: Keymap, widget: QWidget, row_id: str, what: str) -> None:
        super().__init__(widget)
        self._keymap, self._widget, self._row_id, self._what = keymap, widget, row_id, what
        keymap.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        self._widget.setToolTip(tip(self._keymap, self._row_id, self._what))


class _Follower(QObject):
    """Lives and dies with its action."""

    def __init__(self, keymap: Keymap, made: QAction, row_id: str) -> None:
        super().__init__(made)
        self._keymap, self._action, self._row_id = keymap, made, row_id
        keymap.changed.connect(self._take_keys)
        self._take_keys()

    def _take_keys(self) -> None:
        keys = [QKeySequence(key, PORTABLE) for key in self._keymap.keys(self._row_id)]
        if keys != self._action.shortcuts():
            self._action.setShortcuts(keys)
        self._action.setToolTip(tip(self._keymap, self._row_id))


def tip(keymap: Keymap, row_id: str, what: str = "") -> str:
    """Return what a button of a row says: what it does, by default the row's title, and its key."""
    key, what = keymap.text(row_id), what or keymap[row_id].title
    return f"{what} ({key})" if key else what
