"""Beats mended with the real mouse and keys; segments go with them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from pytestqt.qtbot import QtBot

from core.audio.grid import BeatGrid
from core.audio.taps import TapLag
from core.entities import Video
from db.project import Project
from workbench.gui.annotate.beats.mending import PLAY_FIRST
from workbench.gui.annotate.page import AnnotatePage
from workbench.gui.context import AppContext
from workbench.gui.widgets.timeline.heads import GUTTER_PX

OpenPage = Callable[[], AnnotatePage]
LEFT = Qt.MouseButton.LeftButton
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def page(project: Project, video: Video, open_page: OpenPage) -> AnnotatePage:
    """The page on a film of 2.4 s with beats at 0.2, 0.6, 1.0 ... and a waltz on the second and third."""
    project.beat_grids.put(video.id, BeatGrid(0.2 + np.arange(6) * 0.4), "Ada")
    project.segments.add(video.id, "style", "waltz", 0.6, 1.0, "Ada")
    return open_page()


def beats(project: Project, video: Video) -> list[float]:
    return [round(float(beat), 3) for beat in project.beat_grids.current(video.id).beats_s]


def edges(project: Project, video: Video) -> list[tuple[float, float]]:
    return [(round(s.start_s, 3), round(s.end_s, 3)) for s in project.segments.for_video(video.id)]


def press(
    qtbot: QtBot, page: AnnotatePage, key: Qt.Key, modifiers: Qt.KeyboardModifier | None = None
) -> None:
    qtbot.keyClick(page.canvas, key, modifiers or Qt.KeyboardModifier.NoModifier)


def at(page: AnnotatePage, seconds: float) -> QPoint:
    timeline = page.timeline
    return QPointF(GUTTER_PX + timeline.scale.x(seconds), timeline.rows.box("sound").center().y()).toPoint()


def drag(qtbot: QtBot, page: AnnotatePage, from_s: float, to_s: float) -> None:
    qtbot.mousePress(page.timeline, LEFT, pos=at(page, from_s))
    qtbot.mouseMove(page.timeline, at(page, (from_s + to_s) / 2))
    qtbot.mouseMove(page.timeline, at(page, to_s))
    qtbot.mouseRelease(page.timeline, LEFT, pos=at(page, to_s))


def near(found: list[float], expected: list[float]) -> bool:
    return found == pytest.approx(expected, abs=2e-3)


def test_a_dragged_beat_takes_the_segments_on_it_along_and_undo_brings_both_back(
    qtbot: QtBot, page: AnnotatePage, project: Project, video: Video, context: AppContext
) -> None:
    press(qtbot, page, Qt.Key.Key_B)
    drag(qtbot, page, 0.6, 0.7)
    assert near(beats(project, video), [0.2, 0.7, 1.0, 1.4, 1.8, 2.2])
    moved = edges(project, video)
    assert moved[0] == pytest.approx((0.7, 1.0), abs=2e-3)
    assert context.undo_stack.undoText() == "Move beat 2"
    assert page.state.tiers.segments[0].start_s == pytest.approx(0.7, abs=2e-3)  # seen at once
    context.undo_stack.undo()
    assert beats(project, video) == [0.2, 0.6, 1.0, 1.4, 1.8, 2.2]
    assert edges(project, video) == [(0.6, 1.0)]
    assert page.state.tiers.segments[0].start_s == 0.6
    context.undo_stack.redo()
    assert edges(project, video) == moved
    assert page.state.grid == project.beat_grids.current(video.id)


def test_a_beat_cannot_pass_its_neighbour(
    qtbot: QtBot, page: AnnotatePage, project: Project, video: Video
) -> None:
    press(qtbot, page, Qt.Key.Key_B)
    drag(qtbot, page, 0.6, 1.7)
    assert 0.9 < beats(project, video)[1] < 1.0


def test_outside_of_the_mode_a_drag_over_beats_scrubs(
    qtbot: QtBot, page: AnnotatePage, project: Project, video: Video, context: AppContext
) -> None:
    drag(qtbot, page, 0.6, 0.8)
    assert context.undo_stack.count() == 0
    qtbot.waitUntil(lambda: page.player.target == 20)


def test_beats_are_added_by_a_double_click_or_a_key_and_removed(
    qtbot: QtBot, page: AnnotatePage, project: Project, video: Video
) -> None:
    press(qtbot, page, Qt.Key.Key_B)
    qtbot.mouseDClick(page.timeline, LEFT, pos=at(page, 0.4))
    assert near(beats(project, video)[:3], [0.2, 0.4, 0.6])
    qtbot.mouseClick(page.timeline, LEFT, pos=at(page, 0.4))
    press(qtbot, page, Qt.Key.Key_Delete)
    assert near(beats(project, video)[:3], [0.2, 0.6, 1.0])
    page.go_to(20)
    press(qtbot, page, Qt.Key.Key_B, SHIFT)
    assert near(beats(project, video)[:3], [0.2, 0.6, 0.8])
    assert edges(project, video) == [(0.6, 1.0)]  # which beats there are moves nothing


def test_d_begins_a_bar_with_the_beat_under_the_playhead(
    qtbot: QtBot, page: AnnotatePage, project: Project, video: Video
) -> None:
    page.go_to(26)  # 1.04 s, next to the third beat
    press(qtbot, page, Qt.Key.Key_D)
    assert project.beat_grids.current(video.id).downbeat == 2


def test_the_menu_halves_doubles_and_counts_bars(
    page: AnnotatePage, project: Project, video: Video, context: AppContext
) -> None:
    menu = page.timeline.menu_button.menu()
    menu.aboutToShow.emit()
    named = {made.text(): made for made in menu.actions()}
    named["Double the beats"].trigger()
    assert len(beats(project, video)) == 11
    named["Halve the beats"].trigger()
    assert beats(project, video) == [0.2, 0.6, 1.0, 1.4, 1.8, 2.2]
    bars = named["Beats in a bar"].menu()
    next(made for made in bars.actions() if made.text() == "3").trigger()
    assert project.beat_grids.current(video.id).beats_per_bar == 3
    assert context.undo_stack.count() == 3
    for _ in range(3):
        context.undo_stack.undo()
    assert project.beat_grids.current(video.id) == BeatGrid(0.2 + np.arange(6) * 0.4)


@pytest.fixture
def tap_at(page: AnnotatePage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Tap at given moments of a playing film, whatever the clock says, and stop."""

    def tap(*moments_s: float) -> None:
        press(qtbot, page, Qt.Key.Key_Space)
        for at_s in moments_s:
            with monkeypatch.context() as patched:
                patched.setattr(page.player.sound, "position_s", lambda at_s=at_s: at_s)
                press(qtbot, page, Qt.Key.Key_T)
        press(qtbot, page, Qt.Key.Key_Space)
        assert not page.player.is_playing

    return tap


