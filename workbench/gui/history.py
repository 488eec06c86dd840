"""What was done, and going back to where one was."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QUndoStack
from PySide6.QtWidgets import QDialog, QLabel, QUndoView, QVBoxLayout, QWidget

from workbench.gui.widgets.dialogs import size

HINT = (
    "Click a step to go to where you were after it. Every step stays stored, those that are undone as undone."
)


class UndoHistory(QDialog):
    """The steps of all pages since the project was opened, oldest first; it may stay open while one works."""

    def __init__(self, stack: QUndoStack, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Undo history")
        size(self, 360, 480)
        self.steps = QUndoView(stack)
        self.steps.setEmptyLabel("The project was opened")
        self.steps.setAccessibleName("Steps")
        hint = QLabel(HINT, wordWrap=True)
        hint.setProperty("role", "dim")
        column = QVBoxLayout(self)
        column.addWidget(self.steps, 1)
        column.addWidget(hint)


def follow_stack(stack: QUndoStack, undo: QAction, redo: QAction) -> None:
    """Let two actions say what they would undo and redo, and be grey when there is nothing."""
    undo_says, redo_says = _Sayer(undo), _Sayer(redo)
    stack.undoTextChanged.connect(undo_says.say)
    stack.redoTextChanged.connect(redo_says.say)
    stack.canUndoChanged.connect(undo.setEnabled)
    stack.canRedoChanged.connect(redo.setEnabled)
    undo.setEnabled(stack.canUndo())
    redo.setEnabled(stack.canRedo())


class _Sayer(QObject):
    """Names the step behind an action's word; lives and dies with its action."""

    def __init__(self, action: QAction) -> None:
        super().__init__(action)
        self._action, self._word = action, action.text()

    def say(self, step: str) -> None:
        self._action.setText(f"{self._word}: {step.replace('&', '&&')}" if step else self._word)
