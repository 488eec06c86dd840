"""Mending who is who on the page, with its keys and its menu."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from core.entities import Space, Video
from core.skeleton import skeleton
from db.project import Project
from tests.gui.annotate.numbered import FPS, add_film, known_joints
from workbench.actions import people as deeds
from workbench.gui.annotate.page import AnnotatePage
from workbench.gui.annotate.people.name_dialog import NameDialog
from workbench.gui.context import AppContext

N = 60
OpenPage = Callable[[], AnnotatePage]


@pytest.fixture
def video(project: Project, film_path: Path) -> Video:
    """Three people: one lost in frames 20 to 24 and found again as the third; the second is 40 px below."""
    video = add_film(project, film_path, N, people=0)
    for person, (dy, gone) in enumerate(((0, [(20, N)]), (40, []), (0, [(0, 25)]))):
        frames = known_joints(N)
        frames[..., 1] += dy
        for start, stop in gone:
            frames[start:stop] = np.nan
        project.tracks.add(video.id, person, Space.IMAGE, "m", skeleton("blazepose33"), FPS, frames)
    return video


def press(qtbot: QtBot, page: AnnotatePage, key: Qt.Key) -> None:
    qtbot.keyClick(page.canvas, key)


def go(qtbot: QtBot, page: AnnotatePage, frame: int) -> None:
    page.go_to(frame)
    qtbot.waitUntil(lambda: page.state.frame == frame)


def titles(page: AnnotatePage) -> list[str]:
    box = page.desk.header.person
    return [box.itemText(i) for i in range(box.count())]


def choose(page: AnnotatePage, *path: str) -> None:
    """Choose an entry of the People menu, as somebody does who opened it."""
    menu: QMenu = page.people.menu
    menu.aboutToShow.emit()
    for part in path[:-1]:
        (menu,) = [a.menu() for a in menu.actions() if a.menu() is not None and a.text() == part]
    (entry,) = [action for action in menu.actions() if action.text() == path[-1]]
    entry.trigger()


def head_y(page: AnnotatePage, person: int) -> float:
    return float(page.canvas.people[person].joints[0, 1])


def test_a_key_swaps_with_the_nearest_person_from_here_on(
    qtbot: QtBot, page: AnnotatePage, context: AppContext, project: Project
) -> None:
    go(qtbot, page, 10)
    before = head_y(page, 0), head_y(page, 1)
    press(qtbot, page, Qt.Key.Key_E)
    assert (head_y(page, 0), head_y(page, 1)) == before[::-1]
    assert "Swap Person 1 and Person 2 from frame 10 on" in page.desk.stored.text()
    go(qtbot, page, 9)
    assert (head_y(page, 0), head_y(page, 1)) == before
    with Project.open(project.path) as again:
        assert again.tracks.frame(1, 10)[0, 1] == before[1]
    context.undo_stack.undo()
    qtbot.waitUntil(lambda: page.state.frame == 10)
    assert (head_y(page, 0), head_y(page, 1)) == before
    context.undo_stack.redo()
    assert head_y(page, 0) == before[1]


def test_a_correction_made_after_a_swap_is_undone_before_it(
    qtbot: QtBot, page: AnnotatePage, context: AppContext, project: Project
) -> None:
    go(qtbot, page, 10)
    press(qtbot, page, Qt.Key.Key_E)
    page.correcting.select(0, 5)
    page.correcting.nudge(3, 0)
    assert project.corrections.frames(1).tolist() == [10]
    context.undo_stack.undo()
    context.undo_stack.undo()
    assert [project.corrections.frames(track).tolist() for track in (1, 2, 3)] == [[], [], []]
    np.testing.assert_array_equal(project.tracks.read(1)[:20], known_joints(N)[:20])


def test_splitting_lists_somebody_new_and_undo_takes_them_away(
    qtbot: QtBot, page: AnnotatePage, context: AppContext
) -> None:
    go(qtbot, page, 12)
    press(qtbot, page, Qt.Key.Key_Y)
    assert titles(page) == ["Person 1", "Person 2", "Person 3", "Person 4"]
    assert page.canvas.people[0].is_missing
    assert not page.canvas.people[3].is_missing
    assert page.state.person == 0
    context.undo_stack.undo()
    assert titles(page) == ["Person 1", "Person 2", "Person 3"]
    assert not page.canvas.people[0].is_missing


def test_joining_across_a_gap_offers_the_likeliest_first(
    qtbot: QtBot, page: AnnotatePage, context: AppContext
) -> None:
    go(qtbot, page, 22)
    assert "not in this frame" in page.desk.where.text()
    qtbot.keyClick(page.canvas, Qt.Key.Key_Y, Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(page.people.candidates.isVisible)
    offered = [action.text() for action in page.people.candidates.actions()]
    assert offered[0] == "After the gap, Person 1 is …"
    assert offered[1].startswith("Person 3, from frame 25 on: ")
    qtbot.keyClick(page.people.candidates, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: context.undo_stack.count() == 1)
    assert titles(page) == ["Person 1", "Person 2"]
    go(qtbot, page, 40)
    assert not page.canvas.people[0].is_missing
    context.undo_stack.undo()
    assert titles(page) == ["Person 1", "Person 2", "Person 3"]
    page.correcting.select(1, None)
    qtbot.keyClick(page.canvas, Qt.Key.Key_Y, Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: "Nobody comes into view" in page.desk.stored.text())


def test_the_menu_merges_and_deletes(
    qtbot: QtBot, page: AnnotatePage, context: AppContext, project: Project, video: Video
) -> None:
    page.correcting.select(2, None)
    choose(page, "Merge into", "Person 1")
    qtbot.waitUntil(lambda: context.undo_stack.count() == 1)
    assert titles(page) == ["Person 1", "Person 2"]
    go(qtbot, page, 30)
    page.correcting.select(1, 3)
    choose(page, "Delete from here on")
    qtbot.waitUntil(lambda: context.undo_stack.count() == 2)
    assert page.canvas.people[1].is_missing
    assert np.flatnonzero(np.isfinite(project.tracks.read(2)[:, 0, 0])).tolist() == list(range(30))
    choose(page, "Delete Person 2")
    qtbot.waitUntil(lambda: context.undo_stack.count() == 3)
    assert titles(page) == ["Person 1"]
    assert not page.desk.header.person.isVisible()
    assert (page.state.person, page.state.joint) == (0, None)
    for _ in range(3):
        context.undo_stack.undo()
    assert titles(page) == ["Person 1", "Person 2", "Person 3"]
    assert [p.title for p in project.people.of_video(video.id)] == titles(page)


def test_a_person_is_named_and_coloured(qtbot: QtBot, page: AnnotatePage, project: Project) -> None:
    choose(page, "Rename …")
    dialog = page.findChild(NameDialog)
    qtbot.waitUntil(dialog.field.hasFocus)
    qtbot.keyClicks(dialog.field, "Anna & Ben")
    qtbot.keyClick(dialog.field, Qt.Key.Key_Return)
    assert titles(page)[0] == "Anna & Ben"
    choose(page, "Colour", "Purple")
    assert project.people.of_video(1)[0].colour == "#CC79A7"
    assert page.canvas.people[0].tag.colour == "#CC79A7"
    assert "Anna & Ben" in page.desk.where.text()
    assert "Colour Anna & Ben" in page.desk.stored.text()


def test_bones_and_tag_have_the_persons_colour(qtbot: QtBot, page: AnnotatePage) -> None:
    colours = [QColor(pose.tag.colour).rgb() for pose in page.canvas.people]
    assert len(set(colours)) == 3
    grab = page.canvas.grab().toImage()
    there = {grab.pixelColor(x, y).rgb() for x in range(grab.width()) for y in range(0, grab.height(), 2)}
    assert colours[0] in there


def test_a_key_goes_from_person_to_person(qtbot: QtBot, page: AnnotatePage) -> None:
    for person in (1, 2, 0):
        press(qtbot, page, Qt.Key.Key_Z)
        assert page.state.person == page.desk.header.person.currentIndex() == person


def test_everybody_deleted_is_said_and_taken_back(
    qtbot: QtBot, project: Project, context: AppContext, tmp_path: Path, open_page: OpenPage
) -> None:
    add_film(project, tmp_path / "one.mp4", 10)
    page = open_page()
    assert page.canvas.people[0].tag is None
    choose(page, "Delete Person 1")
    qtbot.waitUntil(page.desk.banner.isVisible)
    assert "Everybody in this video was deleted" in page.desk.banner.text.text()
    assert page.canvas.people == ()
    page.desk.banner.button.click()
    assert titles(page) == ["Person 2"]
    assert not page.desk.banner.isVisible()
    context.undo_stack.undo()
    context.undo_stack.undo()
    assert titles(page) == ["Person 1"]
    assert not page.canvas.people[0].is_missing


def test_people_mended_elsewhere_are_seen(
    qtbot: QtBot, page: AnnotatePage, context: AppContext, project: Project, video: Video
) -> None:
    page.correcting.select(1, None)
    with Project.open(project.path) as other:
        people = other.people.of_video(video.id)
        deeds.do(other, video.id, deeds.describe(people[1], name="Ben"), "Kim")
        deeds.do(other, video.id, deeds.delete(other, people[0]), "Kim")
    context.poll()
    qtbot.waitUntil(lambda: titles(page) == ["Ben", "Person 3"])
    assert page.state.person == 0  # Ben is worked on still
    qtbot.waitUntil(lambda: len(page.canvas.people) == 2)


def test_nobody_else_here_cannot_be_swapped_with(
    qtbot: QtBot, project: Project, context: AppContext, tmp_path: Path, open_page: OpenPage
) -> None:
    add_film(project, tmp_path / "one.mp4", 10)
    page = open_page()
    press(qtbot, page, Qt.Key.Key_E)
    assert context.undo_stack.count() == 0
    assert "Nobody else" in page.desk.stored.text()


def test_a_joint_of_somebody_swapped_can_be_dragged(
    qtbot: QtBot, page: AnnotatePage, project: Project
) -> None:
    go(qtbot, page, 10)
    press(qtbot, page, Qt.Key.Key_E)
    x, y = page.canvas.people[0].joints[16, :2].tolist()
    start = QPointF(*page.canvas.view.to_widget(x, y)).toPoint()
    qtbot.mousePress(page.canvas, Qt.MouseButton.LeftButton, pos=start)
    for step in (10, 20):
        qtbot.mouseMove(page.canvas, start + QPoint(step, 0))
    qtbot.mouseRelease(page.canvas, Qt.MouseButton.LeftButton, pos=start + QPoint(20, 0))
    moved = project.tracks.frame(1, 10)[16, 0]
    assert moved == pytest.approx(x + 20 / page.canvas.view.scale, abs=0.01)
    assert [c.track_id for c in project.corrections.history(2)] == [2]  # it is on the body of the second


def test_somebody_whom_nobody_found_is_added_and_drawn(
    qtbot: QtBot, page: AnnotatePage, context: AppContext, project: Project
) -> None:
    go(qtbot, page, 10)
    choose(page, "Add a person")
    assert page.state.person == 3
    assert "Not drawn yet: Shift+D" in page.desk.stored.text()
    qtbot.keyClick(page.canvas, Qt.Key.Key_D, Qt.KeyboardModifier.ShiftModifier)
    assert not page.canvas.people[3].is_missing
    drawn = project.tracks.frame(page.state.track.id, 10)
    np.testing.assert_array_equal(page.canvas.people[3].joints, drawn)
    assert (drawn[:, 3] == 1).all()
    qtbot.keyClick(page.canvas, Qt.Key.Key_D, Qt.KeyboardModifier.ShiftModifier)
    assert "is in this frame already" in page.desk.stored.text()
    go(qtbot, page, 11)
    qtbot.keyClick(page.canvas, Qt.Key.Key_D, Qt.KeyboardModifier.ShiftModifier)
    np.testing.assert_array_equal(page.canvas.people[3].joints[:, :2], drawn[:, :2])  # as a frame before
    for _ in range(3):
        context.undo_stack.undo()
    assert titles(page) == ["Person 1", "Person 2", "Person 3"]
