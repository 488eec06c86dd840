"""Filling a tier with a shipped vocabulary."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from core.entities import Video
from db.project import Project
from workbench.gui.annotate.page import AnnotatePage

OpenPage = Callable[[], AnnotatePage]


@pytest.fixture
def page(project: Project, video: Video, open_page: OpenPage) -> AnnotatePage:
    project.segments.add_label("style", "polka")
    return open_page()


def vocabularies(page: AnnotatePage) -> dict[str, QAction]:
    """The entries of the menu in the menu of the tiers."""
    menu = page.timeline.menu_button.menu()
    menu.aboutToShow.emit()
    (fill,) = (sub for sub in menu.findChildren(QMenu) if sub.title().startswith("Fill "))
    return {action.text(): action for action in fill.actions()}


def test_a_tier_gets_the_labels_of_a_vocabulary_behind_its_own(
    qtbot: QtBot, project: Project, page: AnnotatePage
) -> None:
    qtbot.waitUntil(lambda: bool(page.state.tiers.labels))
    vocabularies(page)["Ballroom"].trigger()
    names = ["polka", "cha-cha", "rumba", "tango", "waltz"]
    qtbot.waitUntil(lambda: [label.name for label in page.state.tiers.labels][:5] == names)
    assert [label.name for label in project.segments.labels("style")][:5] == names
    shown = [chip.text() for chip in page.desk.styles._chips]
    assert shown[1].endswith("cha-cha")


def test_vocabularies_that_are_meant_for_the_tier_come_first(qtbot: QtBot, page: AnnotatePage) -> None:
    qtbot.waitUntil(lambda: "move" in page.state.tiers.names)
    page.tiers.choose("move")
    titles = [title for title in vocabularies(page) if title]
    assert titles[0] == "Ballet steps"
    assert titles.index("Ballroom") > titles.index("Tap steps")


def test_a_tier_of_sentences_has_no_vocabulary(qtbot: QtBot, page: AnnotatePage) -> None:
    qtbot.waitUntil(lambda: "comment" in page.state.tiers.names)
    page.tiers.choose("comment")
    menu = page.timeline.menu_button.menu()
    menu.aboutToShow.emit()
    assert not [action for action in menu.actions() if action.text().startswith("Fill ")]
