"""The base of every edit that can be undone."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QUndoCommand

from core.errors import BarreError, InputError
from workbench.gui.context import AppContext


class Edit(QUndoCommand):
    """An edit holds ids and old and new values, never a widget or a row.

    Children store something in `apply` and take it back in `revert`, each in one transaction, and tell the
    other views with `context.notify`. A failure is told in the message bar. An edit that can never be made
    (any more) leaves the undo stack; after a passing fault (a busy or full disk) undo or redo can be asked
    for again.
    """

    def __init__(self, context: AppContext, text: str) -> None:
        """Name the step: what was done and where, as in ``move left wrist, frame 812``."""
        super().__init__(text[:1].upper() + text[1:])
        self.context = context
        self._was_made = False
        self._is_in_force = False

    def apply(self) -> None:
        raise NotImplementedError

    def revert(self) -> None:
        raise NotImplementedError

    def redo(self) -> None:
        if not self._is_in_force:
            self._is_in_force = self._did(self.apply, self.context.undo_stack.undo)
            self._was_made |= self._is_in_force

    def undo(self) -> None:
        if self._is_in_force:
            self._is_in_force = not self._did(self.revert, self.context.undo_stack.redo)

    def _did(self, work: Callable[[], None], step_back: Callable[[], None]) -> bool:
        try:
            work()
        except BarreError as e:
            self.context.report(e)
            if isinstance(e, InputError) or not self._was_made:
                self.setObsolete(True)
            else:
                # The stack moves on whatever happened here. Stepping back finds nothing to do.
                self.context.undo_stack.indexChanged.connect(
                    lambda _: step_back(), Qt.ConnectionType.SingleShotConnection
                )
            return False
        return True
