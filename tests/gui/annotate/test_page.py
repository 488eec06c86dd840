from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QMouseEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.entities import CorrectionKind, JointEdit, Space, Video
from core.skeleton import skeleton
from db.project import Project
from tests.gui.annotate.numbered import add_film, known_joints, number_in
from workbench.gui.annotate.page import AnnotatePage
from workbench.gui.context import AppContext
from workbench.gui.widgets.confidence import confidence_colour
from workbench.gui.widgets.image_view import ImageView

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
LEFT_WRIST = 15
OpenPage = Callable[[], AnnotatePage]


def shown_number(page: AnnotatePage) -> int:
    return number_in(page.canvas.grab().toImage(), page.canvas.view, page.devicePixelRatioF())


def press(
    qtbot: QtBot, page: AnnotatePage, key: Qt.Key, modifiers: Qt.KeyboardModifier | None = None
) -> None:
    qtbot.keyClick(page.canvas, key, modifiers or Qt.KeyboardModifier.NoModifier)


def go(qtbot: QtBot, page: AnnotatePage, frame: int) -> None:
    page.go_to(frame)
    qtbot.waitUntil(lambda: page.state.frame == frame)


def place_of(page: AnnotatePage, joint: int) -> QPoint:
    x, y = page.canvas.people[page.state.person].joints[joint, :2].tolist()
    return QPointF(*page.canvas.view.to_widget(x, y)).toPoint()


def drag(qtbot: QtBot, page: AnnotatePage, joint: int, by: QPoint, *, drops: bool = True) -> None:
    start = place_of(page, joint)
    button = Qt.MouseButton.LeftButton
    qtbot.mousePress(page.canvas, button, pos=start)
    for step in (0.3, 0.7, 1.0):
        qtbot.mouseMove(page.canvas, start + by * step)
    if drops:
        qtbot.mouseRelease(page.canvas, button, pos=start + by)


def stored(project: Project, video: Video, frame: int, joint: int) -> np.ndarray:
    track = project.tracks.for_video(video.id)[0]
    return project.tracks.frame(track.id, frame)[joint]


# -- frames --------------------------------------------------------------------------------------


def test_the_first_frame_is_on_show(page: AnnotatePage) -> None:
    assert shown_number(page) == 0


def test_step_keys_show_the_frame_that_they_say(qtbot: QtBot, page: AnnotatePage) -> None:
    steps = (
        (Qt.Key.Key_Right, None, 1),
        (Qt.Key.Key_Right, SHIFT, 11),
        (Qt.Key.Key_Left, None, 10),
        (Qt.Key.Key_Left, SHIFT, 0),
        (Qt.Key.Key_End, None, 59),
        (Qt.Key.Key_Home, None, 0),
    )
    for key, modifiers, frame in steps:
        press(qtbot, page, key, modifiers)
        qtbot.waitUntil(lambda frame=frame: page.player.shown == frame)
        assert shown_number(page) == frame
        assert page.state.frame == frame


def test_random_frames_are_exact_and_carry_their_own_skeleton(qtbot: QtBot, page: AnnotatePage) -> None:
    expected = known_joints(60)
    for frame in (47, 3, 59, 30, 31, 12):
        go(qtbot, page, frame)
        assert shown_number(page) == frame
        assert np.array_equal(page.canvas.people[0].joints, expected[frame])


def test_picture_and_skeleton_change_together(qtbot: QtBot, page: AnnotatePage) -> None:
    expected = known_joints(60)
    seen = []

    def look(frame: int, _image: object) -> None:
        seen.append((frame, number_in(page.canvas.image, _still(page)), page.canvas.people[0].joints))

    page.player.frame_shown.connect(look)
    for frame in (40, 5, 41, 6, 59):  # faster than pictures come
        page.player.seek(frame)
    qtbot.waitUntil(lambda: page.player.shown == 59)
    assert seen
    for frame, number, joints in seen:
        assert number == frame
        assert np.array_equal(joints, expected[frame])


def _still(page: AnnotatePage) -> ImageView:
    """The view of a picture that is as large as itself."""
    return ImageView.fitted(page.canvas.view.image, page.canvas.view.image)


def test_a_frame_number_can_be_typed(qtbot: QtBot, page: AnnotatePage) -> None:
    field = page.desk.transport.frame
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "33")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.state.frame == 33)
    assert page.canvas.hasFocus()


def test_space_plays_and_pauses(qtbot: QtBot, page: AnnotatePage) -> None:
    press(qtbot, page, Qt.Key.Key_Space)
    assert page.player.is_playing
    qtbot.waitUntil(lambda: page.player.shown >= 5)
    press(qtbot, page, Qt.Key.Key_Space)
    assert not page.player.is_playing
    qtbot.waitUntil(lambda: page.player.shown == page.player.target)
    assert shown_number(page) == page.state.frame


