"""The window on several annotators: figures that lead to disputes, and disputes decided by keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from db.project import Project
from tests.db.make import add_video
from workbench.gui.agreement.window import AgreementWindow
from workbench.gui.context import AppContext

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def mark(project: Project, video_id: int, who: str, *segments: tuple[float, float, str]) -> None:
    for start_s, end_s, label in segments:
        project.segments.add(video_id, "style", label, start_s, end_s, who)


@pytest.fixture
def film(project) -> int:
    """Kim and Lee agree on the first second and differ twice after it."""
    video_id = add_video(project).id
    mark(project, video_id, "Kim", (0, 1, "waltz"), (1.5, 2.0, "tango"), (3.0, 3.5, "samba"))
    mark(project, video_id, "Lee", (0, 1, "waltz"), (1.5, 2.0, "rumba"))
    return video_id


@pytest.fixture
def asked(context: AppContext) -> list[tuple[str, dict[str, object]]]:
    """The pages that were asked for."""
    asked: list[tuple[str, dict[str, object]]] = []
    context.page_asked.connect(lambda name, what: asked.append((name, what)))
    return asked


@pytest.fixture
def shown(qtbot, context, film, asked) -> AgreementWindow:
    window = AgreementWindow(context)
    qtbot.addWidget(window)
    window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    window.show()
    qtbot.waitExposed(window)
    qtbot.waitUntil(lambda: window.figures.stack.currentWidget() is not window.figures.waiting)
    return window


@pytest.fixture
def deciding(qtbot, shown):
    """The second tab, read."""
    shown.tabs.setCurrentWidget(shown.deciding)
    qtbot.waitUntil(lambda: len(shown.deciding.queue.left) == 2)
    return shown.deciding


def cells(table) -> list[list[str]]:
    model = table.model()
    return [
        [model.index(row, column).data() for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def gold(project: Project) -> list[tuple[float, float, str]]:
    return [(s.start_s, s.end_s, s.label) for s in project.segments.all() if s.annotator == "gold"]


def press(qtbot, deciding, key, n_left: int, modifiers=Qt.KeyboardModifier.NoModifier) -> None:
    deciding.table.setFocus()
    qtbot.keyClick(deciding.table, key, modifiers)
    qtbot.waitUntil(lambda: len(deciding.queue.left) == n_left and not deciding._reading)


def test_a_click_on_a_pair_says_what_its_numbers_are_and_goes_to_the_worst_dispute(qtbot, shown, asked, film):
    table = shown.figures.table
    assert cells(table)[0][:5] == ["Kim, Lee", "style", "1", "400", "0.750"]
    place = table.visualRect(table.model().index(0, 0)).center()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    said = shown.figures.details.toPlainText()
    assert "They differ most in film" in said
    assert "Cohen 1960" in said
    assert "n = 400 slices" in said
    assert asked[-1] == ("annotate", {"video_id": film, "at_s": 1.5})


def test_the_figures_follow_an_edit(qtbot, shown, context, project, film):
    mark(project, film, "Ada", (0, 1, "waltz"))
    context.notify("segment", video_id=film)
    qtbot.waitUntil(lambda: len(cells(shown.figures.table)) == 4)  # three pairs, and all together
    assert cells(shown.figures.table)[-1][0] == "all 3"


def test_without_two_annotators_the_window_says_what_to_do(qtbot, context, project):
    window = AgreementWindow(context)
    qtbot.addWidget(window)
    window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    window.show()
    qtbot.waitUntil(lambda: window.figures.stack.currentWidget() is window.figures.empty)
    window.tabs.setCurrentWidget(window.deciding)
    qtbot.waitUntil(lambda: "Import a video" in window.deciding.status.text())
    video_id = add_video(project).id
    mark(project, video_id, "Kim", (0, 1, "waltz"))
    context.notify("segment", video_id=video_id)
    qtbot.waitUntil(lambda: "Only Kim labelled" in window.deciding.status.text())


def test_what_is_agreed_on_is_taken_over_by_a_click_and_undone(qtbot, deciding, context, project):
    assert "1 segment agreed on" in deciding.status.text()
    qtbot.mouseClick(deciding.take_over, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "has 1 segment" in deciding.status.text())
    assert gold(project) == [(0, 1, "waltz")]
    assert context.undo_stack.undoText() == "Take over 1 segment agreed on"
    press(qtbot, deciding, Qt.Key.Key_Z, 2, CTRL)
    assert gold(project) == []
    press(qtbot, deciding, Qt.Key.Key_Z, 2, CTRL | SHIFT)
    assert gold(project) == [(0, 1, "waltz")]


def test_disputes_are_decided_by_number_skipped_and_decided_for_nobody(qtbot, deciding, project, asked, film):
    assert cells(deciding.table) == [
        ["1.50 to 2.00 s", "tango 1.50–2.00", "rumba 1.50–2.00"],
        ["3.00 to 3.50 s", "samba 3.00–3.50", "nothing"],
    ]
    press(qtbot, deciding, Qt.Key.Key_Space, 2)
    assert asked[-1] == ("annotate", {"video_id": film, "at_s": 3.0})
    press(qtbot, deciding, Qt.Key.Key_Backspace, 2)
    press(qtbot, deciding, Qt.Key.Key_2, 1)  # Lee is right
    assert gold(project) == [(1.5, 2.0, "rumba")]
    press(qtbot, deciding, Qt.Key.Key_0, 0)
    assert gold(project) == [(1.5, 2.0, "rumba")]
    assert "0 disputes left" in deciding.status.text()


def test_answers_typed_ahead_are_for_the_disputes_that_come_next(qtbot, deciding, project):
    deciding.table.setFocus()
    for key in (Qt.Key.Key_2, Qt.Key.Key_1):  # the list is still being read at the second
        qtbot.keyClick(deciding.table, key)
    qtbot.waitUntil(lambda: not deciding.queue.left and not deciding._reading)
    assert gold(project) == [(1.5, 2.0, "rumba"), (3.0, 3.5, "samba")]


def test_decisions_are_undone_one_by_one_and_redone(qtbot, deciding, context, project):
    press(qtbot, deciding, Qt.Key.Key_1, 1)
    press(qtbot, deciding, Qt.Key.Key_0, 0)
    assert context.undo_stack.undoText() == "Decide style at 3.00 s for nobody"
    press(qtbot, deciding, Qt.Key.Key_Z, 1, CTRL)
    press(qtbot, deciding, Qt.Key.Key_Z, 2, CTRL)
    assert gold(project) == []
    press(qtbot, deciding, Qt.Key.Key_Z, 1, CTRL | SHIFT)
    assert gold(project) == [(1.5, 2.0, "tango")]
    (ruling, _) = project.rulings.for_video(1, "style", "gold")
    assert ruling.judge == "Ada"


def test_each_annotator_has_a_button_that_decides(qtbot, deciding, project):
    buttons = {button.text(): button for button in deciding.findChildren(QPushButton)}
    qtbot.mouseClick(buttons["Lee is right  (2)"], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(deciding.queue.left) == 1)
    assert gold(project) == [(1.5, 2.0, "rumba")]


def test_the_menu_opens_one_window_that_stays_open(qtbot, window, context, film):
    window.show_agreement()
    window.show_agreement()
    (shown,) = window.findChildren(AgreementWindow)
    qtbot.waitUntil(lambda: shown.figures.stack.currentWidget() is not shown.figures.waiting)
    context.close_project()
    qtbot.waitUntil(lambda: not window.findChildren(AgreementWindow))
