"""Tools for whole poses and passages, by real keys."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from core.editing.interpolate import Method
from core.entities import CorrectionKind, JointEdit
from core.media.writer import VideoWriter
from db.project import Project
from tests.gui.annotate.numbered import FPS, SIZE, add_film, known_joints
from workbench.gui.annotate.page import AnnotatePage
from workbench.gui.annotate.poses import posing
from workbench.gui.annotate.poses.tools import Scope, Way
from workbench.gui.context import AppContext
from workbench.gui.widgets.ghosts import AFTER, BEFORE, PREVIEW

Key = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier
LEFT_WRIST, RIGHT_WRIST = 15, 16


@pytest.fixture
def put(project: Project, page: AnnotatePage, context: AppContext) -> Callable[..., None]:
    """Store corrections of the left wrist as if they had been made before: {frame: x}."""

    def store(xs: dict[int, float], joint: int = LEFT_WRIST) -> None:
        edits = [JointEdit(frame, joint, CorrectionKind.MOVE, x, 90.0) for frame, x in xs.items()]
        stored = project.corrections.put(1, edits, "Ada")
        context.notify("correction", *stored, video_id=1)

    return store


def press(qtbot: QtBot, page: AnnotatePage, key: Qt.Key, shift: bool = False) -> None:
    qtbot.keyClick(page.canvas, key, SHIFT if shift else Qt.KeyboardModifier.NoModifier)


def go(qtbot: QtBot, page: AnnotatePage, frame: int) -> None:
    page.go_to(frame)
    qtbot.waitUntil(lambda: page.state.frame == frame)


def begin(qtbot: QtBot, page: AnnotatePage, key: Qt.Key) -> None:
    """Press a tool's key and wait for its ghost."""
    press(qtbot, page, key)
    qtbot.waitUntil(lambda: page.ghosts.preview is not None)


def wrist(project: Project, frame: int) -> list[float]:
    return project.tracks.frame(1, frame)[LEFT_WRIST].tolist()


# -- at once -------------------------------------------------------------------------------------


def test_x_swaps_left_and_right_and_undo_swaps_them_back(
    qtbot: QtBot, page: AnnotatePage, project: Project, context: AppContext
) -> None:
    go(qtbot, page, 5)
    before = known_joints(60)[5]
    press(qtbot, page, Key.Key_X)
    after = project.tracks.frame(1, 5)
    assert np.array_equal(after[LEFT_WRIST, :3], before[RIGHT_WRIST, :3])
    assert np.array_equal(page.canvas.people[0].joints, after)
    assert context.undo_stack.undoText() == "Swap left and right, frame 5"
    context.undo_stack.undo()
    assert np.array_equal(project.tracks.frame(1, 5), before)


def test_shift_x_swaps_the_chosen_joint_only(
    qtbot: QtBot, page: AnnotatePage, project: Project, context: AppContext
) -> None:
    press(qtbot, page, Key.Key_X, shift=True)
    assert "Choose a joint" in page.desk.stored.text()
    page.correcting.select(0, LEFT_WRIST)
    press(qtbot, page, Key.Key_X, shift=True)
    assert {edit.joint for edit in project.corrections.in_force(1)} == {LEFT_WRIST, RIGHT_WRIST}
    assert context.undo_stack.undoText() == "Swap left wrist with its other side, frame 0"


def test_alt_x_swaps_the_limb_from_the_chosen_joint_on(
    qtbot: QtBot, page: AnnotatePage, project: Project, context: AppContext
) -> None:
    body = page.state.track.skeleton
    qtbot.keyClick(page.canvas, Key.Key_X, Qt.KeyboardModifier.AltModifier)
    assert "Choose an elbow or a knee" in page.desk.stored.text()
    page.correcting.select(0, body.index("left_elbow"))
    qtbot.keyClick(page.canvas, Key.Key_X, Qt.KeyboardModifier.AltModifier)
    parts = ("elbow", "wrist", "pinky", "index", "thumb")
    arms = {body.index(f"{side}_{part}") for side in ("left", "right") for part in parts}
    assert {edit.joint for edit in project.corrections.in_force(1)} == arms
    assert context.undo_stack.undoText() == "Swap the limb from the left elbow on, frame 0"
    context.undo_stack.undo()
    assert project.corrections.in_force(1) == []


