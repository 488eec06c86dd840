from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from workbench.gui.settings_dialog.dialog import SettingsDialog
from workbench.gui.settings_dialog.keys_model import Column, KeysModel

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def dialog(window, qtbot) -> SettingsDialog:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window, Qt.Key.Key_Comma, CTRL)
    return window.findChild(SettingsDialog)


@pytest.fixture
def keys(dialog, qtbot):
    dialog.tabs.setCurrentWidget(dialog.keys)
    return dialog.keys


def test_the_model_is_sound_and_follows_the_table(context, qtbot, qtmodeltester):
    model = KeysModel(context.keymap)
    qtmodeltester.check(model)
    QAbstractItemModelTester(model)
    with qtbot.waitSignal(model.dataChanged):
        context.keymap.set_keys("annotate.play", ["P"])


def test_a_key_is_found_and_changed_by_keys_alone(keys, context, qtbot):
    keys.search.setFocus()
    qtbot.keyClicks(keys.search, "play or pause")
    keys.choose("annotate.play")
    keys.table.setFocus()
    qtbot.keyClick(keys.table, Qt.Key.Key_Return)
    qtbot.waitUntil(keys.capture.hasFocus)
    qtbot.keyClick(keys.capture, Qt.Key.Key_F8)
    assert context.keymap.keys("annotate.play") == ("F8",)
    assert keys.table.currentIndex().siblingAtColumn(Column.KEYS).data() == "F8"
    assert keys.say.text() == "Default: Space"
    assert keys.table.hasFocus()


def test_a_conflict_is_named_and_the_key_moved_only_when_asked_for(keys, context, qtbot):
    keys.choose("annotate.play")
    qtbot.mouseClick(keys.change, Qt.MouseButton.LeftButton)
    qtbot.keyClick(keys.capture, Qt.Key.Key_H)
    assert keys.say.text() == "H is “Hide or show the joint” now."
    assert context.keymap.keys("annotate.play") == ("Space",)
    qtbot.mouseClick(keys.leave, Qt.MouseButton.LeftButton)
    assert context.keymap.own() == {}
    qtbot.mouseClick(keys.change, Qt.MouseButton.LeftButton)
    qtbot.keyClick(keys.capture, Qt.Key.Key_H)
    qtbot.mouseClick(keys.move, Qt.MouseButton.LeftButton)
    assert context.keymap.keys("annotate.play") == ("H",)
    assert context.keymap.keys("annotate.hide") == ()
    keys.choose("annotate.hide")
    assert keys.say.text() == "H is now “Play or pause”"


def test_a_key_is_added_taken_away_and_reset(keys, context, qtbot):
    keys.choose("annotate.play")
    qtbot.mouseClick(keys.add, Qt.MouseButton.LeftButton)
    qtbot.keyClick(keys.capture, Qt.Key.Key_F9, SHIFT)
    assert context.keymap.keys("annotate.play") == ("Space", "Shift+F9")
    qtbot.mouseClick(keys.clear, Qt.MouseButton.LeftButton)
    assert context.keymap.keys("annotate.play") == ()
    qtbot.mouseClick(keys.reset, Qt.MouseButton.LeftButton)
    assert context.keymap.own() == {}
    context.keymap.set_keys("train.log", ["F9"])
    qtbot.mouseClick(keys.reset_all, Qt.MouseButton.LeftButton)
    assert context.keymap.own() == {}


def test_the_field_takes_keys_that_mean_something_here_and_not_tab_or_escape(keys, context, qtbot):
    keys.choose("window.about")
    qtbot.mouseClick(keys.change, Qt.MouseButton.LeftButton)
    qtbot.keyClick(keys.capture, Qt.Key.Key_Control)
    assert keys.capture.isVisible()
    qtbot.keyClick(keys.capture, Qt.Key.Key_Tab)
    assert keys.say.text().startswith("Tab goes")
    qtbot.keyClick(keys.capture, Qt.Key.Key_Escape)
    assert not keys.capture.isVisible()
    assert keys.window().isVisible()
    qtbot.mouseClick(keys.change, Qt.MouseButton.LeftButton)
    qtbot.keyClick(keys.capture, Qt.Key.Key_Question, SHIFT)
    assert "“Keys of this page”" in keys.say.text()


def test_keys_travel_in_a_file(keys, context, tmp_path):
    context.keymap.set_keys("annotate.play", ["P", "J, W"])
    context.keymap.set_keys("annotate.hide", [])
    own = context.keymap.own()
    path = tmp_path / "keys.txt"
    keys.export_keys(path)
    assert "annotate.play = P; J, W\n" in path.read_text()
    context.keymap.replace({})
    keys.import_keys(path)
    assert context.keymap.own() == own
    assert keys.say.text() == "2 rows taken from keys.txt."


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"annotate.play = P\nwhat is this\n", "Line 2 of keys.txt is not a row and its keys."),
        (b"annotate.play = Foo+Bar\n", "Line 1 of keys.txt is not a row and its keys."),
        (b"\xff\xfe\x00", "keys.txt is no text file."),
        (b"#" * 70_000, "keys.txt is too large to be a file of keys."),
    ],
)
def test_a_bad_file_is_told_and_changes_nothing(keys, context, tmp_path, content, words):
    context.keymap.set_keys("annotate.hide", ["X"])
    path = tmp_path / "keys.txt"
    path.write_bytes(content)
    keys.import_keys(path)
    assert keys.say.text().startswith(words)
    assert context.keymap.own() == {"annotate.hide": ("X",)}


def test_rows_of_another_version_are_left_out_and_counted(keys, context, tmp_path):
    path = tmp_path / "keys.txt"
    path.write_text("annotate.fly = F\nannotate.play = P\n")
    keys.import_keys(path)
    assert keys.say.text() == "1 row taken from keys.txt; 1 row of another version left out."
    assert context.keymap.own() == {"annotate.play": ("P",)}


def test_files_that_cannot_be_read_or_written_are_told(keys, tmp_path):
    keys.import_keys(tmp_path / "none.txt")
    assert "none.txt cannot be read" in keys.say.text()
    keys.export_keys(tmp_path / "nowhere" / "keys.txt")
    assert "cannot be written" in keys.say.text()


def test_name_and_look_are_changed_at_once_and_the_menu_agrees(dialog, window, context, qtbot):
    general = dialog.general
    general.annotator.setText("Grace")
    qtbot.keyClick(general.annotator, Qt.Key.Key_Return)
    assert context.annotator == "Grace"
    general.annotator.setText(" ")
    qtbot.keyClick(general.annotator, Qt.Key.Key_Return)
    assert general.annotator.text() == "Grace"
    general.colours.setCurrentIndex(1)
    general.colours.activated.emit(1)
    assert context.theme.mode == "light"
    looks = next(
        menu for menu in window.menuBar().findChildren(type(window.menus.recent)) if "Colours" in menu.title()
    )
    looks.aboutToShow.emit()
    assert [made.text() for made in looks.actions() if made.isChecked()] == ["&Light"]
