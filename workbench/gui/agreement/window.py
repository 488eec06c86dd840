"""The window itself: figures, and what is left to decide."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QTabWidget, QVBoxLayout, QWidget

from workbench.gui.actions import action
from workbench.gui.agreement.deciding import Deciding
from workbench.gui.agreement.figures import Figures
from workbench.gui.context import AppContext, Change
from workbench.gui.history import follow_stack
from workbench.gui.widgets.dialogs import size

PAUSE_MS = 1000
WATCHED = ("segment", "ruling", "correction", "beats")


class AgreementWindow(QDialog):
    """May stay open while one works: it follows every edit, and goes to what is chosen in it."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Agreement between annotators")
        size(self, 980, 560)
        self.figures, self.deciding = Figures(context), Deciding(context)
        self.tabs = QTabWidget()
        self.tabs.addTab(self.figures, "Figures")
        self.tabs.addTab(self.deciding, "Decide")
        self.tabs.currentChanged.connect(self.read)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self.read)
        column = QVBoxLayout(self)
        column.addWidget(self.tabs)
        # Undo belongs to the main window, whose keys end at its frame.
        stack = context.undo_stack
        undo = action(context.keymap, self, "window.undo", stack.undo)
        redo = action(context.keymap, self, "window.redo", stack.redo)
        follow_stack(stack, undo, redo)
        context.edited.connect(self._on_edited)
        context.store_changed.connect(self._follow)
        context.project_closed.connect(self.close)

    def read(self) -> None:
        """Read what is on show again."""
        if self.isVisible():
            shown = self.tabs.currentWidget()
            self.figures.read() if shown is self.figures else self.deciding.read()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.read()

    def _on_edited(self, change: Change) -> None:
        if change.kind in WATCHED:
            self._follow()

    def _follow(self) -> None:
        """See an edit: the list of disputes at once, the figures of the whole project when edits pause."""
        if self.tabs.currentWidget() is self.figures:
            self._pause.start()
        else:
            self.read()