def test_taps_are_shown_first_and_taken_with_enter(
    qtbot: QtBot,
    page: AnnotatePage,
    project: Project,
    video: Video,
    context: AppContext,
    tap_at: Callable[..., None],
) -> None:
    before = beats(project, video)
    tap_at(0.3, 0.8, 1.3, 1.8, 2.3)
    assert beats(project, video) == before
    assert near(page.beating.hand.ghost.beats_s.tolist(), [0.3, 0.8, 1.3, 1.8, 2.3])
    press(qtbot, page, Qt.Key.Key_Return)
    assert near(beats(project, video), [0.3, 0.8, 1.3, 1.8, 2.3])
    assert page.beating.hand.ghost is None
    assert context.undo_stack.undoText() == "Tap 5 beats"
    context.undo_stack.undo()
    assert beats(project, video) == before
    assert edges(project, video) == [(0.6, 1.0)]


def test_escape_drops_taps(
    qtbot: QtBot, page: AnnotatePage, context: AppContext, tap_at: Callable[..., None]
) -> None:
    tap_at(0.3, 0.8, 1.3, 1.8)
    press(qtbot, page, Qt.Key.Key_Escape)
    assert page.beating.hand.ghost is None
    press(qtbot, page, Qt.Key.Key_Return)  # asks for a style, as without taps
    assert page.styles.field.hasFocus()
    assert context.undo_stack.count() == 0


def test_the_annotators_own_lag_is_taken_off(
    qtbot: QtBot,
    page: AnnotatePage,
    project: Project,
    video: Video,
    context: AppContext,
    tap_at: Callable[..., None],
) -> None:
    context.settings.set_tap_lag("Ada", TapLag(0.05, 0.01, 20))
    context.settings.set_tap_lag("Ben", TapLag(0.2, 0.01, 20))
    tap_at(0.35, 0.85, 1.35, 1.85, 2.35)
    press(qtbot, page, Qt.Key.Key_Return)
    assert near(beats(project, video), [0.3, 0.8, 1.3, 1.8, 2.3])


def test_played_at_half_speed_a_lag_is_half_as_much_of_the_music(
    qtbot: QtBot, page: AnnotatePage, project: Project, video: Video, context: AppContext, tap_at
) -> None:
    context.settings.set_tap_lag("Ada", TapLag(0.1, 0.01, 20))
    page.player.set_speed(0.5)
    tap_at(0.35, 0.85, 1.35, 1.85, 2.35)
    press(qtbot, page, Qt.Key.Key_Return)
    assert near(beats(project, video), [0.3, 0.8, 1.3, 1.8, 2.3])


def test_the_lag_is_learnt_from_taps_against_beats_that_are_right(
    qtbot: QtBot, page: AnnotatePage, context: AppContext, project: Project, video: Video, tap_at
) -> None:
    project.beat_grids.put(video.id, BeatGrid(0.1 + np.arange(10) * 0.25), "Ada")
    context.poll()
    qtbot.waitUntil(lambda: page.state.grid is not None and len(page.state.grid.beats_s) == 10)
    tap_at(*(0.1 + np.arange(10) * 0.25 + 0.06).tolist())
    press(qtbot, page, Qt.Key.Key_T, SHIFT)
    assert context.settings.tap_lag("Ada").lag_s == pytest.approx(0.06, abs=1e-6)
    assert page.beating.hand.ghost is None


def test_taps_make_beats_where_none_are_known(
    qtbot: QtBot, project: Project, video: Video, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = open_page()
    assert page.state.grid is None
    press(qtbot, page, Qt.Key.Key_T)
    assert page.styles.prompt.text() == page.context.keymap.fill(PLAY_FIRST)
    page.player.play()
    for at_s in (0.8, 1.2, 1.6, 2.0):
        monkeypatch.setattr(page.player.sound, "position_s", lambda at_s=at_s: at_s)
        page.beating.tap()
    page.player.pause()
    press(qtbot, page, Qt.Key.Key_Return)
    found = beats(project, video)
    assert near(found[:2], [0.0, 0.4])  # the tempo goes on before and after
    assert page.timeline.rows.box("counts").height() > 0
