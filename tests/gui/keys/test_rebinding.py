"""Keys that a person chose, pressed in the real window."""

from __future__ import annotations

from PySide6.QtCore import Qt

from workbench.gui.context import AppContext
from workbench.gui.settings import Settings
from workbench.gui.window import MainWindow

CTRL = Qt.KeyboardModifier.ControlModifier


def test_a_new_key_works_at_once_and_the_old_one_no_more(window, project, context, qtbot):
    context.keymap.set_keys("window.train", ["F9"])
    qtbot.keyClick(window, Qt.Key.Key_3, CTRL)
    assert window.current_page == "library"
    qtbot.keyClick(window, Qt.Key.Key_F9)
    assert window.current_page == "train"
    assert window.side_bar.buttons["train"].toolTip() == "Train (F9)"


def test_a_new_key_is_there_after_a_restart(window, project, context, qtbot, tmp_path):
    context.keymap.set_keys("window.train", ["F9"])
    path = project.path
    window.close()
    context.shutdown()
    later = AppContext(Settings(tmp_path / "settings.ini"), starts_jobs=False)
    again = MainWindow(later)
    qtbot.addWidget(again)
    again.show()
    again.activateWindow()
    qtbot.waitUntil(again.isActiveWindow)
    assert later.open_project(path)
    qtbot.keyClick(again, Qt.Key.Key_F9)
    assert again.current_page == "train"
    later.shutdown()


def test_undo_follows_its_row(window, project, context, qtbot, add_video):
    from workbench.gui.library.edits import RenameVideo

    video = add_video(project, "waltz", n_tracked=0)
    context.undo_stack.push(RenameVideo(context, video, "tango"))
    context.keymap.set_keys("window.undo", ["Ctrl+U"])
    qtbot.keyClick(window, Qt.Key.Key_Z, CTRL)
    assert project.videos.get(video.id).name == "tango"
    qtbot.keyClick(window, Qt.Key.Key_U, CTRL)
    assert project.videos.get(video.id).name == "waltz"