def test_playing_ends_at_the_last_frame_and_begins_again(qtbot: QtBot, page: AnnotatePage) -> None:
    go(qtbot, page, 55)
    page.player.play()
    qtbot.waitUntil(lambda: not page.player.is_playing)
    assert page.player.target == 59
    page.player.play()
    assert page.player.target == 0
    page.player.pause()


# -- correcting ----------------------------------------------------------------------------------


def test_a_drag_is_stored_when_the_button_is_released(
    qtbot: QtBot, page: AnnotatePage, project: Project, video: Video
) -> None:
    go(qtbot, page, 7)
    before = known_joints(60)[7, LEFT_WRIST]
    scale = page.canvas.view.scale
    drag(qtbot, page, LEFT_WRIST, QPoint(30, -20))
    x, y, _, confidence = stored(project, video, 7, LEFT_WRIST)
    assert x == pytest.approx(before[0] + 30 / scale, abs=1e-3)
    assert y == pytest.approx(before[1] - 20 / scale, abs=1e-3)
    assert confidence == 1
    assert page.state.joint == LEFT_WRIST
    assert page.state.corrected_frames.tolist() == [7]


def test_nothing_is_stored_before_the_button_is_released(
    qtbot: QtBot, page: AnnotatePage, project: Project, video: Video
) -> None:
    drag(qtbot, page, LEFT_WRIST, QPoint(30, -20), drops=False)
    assert page.canvas.is_dragging
    assert not project.corrections.history(project.tracks.for_video(video.id)[0].id)
    press(qtbot, page, Qt.Key.Key_Escape)
    qtbot.mouseRelease(page.canvas, Qt.MouseButton.LeftButton)
    assert not project.corrections.history(project.tracks.for_video(video.id)[0].id)


def test_a_click_chooses_a_joint_and_changes_nothing(
    qtbot: QtBot, page: AnnotatePage, project: Project, video: Video
) -> None:
    qtbot.mouseClick(page.canvas, Qt.MouseButton.LeftButton, pos=place_of(page, 20))
    assert page.state.joint == 20
    assert not project.corrections.history(project.tracks.for_video(video.id)[0].id)


def test_a_drag_at_zoom_3_moves_by_a_third_of_the_screen_pixels(
    qtbot: QtBot, page: AnnotatePage, project: Project, video: Video
) -> None:
    page.canvas.zoom_by(3.0, QPointF(place_of(page, LEFT_WRIST)))
    assert page.canvas.view.zoom == pytest.approx(3.0)
    scale = page.canvas.view.fit_scale * 3
    before = known_joints(60)[0, LEFT_WRIST]
    drag(qtbot, page, LEFT_WRIST, QPoint(60, 45))
    x, y = stored(project, video, 0, LEFT_WRIST)[:2]
    assert x == pytest.approx(before[0] + 60 / scale, abs=1e-3)
    assert y == pytest.approx(before[1] + 45 / scale, abs=1e-3)


def test_undo_and_redo_restore_what_was_stored(
    qtbot: QtBot, page: AnnotatePage, context: AppContext, project: Project, video: Video
) -> None:
    machine = known_joints(60)[4, LEFT_WRIST]
    go(qtbot, page, 4)
    drag(qtbot, page, LEFT_WRIST, QPoint(30, -20))
    first = stored(project, video, 4, LEFT_WRIST)
    drag(qtbot, page, LEFT_WRIST, QPoint(-50, 10))
    second = stored(project, video, 4, LEFT_WRIST)
    stack = context.undo_stack
    stack.undo()
    assert np.array_equal(stored(project, video, 4, LEFT_WRIST), first)
    stack.undo()
    assert np.array_equal(stored(project, video, 4, LEFT_WRIST), machine)
    assert page.state.corrected_frames.tolist() == []
    stack.redo()
    stack.redo()
    assert np.array_equal(stored(project, video, 4, LEFT_WRIST), second)
    assert np.array_equal(page.canvas.people[0].joints[LEFT_WRIST], second)


def test_undo_goes_to_the_frame_that_it_changes(
    qtbot: QtBot, page: AnnotatePage, context: AppContext
) -> None:
    go(qtbot, page, 9)
    drag(qtbot, page, LEFT_WRIST, QPoint(30, -20))
    go(qtbot, page, 50)
    page.correcting.select(0, 3)
    context.undo_stack.undo()
    qtbot.waitUntil(lambda: page.state.frame == 9)
    assert page.state.joint == LEFT_WRIST


