"""The suggestions beside the picture, by keys and mouse."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from core.entities import CorrectionKind, JointEdit, NewVideo, Space, Video, VideoKind
from core.media.files import sha256_of
from core.skeleton import skeleton
from core.suggestions.reasons import Reason
from db.project import Project
from tests.gui.annotate.numbered import FPS, SIZE, add_film, known_joints, numbered_film
from workbench.gui.annotate.page import AnnotatePage
from workbench.gui.annotate.suggestions.model import SuggestionModel
from workbench.gui.annotate.suggestions.panel import SuggestionPanel
from workbench.gui.context import AppContext

SHIFT = Qt.KeyboardModifier.ShiftModifier
N_FRAMES = 200
JUMPS = (60, 120)
WRIST, HAND = 15, [15, 17, 19, 21]
OUTSIDE = 160
FOOT = 31
OpenPage = Callable[[], AnnotatePage]


@pytest.fixture(scope="session")
def long_film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("films") / "long.mp4"
    numbered_film(path, N_FRAMES)
    return path


@pytest.fixture
def video(project: Project, long_film: Path) -> Video:
    """A film of somebody whose left hand jumps twice, and whose foot is outside of the picture once."""
    frames = known_joints(N_FRAMES)
    frames[..., 0] *= 0.8  # nobody walks out of the picture
    frames[..., 3] = 0.9
    frames[JUMPS[0], HAND, 1] += 70
    frames[JUMPS[1], HAND, 1] += 40
    frames[OUTSIDE, FOOT, 1] = SIZE[1] + 8
    new = NewVideo(
        kind=VideoKind.VIDEO, name="long", path=str(long_film), sha256=sha256_of(long_film),
        size_bytes=long_film.stat().st_size, fps=FPS, n_frames=N_FRAMES, duration_s=N_FRAMES / FPS,
        width_px=SIZE[0], height_px=SIZE[1],
    )  # fmt: skip
    video = project.videos.add(new, np.arange(N_FRAMES) / FPS)
    project.tracks.add(video.id, 0, Space.IMAGE, "m", skeleton("blazepose33"), FPS, frames=frames)
    return video


@pytest.fixture
def listed(qtbot: QtBot, video: Video, open_page: OpenPage) -> AnnotatePage:
    """The page with its suggestions open and found."""
    page = open_page()
    qtbot.keyClick(page.canvas, Qt.Key.Key_Q)
    qtbot.waitUntil(lambda: len(page.suggesting.queue) >= 3)
    return page


def panel_of(page: AnnotatePage) -> SuggestionPanel:
    return page.desk.suggestions


def frames_of(page: AnnotatePage) -> list[int]:
    return [each.frame for each in panel_of(page).model.rows]


def marked_frames(page: AnnotatePage) -> list[int]:
    return np.round(page.timeline.content.suggested_s * FPS).astype(int).tolist()


def still(qtbot: QtBot, page: AnnotatePage) -> None:
    qtbot.waitUntil(lambda: not page.suggesting.searching.is_looking)


def test_the_panel_is_closed_at_first_and_nothing_is_looked_for(video: Video, open_page: OpenPage) -> None:
    page = open_page()
    assert not panel_of(page).isVisible()
    assert not page.suggesting.searching.is_looking
    assert not len(page.timeline.content.suggested_s)


def test_a_key_opens_the_list_and_it_opens_again_in_the_next_session(
    qtbot: QtBot, listed: AnnotatePage, context: AppContext
) -> None:
    assert panel_of(listed).isVisible()
    assert panel_of(listed).list.hasFocus()
    again = AnnotatePage(context)
    qtbot.addWidget(again)
    assert again.suggesting.is_open
    qtbot.keyClick(panel_of(listed).list, Qt.Key.Key_Q)
    assert not panel_of(listed).isVisible()
    assert listed.canvas.hasFocus()
    assert not len(listed.timeline.content.suggested_s)


def test_the_planted_errors_are_listed_with_their_reasons_and_marked_on_the_timeline(
    listed: AnnotatePage,
) -> None:
    rows = {each.frame: each for each in panel_of(listed).model.rows}
    assert set(JUMPS) | {OUTSIDE} <= set(rows)
    assert rows[JUMPS[0]].reason is Reason.JUMP
    assert rows[OUTSIDE].reason is Reason.OUTSIDE
    assert set(JUMPS) <= set(marked_frames(listed))


def test_space_in_the_list_goes_to_the_frame_and_chooses_the_joint(
    qtbot: QtBot, listed: AnnotatePage
) -> None:
    first, second = panel_of(listed).model.rows[:2]
    qtbot.keyClick(panel_of(listed).list, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: listed.state.frame == first.frame)
    assert (listed.state.person, listed.state.joint) == (0, first.joints[0])
    assert panel_of(listed).list.currentIndex().row() == 0
    qtbot.keyClick(panel_of(listed).list, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: listed.state.frame == second.frame)
    qtbot.keyClick(panel_of(listed).list, Qt.Key.Key_Space, SHIFT)
    qtbot.waitUntil(lambda: listed.state.frame == first.frame)
    assert not listed.player.is_playing


def test_keys_on_the_picture_go_along_the_list(qtbot: QtBot, listed: AnnotatePage) -> None:
    first, second = panel_of(listed).model.rows[:2]
    listed.canvas.setFocus()
    qtbot.keyClick(listed.canvas, Qt.Key.Key_J)
    qtbot.waitUntil(lambda: listed.state.frame == first.frame)
    qtbot.keyClick(listed.canvas, Qt.Key.Key_J)
    qtbot.waitUntil(lambda: listed.state.frame == second.frame)
    qtbot.keyClick(listed.canvas, Qt.Key.Key_J, SHIFT)
    qtbot.waitUntil(lambda: listed.state.frame == first.frame)
    assert listed.canvas.hasFocus()


def test_the_next_key_opens_a_closed_list_and_goes_on_when_it_is_there(
    qtbot: QtBot, video: Video, open_page: OpenPage
) -> None:
    page = open_page()
    qtbot.keyClick(page.canvas, Qt.Key.Key_J)
    qtbot.waitUntil(lambda: page.state.frame == frames_of(page)[0] if frames_of(page) else False)
    assert panel_of(page).isVisible()
    assert page.canvas.hasFocus()


def test_a_click_and_enter_go_there(qtbot: QtBot, listed: AnnotatePage) -> None:
    view, rows = panel_of(listed).list, panel_of(listed).model.rows
    at = view.visualRect(panel_of(listed).model.index(1)).center()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    qtbot.waitUntil(lambda: listed.state.frame == rows[1].frame)
    qtbot.keyClick(view, Qt.Key.Key_Down)
    qtbot.keyClick(view, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: listed.state.frame == rows[2].frame)
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert listed.canvas.hasFocus()


def test_a_corrected_frame_leaves_at_once_and_undo_brings_it_back(
    qtbot: QtBot, listed: AnnotatePage, context: AppContext
) -> None:
    row = next(i for i, each in enumerate(panel_of(listed).model.rows) if each.frame == OUTSIDE)
    panel_of(listed).row_chosen.emit(row)
    qtbot.waitUntil(lambda: listed.player.shown == OUTSIDE)
    assert listed.state.joint == FOOT
    listed.correcting.move(0, FOOT, 250.0, 150.0)
    assert OUTSIDE not in frames_of(listed)
    assert OUTSIDE not in marked_frames(listed)
    still(qtbot, listed)
    assert OUTSIDE not in frames_of(listed)
    context.undo_stack.undo()
    qtbot.waitUntil(lambda: OUTSIDE in frames_of(listed))
    assert OUTSIDE in marked_frames(listed)


def test_a_drag_on_the_picture_settles_the_joint(qtbot: QtBot, listed: AnnotatePage) -> None:
    jump = JUMPS[0]
    row = frames_of(listed).index(jump)
    panel_of(listed).row_chosen.emit(row)
    qtbot.waitUntil(lambda: listed.player.shown == jump)
    joint = listed.state.joint
    x, y = listed.canvas.people[0].joints[joint, :2].tolist()
    start = QPointF(*listed.canvas.view.to_widget(x, y)).toPoint()
    button = Qt.MouseButton.LeftButton
    qtbot.mousePress(listed.canvas, button, pos=start)
    qtbot.mouseMove(listed.canvas, start + QPoint(0, -60))
    qtbot.mouseRelease(listed.canvas, button, pos=start + QPoint(0, -120))
    assert not [each for each in panel_of(listed).model.rows if (each.frame, each.joints[0]) == (jump, joint)]


def test_accepting_is_stored_leaves_the_list_and_can_be_undone(
    qtbot: QtBot, listed: AnnotatePage, context: AppContext, project: Project, video: Video
) -> None:
    track = project.tracks.for_video(video.id)[0]
    qtbot.keyClick(panel_of(listed).list, Qt.Key.Key_Space)
    first = listed.suggesting.queue.chosen
    qtbot.waitUntil(lambda: listed.state.frame == first.frame)
    qtbot.keyClick(panel_of(listed).list, Qt.Key.Key_A)
    assert project.reviews.accepted(track.id, N_FRAMES)[first.start : first.stop].all()
    assert first.frame not in frames_of(listed)
    assert first.frame not in marked_frames(listed)
    assert "Accept frame" in listed.desk.stored.text()
    still(qtbot, listed)
    assert first.frame not in frames_of(listed)
    context.undo_stack.undo()
    assert not project.reviews.accepted(track.id, N_FRAMES).any()
    qtbot.waitUntil(lambda: first.frame in frames_of(listed))


def test_after_accepting_space_goes_to_the_one_that_moved_up(qtbot: QtBot, listed: AnnotatePage) -> None:
    first, second = panel_of(listed).model.rows[:2]
    view = panel_of(listed).list
    for key in (Qt.Key.Key_Space, Qt.Key.Key_A, Qt.Key.Key_Space):
        qtbot.keyClick(view, key)
        if key == Qt.Key.Key_Space:
            wanted = first.frame if panel_of(listed).model.rows[0] == first else second.frame
            qtbot.waitUntil(lambda wanted=wanted: listed.state.frame == wanted)
    assert listed.suggesting.queue.chosen.frame == second.frame


def test_a_frame_without_a_suggestion_can_be_accepted_and_that_taken_back(
    qtbot: QtBot, video: Video, open_page: OpenPage, project: Project
) -> None:
    page = open_page()
    track = project.tracks.for_video(video.id)[0]
    qtbot.keyClick(page.canvas, Qt.Key.Key_A)
    assert np.flatnonzero(project.reviews.accepted(track.id, N_FRAMES)).tolist() == [0]
    qtbot.keyClick(page.canvas, Qt.Key.Key_A)
    assert not project.reviews.accepted(track.id, N_FRAMES).any()


def test_when_the_last_one_leaves_the_keys_work_on_the_picture(qtbot: QtBot, listed: AnnotatePage) -> None:
    view = panel_of(listed).list
    for _ in range(len(frames_of(listed))):
        qtbot.keyClick(view, Qt.Key.Key_Space)
        chosen = listed.suggesting.queue.chosen
        qtbot.waitUntil(lambda chosen=chosen: listed.state.frame == chosen.frame)
        qtbot.keyClick(view, Qt.Key.Key_A)
    assert not frames_of(listed)
    assert listed.canvas.hasFocus()
    qtbot.waitUntil(lambda: panel_of(listed).empty.title.text() == "Nothing to look at")


def test_somebody_elses_correction_leaves_the_list(
    qtbot: QtBot, listed: AnnotatePage, context: AppContext, project: Project, video: Video
) -> None:
    track = project.tracks.for_video(video.id)[0]
    project.corrections.put(track.id, [JointEdit(OUTSIDE, FOOT, CorrectionKind.MOVE, 250.0, 150.0)], "Ben")
    context.poll()
    qtbot.waitUntil(lambda: OUTSIDE not in frames_of(listed))


def test_a_filter_shows_one_reason_and_says_when_there_is_none(qtbot: QtBot, listed: AnnotatePage) -> None:
    panel = panel_of(listed)
    row = panel.reasons.findData(Reason.OUTSIDE)
    panel.reasons.setCurrentIndex(row)
    panel.reasons.activated.emit(row)
    assert {Reason.OUTSIDE} <= set.intersection(*(set(each.reasons) for each in panel.model.rows))
    assert set(marked_frames(listed)) <= set(frames_of(listed))
    row = panel.reasons.findData(Reason.PEOPLE)
    panel.reasons.activated.emit(row)
    assert panel.stack.currentWidget() is panel.empty
    assert "All reasons" in panel.empty.hint.text()


def test_a_video_without_poses_says_what_to_do(
    qtbot: QtBot, project: Project, tmp_path: Path, open_page: OpenPage
) -> None:
    add_film(project, tmp_path / "empty.mp4", 5, people=0)
    page = open_page()
    qtbot.keyClick(page.canvas, Qt.Key.Key_Q)
    assert panel_of(page).empty.title.text() == "No poses yet"
    qtbot.keyClick(page.canvas, Qt.Key.Key_A)
    qtbot.keyClick(page.canvas, Qt.Key.Key_J)
    assert page.desk.stored.text() == "No suggestions"


def test_the_picture_keeps_its_size_in_a_window_of_1280_by_800(qtbot: QtBot, listed: AnnotatePage) -> None:
    listed.resize(1120, 740)  # what the side bar and the menus leave
    qtbot.waitUntil(lambda: listed.canvas.width() < 1120)
    with_list = listed.canvas.view.fit_scale
    listed.suggesting.toggle()
    qtbot.waitUntil(lambda: listed.canvas.width() == 1120)
    assert with_list == pytest.approx(listed.canvas.view.fit_scale, rel=0.02)


def test_another_video_has_its_own_list(
    qtbot: QtBot, listed: AnnotatePage, project: Project, tmp_path: Path
) -> None:
    other = add_film(project, tmp_path / "other.mp4", 10, people=2)
    listed.open_video(other.id)
    qtbot.waitUntil(lambda: listed.suggesting.searching.video_id == other.id)
    still(qtbot, listed)
    assert all(each.frame < 10 for each in panel_of(listed).model.rows)


def test_closing_the_project_empties_the_list(listed: AnnotatePage, context: AppContext) -> None:
    context.close_project()
    assert not frames_of(listed)
    assert not listed.suggesting.searching.is_looking


def test_the_model_is_a_good_one_while_rows_come_and_go(
    qtmodeltester: ModelTester, listed: AnnotatePage
) -> None:
    rows = panel_of(listed).model.rows
    model = SuggestionModel()
    qtmodeltester.check(model)
    model.show(rows, names_people=True)
    model.show(rows[1:])
    model.show((rows[0], *rows[2:]))
    model.show(tuple(reversed(rows)))
    model.show(())
    assert model.rowCount() == 0