def test_c_copies_the_frame_before_and_shift_c_the_one_after(
    qtbot: QtBot, page: AnnotatePage, project: Project, context: AppContext
) -> None:
    known = known_joints(60)
    press(qtbot, page, Key.Key_C)
    assert "Nothing to copy" in page.desk.stored.text()
    go(qtbot, page, 5)
    press(qtbot, page, Key.Key_C)
    assert np.array_equal(project.tracks.frame(1, 5)[:, :3], known[4, :, :3])
    assert context.undo_stack.undoText() == "Copy frame 4 to frame 5"
    press(qtbot, page, Key.Key_C, shift=True)
    assert np.array_equal(project.tracks.frame(1, 5)[:, :3], known[6, :, :3])


def test_v_mirrors_and_leaves_locked_joints_alone(qtbot: QtBot, page: AnnotatePage, project: Project) -> None:
    page.correcting.select(0, LEFT_WRIST)
    press(qtbot, page, Key.Key_L)
    before = known_joints(60)[0]
    press(qtbot, page, Key.Key_V)
    after = project.tracks.frame(1, 0)
    assert np.array_equal(after[LEFT_WRIST], before[LEFT_WRIST])
    assert not np.array_equal(after[RIGHT_WRIST], before[RIGHT_WRIST])


# -- interpolating -------------------------------------------------------------------------------


def test_a_joint_is_interpolated_between_its_corrected_frames_after_a_look(
    qtbot: QtBot, page: AnnotatePage, project: Project, context: AppContext, put
) -> None:
    put({10: 100.0, 20: 200.0})
    put({13: 50.0}, joint=3)  # another joint's correction is no end
    go(qtbot, page, 14)
    page.correcting.select(0, LEFT_WRIST)
    stored = len(project.corrections.history(1))
    begin(qtbot, page, Key.Key_N)
    assert page.desk.tool.isVisible()
    assert (page.desk.tool.first.value(), page.desk.tool.last.value()) == (10, 20)
    said = page.desk.tool.said.text()
    assert said == "Interpolate left wrist, frames 11 to 19. Return applies it, Esc drops it."
    ghost = page.canvas.ghosts[0]
    assert (ghost.colour, ghost.only) == (PREVIEW, {LEFT_WRIST})
    assert ghost.pose.joints[LEFT_WRIST, 0] == 140
    assert len(project.corrections.history(1)) == stored  # nothing is stored yet
    press(qtbot, page, Key.Key_Right)
    qtbot.waitUntil(lambda: page.state.frame == 15)
    assert page.canvas.ghosts[0].pose.joints[LEFT_WRIST, 0] == 150  # it can be stepped through
    press(qtbot, page, Key.Key_Return)
    assert [wrist(project, frame)[0] for frame in range(10, 21)] == list(range(100, 201, 10))
    assert not page.desk.tool.isVisible()
    assert not page.canvas.ghosts
    assert context.undo_stack.undoText() == "Interpolate left wrist, frames 11 to 19"
    context.undo_stack.undo()
    assert wrist(project, 15) == known_joints(60)[15, LEFT_WRIST].tolist()
    assert page.state.corrected_frames.tolist() == [10, 13, 20]


def test_escape_drops_what_was_shown(qtbot: QtBot, page: AnnotatePage, project: Project, put) -> None:
    put({10: 100.0, 20: 200.0})
    go(qtbot, page, 14)
    page.correcting.select(0, LEFT_WRIST)
    begin(qtbot, page, Key.Key_N)
    press(qtbot, page, Key.Key_Escape)
    assert not page.posing.is_open
    assert not page.canvas.ghosts
    assert page.state.joint == LEFT_WRIST  # the next Esc lets go of the joint
    assert len(project.corrections.history(1)) == 2
    press(qtbot, page, Key.Key_Return)  # and Enter means a style again
    assert page.styles.field.hasFocus()


