"""The list of joint letters over the picture, while one is awaited."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QWidget

from workbench.gui.annotate.poses.joint_letters import Letter

LEAST_COLUMNS, MOST_COLUMNS = 3, 6
MARGIN_PX = 12
HOW = "A letter: the dancer's left joint.  With Shift: the right one.  Esc: none."
MODIFIERS = {Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Meta, Qt.Key.Key_CapsLock}


class JointPalette(QFrame):
    """Takes the next key; a letter of the list chooses a joint, any other key leaves it."""

    joint_chosen = Signal(int)
    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Letters of the joints")
        self._letters: tuple[Letter, ...] = ()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(MARGIN_PX, 8, MARGIN_PX, 10)
        self._grid.setHorizontalSpacing(14)
        self._grid.setVerticalSpacing(2)
        self.hide()

    def ask(self, letters: Sequence[Letter]) -> None:
        """Show the letters and wait for one."""
        self._letters = tuple(letters)
        for columns in range(LEAST_COLUMNS, MOST_COLUMNS + 1):
            self._list(columns)
            self.adjustSize()
            if self.height() + 2 * MARGIN_PX <= self.parentWidget().height():
                break
        self.move(MARGIN_PX, MARGIN_PX)
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _list(self, columns: int) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            item.widget().hide()  # it goes a little later
            item.widget().deleteLater()
        self._grid.addWidget(QLabel(HOW), 0, 0, 1, 2 * columns)
        rows = -(-len(self._letters) // columns)
        for i, letter in enumerate(sorted(self._letters, key=lambda letter: letter.left)):
            row, column = 1 + i % rows, 2 * (i // rows)
            key = QLabel(f"<b>{letter.letter}</b>")
            self._grid.addWidget(key, row, column)
            self._grid.addWidget(QLabel(letter.name), row, column + 1)
            self._grid.setColumnStretch(column + 1, 1)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()  # letters are keys of the page, too
            return True
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            self._take(event)
            return True
        return super().event(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.hide()

    def _take(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in MODIFIERS:
            return
        letter = next((one for one in self._letters if ord(one.letter) == key), None)
        self.hide()
        self.closed.emit()
        if letter is not None:
            with_shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.joint_chosen.emit(letter.right if with_shift else letter.left)
