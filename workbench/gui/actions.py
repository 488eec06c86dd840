"""Making `QAction`s in one line, with everything that the help window shows about them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget


def action(
    owner: QWidget,
    text: str,
    triggered: Callable[[], object],
    *keys: str,
    help_text: str = "",
    everywhere: bool = False,
) -> QAction:
    """Return an action of `owner`, added to it so that its keys work and the help window lists it.

    Its keys work while `owner` or a child of it has the focus; `everywhere`: in the whole window.
    """
    made = QAction(text, owner)
    made.setShortcuts([QKeySequence(key) for key in keys])
    made.setStatusTip(help_text)
    shown = text.replace("&", "").removesuffix(" …")
    made.setToolTip(f"{shown} ({made.shortcut().toString()})" if keys else shown)
    context = (
        Qt.ShortcutContext.WindowShortcut if everywhere else Qt.ShortcutContext.WidgetWithChildrenShortcut
    )
    made.setShortcutContext(context)
    made.triggered.connect(lambda: triggered())
    owner.addAction(made)
    return made


def shortcuts_of(
    widget: QWidget, extra: Sequence[tuple[str, str]] = (), *, inside: bool = False
) -> list[tuple[str, str]]:
    """Return (keys, what they do) of a widget's actions and of `extra`, for the help window.

    `inside`: those of the widgets in it, too.
    """
    widgets = [widget, *(widget.findChildren(QWidget) if inside else ())]
    found = dict[tuple[str, str], None]()  # in order, each once: a menu has the actions of its table again
    for made in (made for part in widgets for made in part.actions()):
        keys = ", ".join(key.toString() for key in made.shortcuts())
        if keys:
            found[keys, made.text().replace("&", "").removesuffix(" …")] = None
    return [*found, *extra]