def test_enter_right_after_the_key_applies_the_result_when_it_comes(
    qtbot: QtBot, page: AnnotatePage, project: Project, put
) -> None:
    put({10: 100.0, 20: 200.0})
    go(qtbot, page, 14)
    page.correcting.select(0, LEFT_WRIST)
    press(qtbot, page, Key.Key_N)
    press(qtbot, page, Key.Key_Return)
    qtbot.waitUntil(lambda: not page.posing.is_open)
    assert wrist(project, 14)[0] == 140


def test_the_numbers_change_what_is_shown(qtbot: QtBot, page: AnnotatePage, put) -> None:
    put({10: 100.0, 12: 102.0, 20: 300.0})
    go(qtbot, page, 15)
    page.correcting.select(0, LEFT_WRIST)
    begin(qtbot, page, Key.Key_N)
    panel = page.desk.tool
    line = page.ghosts.preview.poses.copy()
    panel.first.setValue(10)
    panel.method.setCurrentIndex(panel.method.findData(Method.SPLINE))
    qtbot.waitUntil(lambda: page.ghosts.preview is not None and 11 in page.ghosts.preview.frames)
    assert 12 not in page.ghosts.preview.frames  # a corrected frame in between stays
    assert page.ghosts.preview.poses.shape != line.shape
    press(qtbot, page, Key.Key_Escape)
    begin(qtbot, page, Key.Key_N)
    assert panel.method.currentText() == "Spline"  # the numbers last used


def test_without_a_corrected_frame_on_one_side_the_panel_says_so(
    qtbot: QtBot, page: AnnotatePage, project: Project, put
) -> None:
    put({10: 100.0})
    go(qtbot, page, 14)
    page.correcting.select(0, LEFT_WRIST)
    press(qtbot, page, Key.Key_N)
    qtbot.waitUntil(lambda: "No corrected frame" in page.desk.tool.said.text())
    assert not page.desk.tool.apply.isEnabled()
    press(qtbot, page, Key.Key_Return)
    assert len(project.corrections.history(1)) == 1
    page.desk.tool.last.setValue(20)
    qtbot.waitUntil(lambda: page.ghosts.preview is not None)


def test_a_span_that_is_marked_or_looped_is_what_the_tools_take(qtbot: QtBot, page: AnnotatePage) -> None:
    page.timeline.set_pending((10 / FPS, 21 / FPS))
    for key in (Key.Key_N, Key.Key_S):
        press(qtbot, page, key)
        assert (page.desk.tool.first.value(), page.desk.tool.last.value()) == (10, 20)
        press(qtbot, page, Key.Key_Escape)
    page.timeline.set_pending(None)
    page.player.set_loop((30 / FPS, 35 / FPS))
    press(qtbot, page, Key.Key_S)
    assert (page.desk.tool.first.value(), page.desk.tool.last.value()) == (30, 34)


def test_a_joint_chosen_meanwhile_is_what_the_tool_is_about(qtbot: QtBot, page: AnnotatePage, put) -> None:
    put({10: 100.0, 20: 200.0})
    put({12: 50.0, 18: 60.0}, joint=RIGHT_WRIST)
    go(qtbot, page, 15)
    page.correcting.select(0, LEFT_WRIST)
    begin(qtbot, page, Key.Key_N)
    press(qtbot, page, Key.Key_Tab)
    assert page.state.joint == RIGHT_WRIST
    qtbot.waitUntil(lambda: page.ghosts.preview is not None and page.ghosts.preview.joints == (RIGHT_WRIST,))
    assert page.desk.tool.first.value() == 12
    panel = page.desk.tool
    panel.scope.setCurrentIndex(panel.scope.findData(Scope.LIMB))
    assert panel.scope.currentText() == "right arm"
    qtbot.waitUntil(lambda: page.ghosts.preview is not None and len(page.ghosts.preview.joints) == 6)


def test_a_joint_locked_meanwhile_is_left_out(qtbot: QtBot, page: AnnotatePage) -> None:
    page.timeline.set_pending((10 / FPS, 21 / FPS))
    page.correcting.select(0, LEFT_WRIST)
    begin(qtbot, page, Key.Key_N)
    assert page.ghosts.preview.joints == (LEFT_WRIST,)
    press(qtbot, page, Key.Key_L)
    qtbot.waitUntil(lambda: "Nothing would change" in page.desk.tool.said.text())