def test_undo_goes_back_to_the_video_that_it_changes(
    qtbot: QtBot, page: AnnotatePage, context: AppContext, project: Project, video: Video, tmp_path: Path
) -> None:
    other = add_film(project, tmp_path / "other.mp4", 10)
    go(qtbot, page, 9)
    drag(qtbot, page, LEFT_WRIST, QPoint(30, -20))
    page.open_video(other.id)
    qtbot.waitUntil(lambda: page.state.subject is not None and page.state.subject.video.id == other.id)
    context.undo_stack.undo()
    qtbot.waitUntil(lambda: page.state.subject.video.id == video.id and page.player.shown == 9)
    assert np.array_equal(stored(project, video, 9, LEFT_WRIST), known_joints(60)[9, LEFT_WRIST])


def test_arrow_keys_nudge_and_a_held_key_is_one_step_to_undo(
    qtbot: QtBot, page: AnnotatePage, context: AppContext, project: Project, video: Video
) -> None:
    before = known_joints(60)[0, LEFT_WRIST]
    page.correcting.select(0, LEFT_WRIST)
    for _ in range(3):
        press(qtbot, page, Qt.Key.Key_Right, CTRL)
    press(qtbot, page, Qt.Key.Key_Up, CTRL | SHIFT)
    x, y = stored(project, video, 0, LEFT_WRIST)[:2]
    assert (x, y) == (pytest.approx(before[0] + 3), pytest.approx(before[1] - 0.1, abs=1e-4))
    assert context.undo_stack.count() == 1
    context.undo_stack.undo()
    assert np.array_equal(stored(project, video, 0, LEFT_WRIST), before)
    context.undo_stack.redo()
    assert stored(project, video, 0, LEFT_WRIST)[0] == pytest.approx(before[0] + 3)


def test_hiding_keeps_the_place_and_showing_brings_it_back(
    qtbot: QtBot, page: AnnotatePage, project: Project, video: Video
) -> None:
    drag(qtbot, page, LEFT_WRIST, QPoint(30, -20))
    moved = stored(project, video, 0, LEFT_WRIST)
    press(qtbot, page, Qt.Key.Key_H)
    hidden = stored(project, video, 0, LEFT_WRIST)
    assert np.array_equal(hidden[:3], moved[:3])
    assert hidden[3] == 0
    press(qtbot, page, Qt.Key.Key_H)
    assert np.array_equal(stored(project, video, 0, LEFT_WRIST), moved)
    press(qtbot, page, Qt.Key.Key_R)
    assert np.array_equal(stored(project, video, 0, LEFT_WRIST), known_joints(60)[0, LEFT_WRIST])


def test_showing_a_joint_that_was_only_hidden_gives_it_back_to_the_machine(
    qtbot: QtBot, page: AnnotatePage, project: Project, video: Video
) -> None:
    page.correcting.select(0, LEFT_WRIST)
    press(qtbot, page, Qt.Key.Key_H)
    press(qtbot, page, Qt.Key.Key_H)
    assert project.corrections.history(1)[-1].kind is CorrectionKind.REVERT
    assert page.state.corrected_frames.tolist() == []


def test_with_shift_held_the_limb_follows_and_is_one_step_to_undo(
    qtbot: QtBot, page: AnnotatePage, context: AppContext, project: Project, video: Video
) -> None:
    before = known_joints(60)[0]
    elbow, shoulder, index = 13, 11, 19
    start, button = place_of(page, LEFT_WRIST), Qt.MouseButton.LeftButton
    qtbot.mousePress(page.canvas, button, SHIFT, start)
    for step in (0.5, 1.0):
        # QTest's mouse moves carry no modifiers
        at = QPointF(start + QPoint(-60, 40) * step)
        move = QMouseEvent(QEvent.Type.MouseMove, at, page.canvas.mapToGlobal(at), button, button, SHIFT)
        QApplication.sendEvent(page.canvas, move)
    assert page.canvas.is_dragging
    qtbot.mouseRelease(page.canvas, button, SHIFT, start + QPoint(-60, 40))
    after = project.tracks.frame(1, 0)
    assert {edit.joint for edit in project.corrections.in_force(1)} >= {LEFT_WRIST, elbow, index}
    assert np.array_equal(after[shoulder], before[shoulder])
    for a, b in ((shoulder, elbow), (elbow, LEFT_WRIST)):
        length = np.hypot(*(after[a, :2] - after[b, :2]))
        assert length == pytest.approx(np.hypot(*(before[a, :2] - before[b, :2])), abs=0.01)
    assert context.undo_stack.undoText() == "Move left wrist and its limb, frame 0"
    context.undo_stack.undo()
    assert np.array_equal(project.tracks.frame(1, 0), before)


