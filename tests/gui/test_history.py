"""One undo stack for everything, with names that can be read."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from core.entities import ReviewState
from tests.gui.annotate.numbered import add_film, numbered_film
from workbench.gui.annotate.page import AnnotatePage
from workbench.gui.edits import Edit
from workbench.gui.history import UndoHistory
from workbench.gui.library.edits import RenameVideo

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
LEFT_WRIST = 15


class _Counted(Edit):
    """Counts up and down."""

    def __init__(self, context, counter: list[int], text: str = "count up") -> None:
        super().__init__(context, text)
        self._counter = counter

    def apply(self) -> None:
        self._counter[0] += 1

    def revert(self) -> None:
        self._counter[0] -= 1


@pytest.fixture
def edit_menu(window) -> QMenu:
    menus = window.menuBar().findChildren(QMenu)
    return next(menu for menu in menus if menu.title() == "&Edit")


def test_the_menu_says_what_would_be_undone_and_is_grey_when_nothing_would(window, context, edit_menu):
    undo, redo = edit_menu.actions()[:2]
    assert (undo.text(), undo.isEnabled(), redo.isEnabled()) == ("&Undo", False, False)
    context.undo_stack.push(_Counted(context, [0], "label rock & roll"))
    assert undo.text() == "&Undo: Label rock && roll"
    assert (undo.isEnabled(), redo.isEnabled()) == (True, False)
    context.undo_stack.undo()
    assert (undo.text(), redo.text()) == ("&Undo", "&Redo: Label rock && roll")


def test_the_history_lists_the_steps_and_goes_back_to_any(window, context, qtbot):
    counter = [0]
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window, Qt.Key.Key_H, CTRL)
    history = window.findChild(UndoHistory)
    for _ in range(3):
        context.undo_stack.push(_Counted(context, counter))
    model = history.steps.model()
    shown = [model.index(row, 0).data() for row in range(model.rowCount())]
    assert shown == ["The project was opened", "Count up", "Count up", "Count up"]
    history.steps.setCurrentIndex(model.index(1, 0))
    assert counter == [1]
    history.steps.setCurrentIndex(model.index(3, 0))
    assert counter == [3]
    window.show_history()
    assert window.findChildren(UndoHistory) == [history]


def test_poses_segments_and_names_share_one_stack_that_survives_a_page_change(
    window, project, context, qtbot, tmp_path
):
    numbered_film(tmp_path / "film.mp4", 20)
    video = add_film(project, tmp_path / "film.mp4", 20)
    track = project.tracks.for_video(video.id)[0]
    window.show_page("annotate", {"video_id": video.id})
    page = window.page("annotate")
    assert isinstance(page, AnnotatePage)
    qtbot.waitUntil(lambda: page.player.shown >= 0 and not page.loader.is_reading("marks"))
    page.correcting.select(0, LEFT_WRIST)
    page.correcting.nudge(1, 0)
    page.marking._on_drawn(0.1, 0.4)
    page.marking.choose_style("waltz")
    page.reviewing.mark_frame(ReviewState.ACCEPTED)
    window.show_page("library")
    context.undo_stack.push(RenameVideo(context, project.videos.get(video.id), "tango"))
    stack = context.undo_stack
    assert [stack.text(i) for i in range(stack.count())] == [
        "Move left wrist, frame 0",
        "Mark waltz",
        "Accept frame 0",
        "Rename film",
    ]
    qtbot.keyClick(window, Qt.Key.Key_Z, CTRL)
    assert window.current_page == "library"
    for _ in range(3):
        qtbot.keyClick(window, Qt.Key.Key_Z, CTRL)
    assert window.current_page == "annotate"
    assert project.videos.get(video.id).name == "film"
    assert not project.segments.for_video(video.id)
    assert not project.reviews.accepted(track.id, 20).any()
    assert len(project.corrections.frames(track.id)) == 0
    for _ in range(4):
        qtbot.keyClick(window, Qt.Key.Key_Z, CTRL | SHIFT)
    assert project.videos.get(video.id).name == "tango"
    assert len(project.segments.for_video(video.id)) == 1
    assert project.reviews.accepted(track.id, 20)[0]
    assert project.corrections.frames(track.id).tolist() == [0]