def test_more_than_the_window_stores_at_once_is_refused(
    qtbot: QtBot, page: AnnotatePage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(posing, "MOST_EDITS", 100)
    page.timeline.set_pending((10 / FPS, 21 / FPS))
    press(qtbot, page, Key.Key_N)
    qtbot.waitUntil(lambda: "297 corrections are more than the 100" in page.desk.tool.said.text())
    assert not page.desk.tool.apply.isEnabled()


def test_enter_and_escape_work_in_the_panels_fields_too(
    qtbot: QtBot, page: AnnotatePage, project: Project, put
) -> None:
    put({10: 100.0, 20: 200.0})
    go(qtbot, page, 14)
    page.correcting.select(0, LEFT_WRIST)
    begin(qtbot, page, Key.Key_N)
    field = page.desk.tool.last
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "12")
    qtbot.waitUntil(lambda: page.ghosts.preview is not None and 12 not in page.ghosts.preview.frames)
    qtbot.keyClick(field, Key.Key_Escape)
    assert not page.posing.is_open
    assert page.canvas.hasFocus()
    begin(qtbot, page, Key.Key_N)
    page.desk.tool.last.setFocus()
    qtbot.keyClick(page.desk.tool.last, Key.Key_Return)
    assert wrist(project, 15)[0] == 150
    assert page.canvas.hasFocus()


def test_a_correction_meanwhile_is_taken_into_account(qtbot: QtBot, page: AnnotatePage, put) -> None:
    put({10: 100.0, 20: 200.0})
    go(qtbot, page, 14)
    page.correcting.select(0, LEFT_WRIST)
    begin(qtbot, page, Key.Key_N)
    put({20: 300.0})
    qtbot.waitUntil(
        lambda: page.ghosts.preview is not None and page.canvas.ghosts[0].pose.joints[LEFT_WRIST, 0] == 180
    )


# -- propagating, smoothing, following -----------------------------------------------------------


def test_a_correction_is_propagated_and_fades(
    qtbot: QtBot, page: AnnotatePage, project: Project, put
) -> None:
    machine = known_joints(60)
    put({10: float(machine[10, LEFT_WRIST, 0]) + 40})
    go(qtbot, page, 10)
    page.correcting.select(0, LEFT_WRIST)
    begin(qtbot, page, Key.Key_P)
    panel = page.desk.tool
    panel.n_frames.setValue(3)
    panel.way.setCurrentIndex(panel.way.findData(Way.BOTH))
    qtbot.waitUntil(
        lambda: (
            page.ghosts.preview is not None and page.ghosts.preview.frames.tolist() == [7, 8, 9, 11, 12, 13]
        )
    )
    press(qtbot, page, Key.Key_Return)
    moved = [wrist(project, frame)[0] - machine[frame, LEFT_WRIST, 0] for frame in range(6, 15)]
    assert moved == pytest.approx([0, 5.858, 20, 34.142, 40, 34.142, 20, 5.858, 0], abs=1e-3)


def test_propagating_what_nobody_corrected_says_what_is_missing(qtbot: QtBot, page: AnnotatePage) -> None:
    press(qtbot, page, Key.Key_P)
    qtbot.waitUntil(lambda: "Nothing was moved in frame 0" in page.desk.tool.said.text())


def test_a_tremble_is_smoothed_away(
    qtbot: QtBot, page: AnnotatePage, project: Project, put, context: AppContext
) -> None:
    machine = known_joints(60)[:, LEFT_WRIST, 0]
    put({frame: float(machine[frame]) + (-1) ** frame * 6 for frame in range(60)})
    go(qtbot, page, 30)
    page.correcting.select(0, LEFT_WRIST)
    begin(qtbot, page, Key.Key_S)
    assert (page.desk.tool.first.value(), page.desk.tool.last.value()) == (18, 42)
    page.desk.tool.cutoff_hz.setValue(3.0)
    qtbot.waitUntil(lambda: page.ghosts.preview is not None)
    press(qtbot, page, Key.Key_Return)
    smooth = [wrist(project, frame)[0] for frame in range(20, 41)]
    assert smooth == pytest.approx(machine[20:41].tolist(), abs=0.5)
    assert wrist(project, 50)[0] == machine[50] + 6
    assert context.undo_stack.undoText() == "Smooth left wrist, frames 18 to 42"