def test_a_locked_joint_is_neither_dragged_nor_nudged_nor_hidden(
    qtbot: QtBot, page: AnnotatePage, project: Project, video: Video
) -> None:
    page.correcting.select(0, LEFT_WRIST)
    press(qtbot, page, Qt.Key.Key_L)
    assert page.canvas.people[0].locked == {LEFT_WRIST}
    drag(qtbot, page, LEFT_WRIST, QPoint(30, -20))
    press(qtbot, page, Qt.Key.Key_Right, CTRL)
    press(qtbot, page, Qt.Key.Key_H)
    assert not project.corrections.history(1)
    assert "locked" in page.desk.stored.text()
    press(qtbot, page, Qt.Key.Key_L)
    drag(qtbot, page, LEFT_WRIST, QPoint(30, -20))
    assert len(project.corrections.history(1)) == 1


def test_tab_goes_from_joint_to_joint(qtbot: QtBot, page: AnnotatePage) -> None:
    press(qtbot, page, Qt.Key.Key_Tab)
    assert page.state.joint == 0
    press(qtbot, page, Qt.Key.Key_Tab)
    assert page.state.joint == 1
    press(qtbot, page, Qt.Key.Key_Backtab, SHIFT)
    press(qtbot, page, Qt.Key.Key_Backtab, SHIFT)
    assert page.state.joint == 32
    assert page.canvas.hasFocus()
    press(qtbot, page, Qt.Key.Key_Escape)
    assert page.state.joint is None


def test_brackets_go_to_corrected_frames(qtbot: QtBot, page: AnnotatePage) -> None:
    for frame in (10, 20):
        go(qtbot, page, frame)
        drag(qtbot, page, LEFT_WRIST, QPoint(10, 10))
    press(qtbot, page, Qt.Key.Key_Home)
    press(qtbot, page, Qt.Key.Key_BracketRight)
    qtbot.waitUntil(lambda: page.state.frame == 10)
    press(qtbot, page, Qt.Key.Key_BracketRight)
    qtbot.waitUntil(lambda: page.state.frame == 20)
    press(qtbot, page, Qt.Key.Key_BracketLeft)
    qtbot.waitUntil(lambda: page.state.frame == 10)


def test_a_joint_of_another_person_makes_them_the_one_who_is_worked_on(
    qtbot: QtBot, project: Project, tmp_path: Path, open_page: OpenPage
) -> None:
    video = add_film(project, tmp_path / "two.mp4", 10, people=2)
    page = open_page()
    assert page.desk.header.person.isVisible()
    x, y = known_joints(10)[0, 30, :2]
    at = QPointF(*page.canvas.view.to_widget(float(x), float(y) + 10)).toPoint()
    qtbot.mouseClick(page.canvas, Qt.MouseButton.LeftButton, pos=at)
    assert (page.state.person, page.state.joint) == (1, 30)
    assert page.desk.header.person.currentIndex() == 1
    drag(qtbot, page, 30, QPoint(20, 0))
    tracks = project.tracks.for_video(video.id)
    assert project.corrections.frames(tracks[1].id).tolist() == [0]
    assert project.corrections.frames(tracks[0].id).tolist() == []


def test_a_correction_of_somebody_else_appears(
    qtbot: QtBot, page: AnnotatePage, context: AppContext, project: Project, video: Video
) -> None:
    track = project.tracks.for_video(video.id)[0]
    project.corrections.put(track.id, [JointEdit(0, 5, CorrectionKind.MOVE, 50.0, 60.0)], "Ben")
    context.poll()
    qtbot.waitUntil(lambda: page.canvas.people[0].joints[5, 0] == 50.0)
    page.correcting.select(0, 5)
    assert "moved by Ben" in page.desk.where.text()
    assert page.state.corrected_frames.tolist() == [0]


def test_a_place_asked_for_while_a_video_is_read_is_gone_to_in_that_video(
    qtbot: QtBot, page: AnnotatePage, project: Project, tmp_path: Path
) -> None:
    other = add_film(project, tmp_path / "other.mp4", 30)
    page.open_item(video_id=other.id)
    page.open_item(video_id=other.id, frame=21, person=0, joint=4)
    qtbot.waitUntil(lambda: page.state.subject.video.id == other.id and page.player.shown == 21)
    assert page.state.joint == 4


# -- videos --------------------------------------------------------------------------------------


