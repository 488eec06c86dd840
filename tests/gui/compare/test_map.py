"""The map of the dances: measured by the command, chosen by mouse and keys, played below."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt

from tests.gui.compare.test_compare_page import add_real
from tests.gui.dances import add_generated, add_run, add_song
from workbench.actions.jsonable import to_json
from workbench.actions.mapping import DanceMap, MapWindow
from workbench.gui.compare import map as maps

SHIFT = Qt.KeyboardModifier.ShiftModifier
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def dances(project):
    """Three real dances of 2 s and two generated ones: five windows."""
    song = add_song(project)
    for name in ("waltz", "rumba", "tango"):
        add_real(project, song, name=name)
    run = add_run(project)
    for seed in (1, 2):
        add_generated(project, run, song, seed=seed)


@pytest.fixture
def tab(qtbot, window, dances):
    window.show_page("compare")
    page = window.page("compare")
    page.open_item(tab="Map")
    qtbot.waitUntil(lambda: page._loading is None and page.map.isVisible())
    return page.map


def window_at(row: int, x: float, y: float) -> MapWindow:
    real = row < 3
    item, style = (f"video:{row + 1}", "waltz") if real else (f"generated:{row - 2}", "no style")
    return MapWindow(item, f"dance {row}", real, style, 0, 50, 0.0, 2.0, x, y)


@pytest.fixture
def cross(qtbot, tab):
    """Windows 0 in the middle, 1 left, 2 right, 3 above, 4 below it."""
    places = ((0.0, 0.0), (-1.0, 0.0), (1.0, 0.0), (0.0, 1.0), (0.0, -1.0))
    windows = tuple(window_at(row, *place) for row, place in enumerate(places))
    tab._on_done(to_json(DanceMap("pca", (0.5, 0.25), windows, ("video:9 is not on the map: gone.",))))
    qtbot.waitUntil(lambda: tab.plot.isVisible() and tab.plot.width() > 200)
    return tab


def around(plot, *rows: int, px: int = 20) -> list[QPoint]:
    """Return the corners of a box around marks."""
    places = [plot.place_of(row).toPoint() for row in rows]
    xs, ys = [at.x() for at in places], [at.y() for at in places]
    left, right, top, bottom = min(xs) - px, max(xs) + px, min(ys) - px, max(ys) + px
    return [QPoint(left, top), QPoint(right, top), QPoint(right, bottom), QPoint(left, bottom)]


def lasso(qtbot, plot, corners: list[QPoint], modifier=Qt.KeyboardModifier.NoModifier) -> None:
    ground = plot.viewport()
    qtbot.mousePress(ground, LEFT, modifier, corners[0])
    for corner in [*corners[1:], corners[0]]:
        qtbot.mouseMove(ground, corner)
    qtbot.mouseRelease(ground, LEFT, modifier, corners[0])


def test_before_it_is_measured_the_tab_says_what_a_map_is(tab):
    assert tab.stack.currentWidget() is tab.empty
    assert "near each other where they move alike" in tab.empty.hint.text()


def test_measuring_runs_the_command_and_draws_its_windows(qtbot, tab):
    qtbot.mouseClick(tab.measure, LEFT)
    assert tab.stop.isVisible()
    assert not tab.measure.isEnabled()
    qtbot.waitUntil(lambda: tab.windows != (), timeout=120_000)
    assert [window.item for window in tab.windows] == [
        "video:1", "video:2", "video:3", "generated:1", "generated:2",
    ]  # fmt: skip
    assert not tab.stop.isVisible()
    assert "The plane holds" in tab.said.text()


def test_a_command_that_fails_is_reported_and_can_be_asked_again(qtbot, tab, context):
    tab.method.setCurrentIndex(tab.method.findData("tsne"))
    tab.which.setCurrentText(maps.ON_STAGE)
    tab._names = lambda: ["video:1"]
    with qtbot.waitSignal(context.message_sent, timeout=120_000) as shown:
        qtbot.mouseClick(tab.measure, LEFT)
    assert "at least 5 windows" in str(shown.args[0])
    assert tab.measure.isEnabled()


def test_stopping_leaves_the_map_as_it_was(qtbot, tab):
    tab.ask()
    command = tab._command
    with qtbot.waitSignal(command.ended):
        qtbot.mouseClick(tab.stop, LEFT)
    assert tab.stack.currentWidget() is tab.empty
    assert tab.measure.isEnabled()


def test_an_empty_stage_is_said(tab):
    tab.which.setCurrentText(maps.ON_STAGE)
    tab._names = list
    tab.ask()
    assert "choose some on the left" in tab.said.text()


def test_styles_have_shapes_and_generated_windows_are_hollow(cross):
    filled = {mark.opts["brush"].style() != Qt.BrushStyle.NoBrush for mark in cross.plot._marks}
    assert filled == {True, False}
    assert len({mark.opts["symbol"] for mark in cross.plot._marks}) == 2
    names = [label.text for _, label in cross.plot.legend.items]
    assert names == ["no style", "waltz", "filled: real", "hollow: generated"]
    assert "holds 75%" in cross.said.text()
    assert "video:9 is not on the map" in cross.said.text()


def test_the_mouse_names_the_window_under_it(qtbot, cross):
    qtbot.mouseMove(cross.plot.viewport(), cross.plot.place_of(3).toPoint())
    qtbot.waitUntil(lambda: "dance 3, 0:00.0 to 0:02.0" in cross.pointed.text())
    assert cross.pointed.text().endswith("no style, generated")
    qtbot.mouseMove(cross.plot.viewport(), cross.plot.place_of(3).toPoint() + QPoint(40, 0))
    qtbot.waitUntil(lambda: not cross.pointed.text().strip())


def test_a_click_plays_the_window_and_a_key_goes_to_its_label(qtbot, cross, window):
    qtbot.mouseClick(cross.plot.viewport(), LEFT, pos=cross.plot.place_of(2).toPoint() + QPoint(3, 0))
    qtbot.waitUntil(lambda: len(cross.wall.clips) == 1)
    assert cross.wall.title.text() == "1 window of waltz."
    assert cross.wall.stage.panes[0].words.text() == "dance 2\nwaltz, real"
    link = cross.wall._row.itemAt(0).widget()
    assert link.shortcut().toString() == "Alt+1"
    link.click()
    qtbot.waitUntil(lambda: window.page("annotate").isVisible())


def test_a_lasso_plays_what_it_goes_round_in_a_row(qtbot, cross):
    lasso(qtbot, cross.plot, around(cross.plot, 1, 0))
    qtbot.waitUntil(lambda: len(cross.wall.clips) == 2)
    assert cross.plot.rows == [1, 0]  # from left to right
    lasso(qtbot, cross.plot, around(cross.plot, 3), SHIFT)
    qtbot.waitUntil(lambda: len(cross.wall.clips) == 3)
    lasso(qtbot, cross.plot, around(cross.plot, 4))
    qtbot.waitUntil(lambda: len(cross.wall.clips) == 1)
    assert not cross.wall.links.isVisible()  # a generated window has no label


def test_a_click_on_nothing_chooses_nothing(qtbot, cross):
    cross.plot.choose([1])
    qtbot.waitUntil(lambda: len(cross.wall.clips) == 1)
    qtbot.mouseClick(cross.plot.viewport(), LEFT, pos=cross.plot.place_of(1).toPoint() + QPoint(40, 40))
    qtbot.waitUntil(lambda: not cross.wall.clips)
    assert not cross.wall.stage.isVisible()


def test_keys_go_from_mark_to_mark_and_choose(qtbot, cross):
    plot = cross.plot
    plot.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(lambda: plot.at == 0)
    for key, row in ((Qt.Key.Key_Left, 1), (Qt.Key.Key_Right, 0), (Qt.Key.Key_Up, 3), (Qt.Key.Key_Up, 3)):
        qtbot.keyClick(plot, key)
        assert plot.at == row
    qtbot.keyClick(plot, Qt.Key.Key_Return)
    assert plot.rows == [3]
    qtbot.keyClick(plot, Qt.Key.Key_Down)
    qtbot.keyClick(plot, Qt.Key.Key_Return, SHIFT)
    assert plot.rows == [0, 3]
    qtbot.waitUntil(lambda: len(cross.wall.clips) == 2)
    qtbot.keyClick(plot, Qt.Key.Key_Space)
    assert cross.wall.stage.player.is_playing
    qtbot.keyClick(plot, Qt.Key.Key_Space)
    assert not cross.wall.stage.player.is_playing


def test_a_window_whose_dance_is_gone_is_reported(qtbot, cross, project, context):
    project.resolve(project.generated.get(1).path).unlink()
    with qtbot.waitSignal(context.message_sent):
        cross.plot.choose([3])
    assert len(cross.wall.clips) == 0


def test_closing_the_project_forgets_the_map(cross, context):
    context.close_project()
    assert cross.windows == ()
    assert cross.stack.currentWidget() is cross.empty


def test_of_two_thousand_chosen_windows_the_first_are_played(qtbot, tab):
    windows = tuple(window_at(i % 5, i % 50, i // 50) for i in range(2000))
    tab._on_done(to_json(DanceMap("pca", (0.5, 0.25), windows, ())))
    qtbot.waitUntil(lambda: tab.plot.isVisible())
    lasso(qtbot, tab.plot, around(tab.plot, 0, 1999))
    assert len(tab.plot.rows) == 2000
    assert tab.wall.title.text() == "2,000 windows of no style, waltz, of which 6 are shown."
    qtbot.waitUntil(lambda: len(tab.wall.clips) == 6)
