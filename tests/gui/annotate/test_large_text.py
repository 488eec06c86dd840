"""The page at twice the text size, in 1280 x 800: nothing is cut off or lies over something else."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from core.entities import Video
from workbench.gui.annotate.page import AnnotatePage
from workbench.gui.context import AppContext
from workbench.gui.widgets.timeline.heads import FOLD_PX, gutter_px

LEFT_WRIST = 15


@pytest.fixture
def page(context: AppContext, video: Video, open_page: Callable[[], AnnotatePage]) -> Iterator[AnnotatePage]:
    made = open_page()
    context.theme.set_text_percent(200)
    made.resize(964, 758)  # beside the side bar and below the menu
    yield made
    context.theme.set_text_percent(100)


def test_the_names_of_the_lanes_are_whole(page: AnnotatePage) -> None:
    font = page.timeline.font()
    font.setPixelSize(page.context.theme.size("text_small"))
    metrics = type(page.timeline.fontMetrics())(font)
    assert metrics.horizontalAdvance("Confidence") <= gutter_px(page.context.theme) - FOLD_PX - 6


def test_the_lines_of_a_tool_do_not_lie_over_one_another(qtbot: QtBot, page: AnnotatePage) -> None:
    page.correcting.select(0, LEFT_WRIST)
    qtbot.keyClick(page.canvas, Qt.Key.Key_N)
    tool = page.desk.tool
    qtbot.waitUntil(lambda: tool.ends_when_hidden.isVisible() and bool(tool.said.text()))
    qtbot.waitUntil(lambda: tool.ends_when_hidden.geometry().bottom() < tool.said.geometry().top())


def test_the_letters_of_the_joints_fit_into_the_picture(page: AnnotatePage) -> None:
    page.ask_joint()
    assert page.letters.geometry().bottom() <= page.canvas.height()


def test_a_long_message_does_not_make_the_page_wider(page: AnnotatePage) -> None:
    before = page.minimumSizeHint().width()
    page.desk.stored.setText("Not drawn yet: " * 20)
    assert page.minimumSizeHint().width() == before


def test_a_hint_without_room_ends_in_dots_and_is_told_whole(page: AnnotatePage) -> None:
    styles = page.styles
    styles.say("Drag one beat, or take them all from taps along the music. " * 3)
    assert styles.prompt.text().endswith("…")
    assert styles.prompt.toolTip().startswith("Drag one beat")
    styles.say("Short.")
    assert not styles.prompt.toolTip()