def test_page_keys_go_through_the_videos(
    qtbot: QtBot, page: AnnotatePage, project: Project, context: AppContext, tmp_path: Path
) -> None:
    other = add_film(project, tmp_path / "other.mp4", 10)
    context.poll()
    qtbot.waitUntil(lambda: page.desk.header.videos.count() == 2)
    go(qtbot, page, 12)
    press(qtbot, page, Qt.Key.Key_PageDown)
    qtbot.waitUntil(lambda: page.state.subject.video.id == other.id and page.player.shown == 0)
    assert shown_number(page) == 0
    press(qtbot, page, Qt.Key.Key_PageUp)
    qtbot.waitUntil(lambda: page.state.subject.video.id != other.id and page.player.shown == 12)
    assert shown_number(page) == 12  # where it was left


def test_an_empty_project_says_what_to_do(qtbot: QtBot, project: Project, context: AppContext) -> None:
    page = AnnotatePage(context)
    qtbot.addWidget(page)
    page.show()
    qtbot.waitUntil(lambda: page.stack.currentWidget() is page.empty)
    assert "Library" in page.empty.hint.text()


def test_a_video_that_was_moved_can_be_found_again(
    qtbot: QtBot, project: Project, tmp_path: Path, open_page: OpenPage
) -> None:
    path = tmp_path / "film.mp4"
    add_film(project, path, 20)
    moved = path.rename(tmp_path / "ünterwegs.mp4")
    page = open_page()
    qtbot.waitUntil(page.desk.banner.isVisible)
    assert str(path) in page.desk.banner.text.text()
    assert page.desk.banner.button.text() == "Find it …"
    assert page.canvas.image is None
    assert not page.canvas.people[0].is_missing  # the skeleton is there without its picture
    qtbot.waitUntil(lambda: page.canvas.mapTo(page.desk, QPoint()).y() > page.desk.banner.y())  # it made room
    drag(qtbot, page, LEFT_WRIST, QPoint(10, 10))
    qtbot.waitUntil(lambda: page.state.corrected_frames.tolist() == [0])
    page.notices.relocate(moved)
    qtbot.waitUntil(lambda: page.canvas.image is not None)
    assert not page.desk.banner.isVisible()
    assert shown_number(page) == 0


def test_another_file_is_not_taken_for_the_one_that_was_moved(
    qtbot: QtBot, project: Project, context: AppContext, tmp_path: Path, open_page: OpenPage
) -> None:
    path = tmp_path / "film.mp4"
    video = add_film(project, path, 20)
    path.unlink()
    page = open_page()
    other = tmp_path / "text.mp4"
    other.write_text("no film")
    with qtbot.waitSignal(context.message_sent) as said:
        page.notices.relocate(other)
    assert "differs" in said.args[0].text
    assert project.videos.get(video.id).path == str(path)


def test_a_video_without_a_pose_says_so(
    qtbot: QtBot, project: Project, tmp_path: Path, open_page: OpenPage, context: AppContext
) -> None:
    video = add_film(project, tmp_path / "film.mp4", 10, people=0)
    page = open_page()
    assert "No pose" in page.desk.banner.text.text()
    project.tracks.add(video.id, 0, Space.IMAGE, "m", skeleton("blazepose33"), 25.0, known_joints(10))
    context.poll()
    qtbot.waitUntil(lambda: bool(page.canvas.people))
    assert not page.desk.banner.isVisible()


def test_closing_the_project_lets_go_of_everything(
    qtbot: QtBot, page: AnnotatePage, context: AppContext
) -> None:
    page.player.play()
    context.close_project()
    assert page.state.subject is None
    assert not page.player.is_playing
    assert page.canvas.people == ()


# -- looks ---------------------------------------------------------------------------------------


def test_joints_are_drawn_where_they_are_and_by_what_was_done(
    qtbot: QtBot, page: AnnotatePage, context: AppContext
) -> None:
    page.resize(1000, 800)  # a hollow joint is a few pixels wide only in a picture that is not too small
    page.correcting.select(0, 32)
    page.correcting.toggle_hidden()
    page.correcting.select(0, None)
    grab = page.canvas.grab().toImage()
    joints = page.canvas.people[0].joints
    for joint in (0, 16, 31):
        assert near(grab.pixelColor(place_of(page, joint)), confidence_colour(float(joints[joint, 3])))
    hollow = grab.pixelColor(place_of(page, 32))
    assert near(hollow, QColor(110, 110, 110), 30)  # the picture shows through


def near(a: QColor, b: QColor, within: int = 6) -> bool:
    return all(abs(x - y) <= within for x, y in zip(a.getRgb()[:3], b.getRgb()[:3], strict=True))
