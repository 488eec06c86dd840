from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QAction, QDropEvent
from PySide6.QtWidgets import QLabel, QPushButton

from workbench.gui.help import ShortcutsDialog, about_text
from workbench.gui.pages import PAGES, PageEntry
from workbench.gui.window import MainWindow


def drop(widget, *paths: Path) -> QDropEvent:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    event = QDropEvent(
        QPointF(5, 5),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    widget.dropEvent(event)
    return event


def test_without_a_project_the_welcome_is_shown_and_pages_cannot_be_chosen(window):
    assert window.stack.currentWidget() is window.welcome
    assert window.current_page is None
    assert not any(button.isEnabled() for button in window.side_bar.buttons.values())


def test_opening_a_project_shows_the_library_and_its_name(window, project):
    assert window.current_page == "library"
    assert window.windowTitle() == "dances — Barre"
    assert window.side_bar.buttons["library"].isChecked()


def test_closing_the_project_goes_back_to_the_welcome_with_the_project_in_its_list(window, project, context):
    context.close_project()
    assert window.stack.currentWidget() is window.welcome
    assert window.windowTitle() == "Barre"
    names = [b.text() for b in window.welcome.findChildren(QPushButton) if b.property("role") == "link"]
    assert names == ["dances"]


@pytest.mark.parametrize(("key", "page"), [(Qt.Key.Key_1, "library"), (Qt.Key.Key_3, "train")])
def test_control_and_a_number_show_a_page(window, project, qtbot, key, page):
    window.activateWindow()
    qtbot.keyClick(window, key, Qt.KeyboardModifier.ControlModifier)
    assert window.current_page == page


def test_every_page_of_the_table_has_an_icon_and_a_shortcut(window, context):
    keys = {action.text(): action.shortcut().toString() for action in window.findChildren(QAction)}
    for number, entry in enumerate(PAGES, start=1):
        assert keys[entry.title] == f"Ctrl+{number}"
        assert not context.theme.icon(entry.icon).isNull()


def test_pages_are_told_when_they_are_shown_and_hidden(window, project, monkeypatch):
    told = []
    library = window.page("library")
    monkeypatch.setattr(library, "opened", lambda: told.append("opened"))
    monkeypatch.setattr(library, "closed", lambda: told.append("closed"))
    window.show_page("train")
    window.show_page("library")
    assert told == ["closed", "opened"]


def test_a_page_asked_for_with_an_item_gets_it(window, project, context, monkeypatch):
    asked = []
    monkeypatch.setattr(window.page("train"), "open_item", lambda **what: asked.append(what))
    context.show_page("train", run_id=3)
    assert window.current_page == "train"
    assert asked == [{"run_id": 3}]


def test_a_page_that_cannot_be_made_does_not_take_the_window_with_it(window, project, monkeypatch, caplog):
    broken = PageEntry("train", "Train", "train", "workbench.gui.train.page:NoSuchPage")
    monkeypatch.setattr("workbench.gui.window.PAGES", (PAGES[0], broken))
    window.show_page("train")
    assert "cannot be shown" in window.page("train").findChildren(QLabel)[1].text()
    assert window.message_bar.shown[0].details
    window.show_page("library")
    assert window.current_page == "library"


def test_undo_works_on_every_page_and_names_what_it_undoes(window, project, context, add_video, qtbot):
    from workbench.gui.library.edits import RenameVideo

    video = add_video(project, "tango")
    context.undo_stack.push(RenameVideo(context, video, "waltz"))
    window.show_page("train")
    assert "Undo: Rename tango" in [a.text().replace("&", "") for a in window.actions()]
    window.activateWindow()
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert project.videos.get(video.id).name == "tango"
    modifiers = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(window, Qt.Key.Key_Z, modifiers)
    assert project.videos.get(video.id).name == "waltz"


def test_a_dropped_project_is_opened(window, context, project):
    path = project.path
    context.close_project()
    drop(window, path)
    assert context.open.path == path


def test_a_narrow_window_shows_only_the_icons_of_the_side_bar(window, qtbot):
    window.resize(640, 400)
    qtbot.waitUntil(lambda: window.side_bar.collapsed)
    assert window.width() == 640
    window.resize(1280, 800)
    qtbot.waitUntil(lambda: not window.side_bar.collapsed)


def test_the_side_bar_says_how_far_the_jobs_are(window, project, context, qtbot):
    import os

    job = project.jobs.create("pose", {})
    project.jobs.start(job.id, os.getpid(), "here")
    project.jobs.progress(job.id, 0.25, "frame 25 of 100")
    qtbot.waitUntil(lambda: window.side_bar.jobs_button.text().strip() == "1 job, 25%")
    assert "frame 25 of 100" in window.side_bar.jobs_button.toolTip()


def test_arrow_keys_move_in_the_side_bar(window, project, qtbot):
    window.side_bar.buttons["library"].setFocus()
    qtbot.keyClick(window.side_bar.buttons["library"], Qt.Key.Key_Down)
    assert window.side_bar.buttons["annotate"].hasFocus()
    qtbot.keyClick(window.side_bar.buttons["annotate"], Qt.Key.Key_Space)
    assert window.current_page == "annotate"


def test_the_shortcuts_window_lists_window_and_page_keys_and_finds_them(window, project, qtbot):
    window.show_shortcuts()
    dialog = window.findChild(ShortcutsDialog)
    rows = {label.text() for label in dialog.findChildren(QLabel)}
    assert {"Ctrl+1", "Library", "Ctrl+F", "Find", "F2", "Rename"} <= rows
    dialog.search.setText("find")
    visible = {label.text() for label in dialog.findChildren(QLabel) if label.isVisibleTo(dialog)}
    assert "Ctrl+F" in visible
    assert "Ctrl+1" not in visible


def test_about_names_the_versions_for_a_report():
    assert "Barre" in about_text()
    assert "PySide6 6" in about_text()


def test_geometry_is_remembered(window, context, qtbot):
    window.resize(700, 500)
    window.close()
    again = MainWindow(context)
    qtbot.addWidget(again)
    assert (again.width(), again.height()) == (700, 500)
