"""A field that takes the next key instead of typing it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QKeyCombination, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QWidget

from workbench.gui.keys.keymap import PORTABLE

ALONE = {
    Qt.Key.Key_Shift,
    Qt.Key.Key_Control,
    Qt.Key.Key_Alt,
    Qt.Key.Key_AltGr,
    Qt.Key.Key_Meta,
    Qt.Key.Key_CapsLock,
    Qt.Key.Key_NumLock,
    Qt.Key.Key_unknown,
}
MODIFIERS = (
    Qt.KeyboardModifier.ShiftModifier
    | Qt.KeyboardModifier.ControlModifier
    | Qt.KeyboardModifier.AltModifier
    | Qt.KeyboardModifier.MetaModifier
)


class KeyCapture(QLineEdit):
    """While it has the focus, `captured` carries any key that is pressed; Escape gives up."""

    captured = Signal(str)  # portable text
    refused = Signal()  # Tab: it goes from joint to joint and from field to field
    given_up = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self.setPlaceholderText("Press the new key")
        self.setAccessibleName("New key")

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()  # else the key would do what it does now
            return True
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            self._take(event)
            return True
        return super().event(event)

    def _take(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            self.refused.emit()
        elif key is Qt.Key.Key_Escape and not event.modifiers():
            self.given_up.emit()
        elif key not in ALONE and not event.isAutoRepeat():
            self.captured.emit(pressed_key(event))


def pressed_key(event: QKeyEvent) -> str:
    """Return a pressed key as the key table writes it.

    Shift is left out where it only reaches the sign: ``?`` is Shift and a key that differs by country.
    """
    modifiers = event.modifiers() & MODIFIERS
    key = Qt.Key(event.key())
    if Qt.Key.Key_Space < key < Qt.Key.Key_AsciiTilde and not chr(key).isalnum():
        modifiers &= ~Qt.KeyboardModifier.ShiftModifier
    return QKeySequence(QKeyCombination(modifiers, key)).toString(PORTABLE)
