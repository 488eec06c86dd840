"""The base of every edit that can be undone."""

from __future__ import annotations

from PySide6.QtGui import QUndoCommand

from core.errors import BarreError
from workbench.gui.context import AppContext


class Edit(QUndoCommand):
    """An edit holds ids and old and new values, never a widget or a row.

    Children store something in `apply` and take it back in `revert`, each in one transaction, and tell the
    other views with `context.notify`. One that fails is told in the message bar and leaves the undo stack.
    """

    def __init__(self, context: AppContext, text: str) -> None:
        super().__init__(text)
        self.context = context

    def apply(self) -> None:
        raise NotImplementedError

    def revert(self) -> None:
        raise NotImplementedError

    def redo(self) -> None:
        try:
            self.apply()
        except BarreError as e:
            self.setObsolete(True)
            self.context.report(e)

    def undo(self) -> None:
        try:
            self.revert()
        except BarreError as e:
            self.setObsolete(True)
            self.context.report(e)
