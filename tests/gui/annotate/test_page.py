from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.gui.annotate.numbered import number_in
from workbench.gui.annotate.page import AnnotatePage


def shown_number(page: AnnotatePage) -> int:
    return number_in(page.canvas.grab().toImage(), page.canvas.view, page.devicePixelRatioF())


def press(qtbot: QtBot, page: AnnotatePage, key: Qt.Key, *modifiers: Qt.KeyboardModifier) -> None:
    held = Qt.KeyboardModifier.NoModifier
    for modifier in modifiers:
        held |= modifier
    qtbot.keyClick(page.canvas, key, held)


def test_the_first_frame_is_on_show(page: AnnotatePage) -> None:
    assert shown_number(page) == 0


def test_step_keys_show_the_frame_that_they_say(qtbot: QtBot, page: AnnotatePage) -> None:
    shift = Qt.KeyboardModifier.ShiftModifier
    for key, modifiers, frame in (
        (Qt.Key.Key_Right, (), 1),
        (Qt.Key.Key_Right, (shift,), 11),
        (Qt.Key.Key_Left, (), 10),
        (Qt.Key.Key_Left, (shift,), 0),
        (Qt.Key.Key_End, (), 59),
        (Qt.Key.Key_Home, (), 0),
    ):
        press(qtbot, page, key, *modifiers)
        qtbot.waitUntil(lambda frame=frame: page.player.shown == frame)
        assert shown_number(page) == frame
        assert page.state.frame == frame