def test_a_pose_is_followed_in_the_picture(
    qtbot: QtBot, project: Project, tmp_path: Path, open_page: Callable[[], AnnotatePage]
) -> None:
    """The ground under the joints drifts by 2 px a frame; the track drifts by a quarter."""
    width, height = SIZE
    ground = np.random.default_rng(0).normal(128, 50, (height, width + 100))
    for axis in (0, 1):
        for _ in range(2):
            ground = (np.roll(ground, 1, axis) + ground + np.roll(ground, -1, axis)) / 3
    path = tmp_path / "drift.mp4"
    with VideoWriter(path, width=width, height=height, fps=FPS, crf=10) as writer:
        for i in range(40):
            shifted = ground[:, 90 - 2 * i : 90 - 2 * i + width].clip(0, 255).astype(np.uint8)
            writer.write(np.repeat(shifted[..., None], 3, axis=2))
    add_film(project, path, 40)
    page = open_page()
    go(qtbot, page, 10)
    page.correcting.select(0, LEFT_WRIST)
    begin(qtbot, page, Key.Key_F)
    assert page.ghosts.preview.frames.tolist() == list(range(11, 23))
    press(qtbot, page, Key.Key_Return)
    start = known_joints(40)[10, LEFT_WRIST, 0]
    followed = [wrist(project, frame)[0] - start for frame in range(11, 23)]
    assert followed == pytest.approx([2 * i for i in range(1, 13)], abs=0.6)


# -- looks ---------------------------------------------------------------------------------------


def test_shift_g_shows_the_frames_around_and_then_none(qtbot: QtBot, page: AnnotatePage) -> None:
    go(qtbot, page, 1)
    press(qtbot, page, Key.Key_G, shift=True)
    press(qtbot, page, Key.Key_G, shift=True)
    known = known_joints(60)
    colours = [(ghost.colour, ghost.pose.joints[0, 0]) for ghost in page.canvas.ghosts]
    # There is no frame before the first; the nearest are drawn last.
    assert colours == [(AFTER[1], known[3, 0, 0]), (BEFORE[0], known[0, 0, 0]), (AFTER[0], known[2, 0, 0])]
    go(qtbot, page, 9)
    assert [ghost.pose.joints[0, 0] for ghost in page.canvas.ghosts] == known[[7, 11, 8, 10], 0, 0].tolist()
    press(qtbot, page, Key.Key_G, shift=True)
    assert len(page.canvas.ghosts) == 6
    press(qtbot, page, Key.Key_G, shift=True)
    assert not page.canvas.ghosts


def test_another_video_drops_the_tool(
    qtbot: QtBot, page: AnnotatePage, project: Project, tmp_path: Path, put
) -> None:
    other = add_film(project, tmp_path / "other.mp4", 10)
    put({10: 100.0, 20: 200.0})
    go(qtbot, page, 14)
    begin(qtbot, page, Key.Key_N)
    page.open_video(other.id)
    assert not page.posing.is_open
    qtbot.waitUntil(lambda: page.state.subject.video.id == other.id)
    assert not page.canvas.ghosts


def test_the_pose_menu_has_every_tool(page: AnnotatePage) -> None:
    (button,) = [b for b in page.desk.transport.findChildren(QToolButton) if b.text().startswith("Pose")]
    words = [made.text() for made in button.menu().actions() if not made.isSeparator()]
    assert len(words) == 12
    assert page.keys.tools[0] in button.menu().actions()


def test_what_would_change_is_drawn_on_the_curves_too(qtbot: QtBot, page: AnnotatePage, put) -> None:
    put({10: 100.0, 20: 200.0})
    go(qtbot, page, 14)
    page.correcting.select(0, LEFT_WRIST)
    page.desk.curves.set_ghost(0, None)
    begin(qtbot, page, Key.Key_N)
    first, xy = page.desk.curves._ghost
    shown = np.flatnonzero(np.isfinite(xy[:, 0])) + first
    assert shown.tolist() == list(range(10, 21))
    assert xy[14 - first, 0] == 140
    press(qtbot, page, Key.Key_Escape)
    assert page.desk.curves._ghost is None
