"""Several tiers on the page: which one is worked on, hidden, folded, added; comments; the room they take."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAction
from pytestqt.qtbot import QtBot

from core.entities import Video
from db.project import Project
from workbench.gui.annotate.page import AnnotatePage
from workbench.gui.annotate.tiers.new_tier import NewTierDialog
from workbench.gui.context import AppContext
from workbench.gui.widgets.timeline.heads import GUTTER_PX

OpenPage = Callable[[], AnnotatePage]
ALT = Qt.KeyboardModifier.AltModifier
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def page(project: Project, video: Video, open_page: OpenPage) -> AnnotatePage:
    for tier, names in {"style": ("waltz",), "move": ("turn", "dip")}.items():
        for name in names:
            project.segments.add_label(tier, name)
    return open_page()


def head(page: AnnotatePage, tier: str, x: float = 50) -> QPoint:
    return QPointF(x, page.timeline.rows.tier(tier).own.center().y()).toPoint()


def place(page: AnnotatePage, tier: str, seconds: float, row: int = 0) -> QPoint:
    timeline = page.timeline
    y = timeline.rows.tier(tier).rows[row].center().y()
    return QPointF(GUTTER_PX + timeline.scale.x(seconds), y).toPoint()


def drag(qtbot: QtBot, page: AnnotatePage, tier: str, from_s: float, to_s: float) -> None:
    qtbot.mousePress(page.timeline, LEFT, pos=place(page, tier, from_s))
    for at_s in ((from_s + to_s) / 2, to_s):
        qtbot.mouseMove(page.timeline, place(page, tier, at_s))
    qtbot.mouseRelease(page.timeline, LEFT, pos=place(page, tier, to_s))


def stored(project: Project, video: Video, tier: str) -> list[tuple[str, float, float]]:
    found = project.segments.for_video(video.id, tier)
    return [(s.label, round(s.start_s, 6), round(s.end_s, 6)) for s in found]


def menu_actions(page: AnnotatePage) -> dict[str, QAction]:
    menu = page.timeline.menu_button.menu()
    menu.aboutToShow.emit()
    return {made.text(): made for made in menu.actions() if made.text()}


def test_a_click_on_a_head_and_keys_choose_the_tier(qtbot: QtBot, page: AnnotatePage) -> None:
    assert page.timeline.content.active == "style"
    qtbot.mouseClick(page.timeline, LEFT, pos=head(page, "move"))
    assert page.timeline.content.active == "move"
    assert [label.name for label in page.styles.labels] == ["turn", "dip"]
    assert page.styles.prompt.text() == "Move"
    qtbot.keyClick(page.canvas, Qt.Key.Key_Up, ALT)
    assert page.timeline.content.active == "phrase"
    qtbot.keyClick(page.canvas, Qt.Key.Key_Down, ALT)
    qtbot.keyClick(page.canvas, Qt.Key.Key_Down, ALT)
    assert page.timeline.content.active == "comment"


def test_spans_and_digits_go_to_the_active_tier(
    qtbot: QtBot, page: AnnotatePage, project: Project, video: Video
) -> None:
    drag(qtbot, page, "move", 0.4, 1.2)  # drawing on a tier chooses it
    qtbot.keyClick(page.canvas, Qt.Key.Key_2)
    assert stored(project, video, "move") == [("dip", 0.4, 1.2)]
    assert not stored(project, video, "style")
    qtbot.keyClick(page.canvas, Qt.Key.Key_Delete)
    assert not stored(project, video, "move")


def test_keys_i_and_o_mark_on_the_active_tier(
    qtbot: QtBot, page: AnnotatePage, project: Project, video: Video
) -> None:
    page.tiers.choose("move")
    for key in (Qt.Key.Key_I, Qt.Key.Key_O, Qt.Key.Key_1):
        qtbot.keyClick(page.canvas, key)
    assert stored(project, video, "move") == [("turn", 0.0, 0.04)]


def test_a_comment_is_a_sentence(qtbot: QtBot, page: AnnotatePage, project: Project, video: Video) -> None:
    drag(qtbot, page, "comment", 0.4, 1.2)
    field = page.styles.field
    assert field.hasFocus()
    assert not page.styles.labels  # sentences are no vocabulary
    qtbot.keyClicks(field, "arms late, see the teacher")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    drag(qtbot, page, "comment", 1.4, 2.0)
    qtbot.keyClicks(field, "better")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert stored(project, video, "comment") == [
        ("arms late, see the teacher", 0.4, 1.2),
        ("better", 1.4, 2.0),
    ]


def test_segments_of_a_tier_without_overlaps_stop_at_one_another(
    qtbot: QtBot, page: AnnotatePage, project: Project, video: Video
) -> None:
    project.segments.add(video.id, "style", "waltz", 0.2, 0.8, "Ada")
    page.context.poll()
    qtbot.waitUntil(lambda: len(page.state.tiers.segments) == 1)
    drag(qtbot, page, "style", 1.6, 0.4)
    qtbot.keyClick(page.canvas, Qt.Key.Key_1)
    assert stored(project, video, "style") == [("waltz", 0.2, 0.8), ("waltz", 0.8, 1.6)]


def test_segments_of_a_tier_that_allows_it_lie_over_one_another(
    qtbot: QtBot, page: AnnotatePage, project: Project, video: Video
) -> None:
    project.segments.add(video.id, "comment", "one", 0.2, 0.8, "Ada")
    project.segments.add(video.id, "comment", "two", 0.4, 1.2, "Ada")
    page.context.poll()
    qtbot.waitUntil(lambda: len(page.timeline.rows.tier("comment").rows) == 2)
    drag(qtbot, page, "comment", 0.8, 1.0)  # the first one's end, in the first row
    assert stored(project, video, "comment")[0] == ("one", 0.2, 1.0)


def test_others_are_folded_away_and_stay_so(
    qtbot: QtBot, page: AnnotatePage, project: Project, video: Video, context: AppContext
) -> None:
    project.segments.add(video.id, "style", "waltz", 0.2, 0.8, "Ben")
    context.poll()
    qtbot.waitUntil(lambda: len(page.timeline.rows.tier("style").rows) == 2)
    qtbot.mouseClick(page.timeline, LEFT, pos=head(page, "style", x=8))
    assert len(page.timeline.rows.tier("style").rows) == 1
    again = AnnotatePage(context)
    qtbot.addWidget(again)
    assert again.timeline.folded == {"style"}


def test_the_menu_hides_and_shows_tiers_and_remembers(
    qtbot: QtBot, page: AnnotatePage, context: AppContext
) -> None:
    page.tiers.choose("move")
    menu_actions(page)["Move"].trigger()
    assert page.timeline.rows.tier("move") is None
    assert page.timeline.content.active != "move"  # nobody works on what is not seen
    again = AnnotatePage(context)
    qtbot.addWidget(again)
    assert again.timeline.hidden == {"move"}
    menu_actions(page)["Show all tiers"].trigger()
    assert page.timeline.rows.tier("move") is not None


def test_the_last_tier_cannot_be_hidden(page: AnnotatePage) -> None:
    for name in page.state.tiers.names:
        page.tiers.show_tier(name, shown=False)
    assert len(page.timeline.rows.tiers) == 1


def test_a_tier_of_ones_own_can_be_added_and_worked_on(
    qtbot: QtBot, page: AnnotatePage, project: Project, video: Video
) -> None:
    menu_actions(page)["Add a tier …"].trigger()
    dialog = page.timeline.findChild(NewTierDialog)
    qtbot.waitUntil(dialog.isActiveWindow)
    qtbot.keyClicks(dialog.field, "Style")
    assert not dialog.ok.isEnabled()  # there is one
    dialog.field.clear()
    qtbot.keyClicks(dialog.field, "arms")
    qtbot.keyClick(dialog.field, Qt.Key.Key_Return)
    assert page.timeline.content.active == "arms"
    qtbot.waitUntil(lambda: page.timeline.height() >= page.timeline.sizeHint().height())
    drag(qtbot, page, "arms", 0.4, 1.2)
    qtbot.keyClicks(page.styles.field, "port de bras")
    qtbot.keyClick(page.styles.field, Qt.Key.Key_Return)
    assert stored(project, video, "arms") == [("port de bras", 0.4, 1.2)]


def test_with_five_tiers_the_picture_keeps_most_of_the_height(page: AnnotatePage, qtbot: QtBot) -> None:
    page.resize(1122, 744)  # what a window of 1280 x 800 leaves
    assert len(page.timeline.rows.tiers) == 5
    qtbot.waitUntil(lambda: page.timeline.width() > 1100)
    assert page.timeline.height() <= 0.35 * page.height()
    assert page.canvas.height() >= 0.45 * page.height()


def test_the_handle_between_picture_and_timeline_remembers_its_place(
    qtbot: QtBot, page: AnnotatePage, open_page: OpenPage
) -> None:
    splitter = page.timeline.parentWidget()
    before = page.timeline.height()
    handle = splitter.handle(1)
    at = handle.rect().center()
    qtbot.mousePress(handle, LEFT, pos=at)
    qtbot.mouseMove(handle, at - QPoint(0, 40))
    qtbot.mouseRelease(handle, LEFT, pos=at - QPoint(0, 40))
    height = page.timeline.height()
    assert height > before + 20
    assert open_page().timeline.height() == height


def test_a_tier_without_labels_says_where_they_come_from(page: AnnotatePage) -> None:
    page.tiers.choose("phrase")
    assert page.styles.prompt.text().startswith("Phrase: no labels yet.")
    page.tiers.choose("comment")
    assert page.styles.prompt.text() == "Comment"
    page.tiers.choose("move")
    assert page.styles.prompt.text() == "Move"
