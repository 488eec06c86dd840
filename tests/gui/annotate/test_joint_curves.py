"""The curves on the page: they follow the chosen joint, and dragging them corrects it."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from pytestqt.qtbot import QtBot

from core.entities import CorrectionKind, JointEdit, Video
from db.project import Project
from tests.gui.annotate.numbered import known_joints
from workbench.gui.annotate.page import AnnotatePage

WRIST = 15


@pytest.fixture
def open_curves(qtbot: QtBot, page: AnnotatePage) -> AnnotatePage:
    """The page with the curves of the left wrist."""
    page.resize(1000, 800)
    qtbot.keyClick(page.canvas, Qt.Key.Key_G)
    page.correcting.select(0, WRIST)
    qtbot.waitUntil(lambda: len(page.desk.curves.curves.xy) == 60)
    return page


def drag(qtbot: QtBot, page: AnnotatePage, row: int, frame: int, by_y: float) -> None:
    curves, button = page.desk.curves, Qt.MouseButton.LeftButton
    at = curves.point(row, frame)
    qtbot.mousePress(curves, button, pos=at.toPoint())
    qtbot.mouseMove(curves, (at + QPointF(0, by_y / 2)).toPoint())
    qtbot.mouseMove(curves, (at + QPointF(0, by_y)).toPoint())
    qtbot.mouseRelease(curves, button, pos=(at + QPointF(0, by_y)).toPoint())


def test_closed_curves_say_what_to_do_once_they_are_opened(qtbot: QtBot, page: AnnotatePage) -> None:
    assert page.desk.curves.isHidden()
    qtbot.keyClick(page.canvas, Qt.Key.Key_G)
    assert page.desk.curves.isVisible()
    assert "Choose a joint" in page.desk.curves.curves.note


def test_the_path_of_the_chosen_joint_is_shown(qtbot: QtBot, open_curves: AnnotatePage) -> None:
    np.testing.assert_allclose(open_curves.desk.curves.curves.xy, known_joints(60)[:, WRIST, :2])
    open_curves.correcting.select(0, WRIST + 1)
    expected = known_joints(60)[:, WRIST + 1, :2]
    qtbot.waitUntil(lambda: np.array_equal(open_curves.desk.curves.curves.xy, expected))


def test_a_dragged_point_is_a_correction_that_can_be_undone(
    qtbot: QtBot, open_curves: AnnotatePage, project: Project, video: Video
) -> None:
    track = project.tracks.for_video(video.id)[0]
    x, y = known_joints(60)[20, WRIST, :2].tolist()
    drag(qtbot, open_curves, 1, 20, 15)
    (stored,) = project.corrections.in_force(track.id)
    assert (stored.frame, stored.joint, stored.x) == (20, WRIST, x)
    assert stored.y > y + 1
    curves = open_curves.desk.curves.curves
    assert curves.xy[20].tolist() == [stored.x, stored.y]
    assert curves.corrected.tolist() == [20]
    assert open_curves.context.undo_stack.undoText() == "Move left wrist along y, frame 20"
    open_curves.context.undo_stack.undo()
    assert project.corrections.in_force(track.id) == []
    assert open_curves.desk.curves.curves.xy[20].tolist() == [x, y]
    assert open_curves.desk.curves.curves.corrected.tolist() == []


def test_the_frames_of_a_marked_span_move_together_in_one_step(
    qtbot: QtBot, open_curves: AnnotatePage, project: Project, video: Video
) -> None:
    track = project.tracks.for_video(video.id)[0]
    hidden = JointEdit(12, WRIST, CorrectionKind.HIDE)
    project.corrections.put(track.id, [hidden], "Kim")
    curves, shift = open_curves.desk.curves, Qt.KeyboardModifier.ShiftModifier
    left, right = curves.point(0, 10).toPoint(), curves.point(0, 15).toPoint()
    qtbot.mousePress(curves, Qt.MouseButton.LeftButton, shift, pos=left)
    qtbot.mouseMove(curves, right)
    qtbot.mouseRelease(curves, Qt.MouseButton.LeftButton, shift, pos=right)
    assert open_curves.timeline.pending == pytest.approx((0.4, 0.64))
    drag(qtbot, open_curves, 0, 13, -12)
    edits = {edit.frame: edit for edit in project.corrections.in_force(track.id)}
    assert list(edits) == [10, 11, 12, 13, 14, 15]
    by = {frame: round(edit.x - known_joints(60)[frame, WRIST, 0], 3) for frame, edit in edits.items()}
    assert len(set(by.values())) == 1
    assert edits[12].kind is CorrectionKind.HIDE  # it moved along and is still hidden
    open_curves.context.undo_stack.undo()
    assert [edit.frame for edit in project.corrections.in_force(track.id)] == [12]


def test_a_correction_on_the_picture_is_seen_in_the_curve(qtbot: QtBot, open_curves: AnnotatePage) -> None:
    open_curves.correcting.nudge(3, -2)
    expected = known_joints(60)[0, WRIST, :2] + (3, -2)
    np.testing.assert_allclose(open_curves.desk.curves.curves.xy[0], expected)


def test_a_locked_joint_cannot_be_dragged(qtbot: QtBot, open_curves: AnnotatePage, project: Project) -> None:
    open_curves.correcting.toggle_lock()
    drag(qtbot, open_curves, 1, 20, 15)
    assert project.corrections.in_force(1) == []


def test_the_curves_show_the_seconds_of_the_timeline(open_curves: AnnotatePage) -> None:
    open_curves.timeline.zoom_by(4)
    open_curves.timeline.pan_by(30)
    assert open_curves.desk.curves._scale == open_curves.timeline.scale


def test_open_curves_are_open_the_next_time(qtbot: QtBot, open_curves: AnnotatePage) -> None:
    again = AnnotatePage(open_curves.context)
    qtbot.addWidget(again)
    assert not again.desk.curves.isHidden()
