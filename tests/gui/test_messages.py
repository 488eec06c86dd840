from __future__ import annotations

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton, QToolButton

from workbench.gui.messages import Level, Message, MessageBar, message_of


@pytest.fixture
def bar(qtbot, context):
    made = MessageBar(context.theme)
    qtbot.addWidget(made)
    made.show()
    return made


def test_the_bar_is_seen_only_while_it_says_something(bar):
    bar.show_message(Message("Hello"))
    assert bar.isVisible()
    bar.clear()
    assert not bar.isVisible()


def test_only_the_newest_three_stay_and_the_same_words_are_said_once(bar):
    for text in ("one", "two", "three", "two", "four"):
        bar.show_message(Message(text, Level.BAD))
    assert [message.text for message in bar.shown] == ["three", "two", "four"]


def test_details_are_copied(bar, qtbot):
    bar.show_message(message_of(ValueError("a bug")))
    button = next(b for b in bar.findChildren(QPushButton) if b.text() == "Copy details")
    button.click()
    assert "ValueError: a bug" in QGuiApplication.clipboard().text()


def test_a_disk_fault_is_no_bug():
    message = message_of(PermissionError(13, "Permission denied", "/there/a.mp4"))
    assert "/there/a.mp4" in message.text
    assert message.details == ""


def test_an_action_is_done_and_the_message_leaves(bar, qtbot):
    done = []
    bar.show_message(Message("Written.", Level.GOOD, action=("Show", lambda: done.append(1))))
    next(b for b in bar.findChildren(QPushButton) if b.text() == "Show").click()
    assert done == [1]
    assert not bar.shown


def test_an_error_is_closed_by_hand(bar):
    bar.show_message(Message("Bad.", Level.BAD))
    bar.findChild(QToolButton).click()
    assert not bar.shown


def test_markup_in_a_file_name_is_shown_as_it_is(bar, qtbot):
    bar.show_message(Message("<b>x</b>.mp4 is no video.", Level.BAD))
    assert bar.findChildren(QPushButton) == []
    assert bar.shown[0].text.startswith("<b>")
