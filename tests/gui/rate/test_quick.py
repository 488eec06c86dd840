from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from core.entities import Grade
from tests.gui.dances import add_generated, add_run, add_song
from workbench.gui.rate.quick import QuickRating


@pytest.fixture
def dances(project):
    run, song = add_run(project), add_song(project)
    return [add_generated(project, run, song, seed=seed) for seed in range(3)]


@pytest.fixture
def page(window, project) -> QuickRating:
    window.show_page("rate", {"tab": "Quick look"})
    return window.page("rate").quick


def wait_for_clip(qtbot, page) -> int:
    qtbot.waitUntil(lambda: page.clip is not None and page._task is None)
    return page.clip.item_id


def ratings(project):
    return [rating for study in project.studies.all() for rating in project.studies.ratings(study.id)]


def test_without_dances_the_page_says_what_to_do(qtbot, page):
    qtbot.waitUntil(lambda: page.stack.currentWidget() is page.empty)
    assert "No dances" in page.empty.title.text()
    assert "Train a generator" in page.empty.hint.text()


def test_a_key_stores_the_grade_before_the_next_dance_is_shown(qtbot, dances, page, project):
    first = wait_for_clip(qtbot, page)
    qtbot.keyClick(page, Qt.Key.Key_2)
    qtbot.waitUntil(lambda: page.clip is not None and page.clip.item_id != first)
    stored = ratings(project)
    assert [(r.study_item_id, r.rater, r.grade) for r in stored] == [(first, "Ada", Grade.GOOD)]


def test_each_button_gives_its_grade_and_the_end_thanks_the_rater(qtbot, dances, page, project):
    for grade in (Grade.VERY_GOOD, Grade.FAIR, Grade.POOR):
        item = wait_for_clip(qtbot, page)
        qtbot.mouseClick(page.buttons[grade], Qt.MouseButton.LeftButton)
        qtbot.waitUntil(
            lambda item=item: page._task is None and (page.clip is None or page.clip.item_id != item)
        )
    assert "Thank you, Ada: all 3 dances are rated" in page.empty.title.text()
    assert [r.grade for r in ratings(project)] == [Grade.VERY_GOOD, Grade.FAIR, Grade.POOR]


def test_a_second_rater_starts_with_all_dances(qtbot, dances, page, context):
    wait_for_clip(qtbot, page)
    qtbot.keyClick(page, Qt.Key.Key_1)
    qtbot.waitUntil(lambda: page.progress.text().startswith("2 dances"))
    context.annotator = "Ben"
    qtbot.waitUntil(lambda: page.progress.text() == "3 dances left, rated by Ben")


def test_nothing_on_the_page_tells_who_made_the_dance(qtbot, dances, page):
    wait_for_clip(qtbot, page)
    words = " ".join(label.text() for label in page.findChildren(QLabel)).lower()
    assert "seq2seq" not in words
    assert "run" not in words.split()
    assert ".npz" not in words


def test_the_dance_is_drawn_and_plays_by_itself(qtbot, dances, page):
    wait_for_clip(qtbot, page)
    qtbot.waitUntil(lambda: page.stage.panes[0].picture.image is not None, timeout=20_000)
    assert page.stage.player.is_playing
    qtbot.keyClick(page, Qt.Key.Key_Space)
    assert not page.stage.player.is_playing
