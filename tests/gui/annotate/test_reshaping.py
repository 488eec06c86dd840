"""Segments split, joined, nudged and typed, with the real keys."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from pytestqt.qtbot import QtBot

from core.audio.grid import BeatGrid
from core.entities import Video
from db.project import Project
from workbench.gui.annotate.page import AnnotatePage
from workbench.gui.annotate.tiers.reshaping import NO_BEATS, NO_NEIGHBOUR, NOT_INSIDE
from workbench.gui.annotate.tiers.span_dialog import SpanDialog
from workbench.gui.context import AppContext
from workbench.gui.widgets.timeline.heads import GUTTER_PX

OpenPage = Callable[[], AnnotatePage]
ALT, SHIFT = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ShiftModifier
LEFT = Qt.MouseButton.LeftButton
Spans = Callable[[], list[tuple[str, float, float]]]


@pytest.fixture
def page(project: Project, video: Video, open_page: OpenPage) -> AnnotatePage:
    """The page on a film of 2.4 s with beats at 0.1, 0.6, 1.1 ... and a waltz from 0.4 to 1.2 s."""
    project.beat_grids.put(video.id, BeatGrid(0.1 + np.arange(5) * 0.5), "Ada")
    project.segments.add(video.id, "style", "waltz", 0.4, 1.2, "Ada")
    return open_page()


@pytest.fixture
def spans(project: Project, video: Video) -> Spans:
    def read() -> list[tuple[str, float, float]]:
        found = project.segments.for_video(video.id, "style")
        return [(s.label, round(s.start_s, 4), round(s.end_s, 4)) for s in found]

    return read


def choose(page: AnnotatePage, index: int = 0) -> None:
    page.marking.choose_segment(page.state.tiers.segments[index].id)


def press(
    qtbot: QtBot, page: AnnotatePage, key: Qt.Key, modifiers: Qt.KeyboardModifier | None = None
) -> None:
    qtbot.keyClick(page.canvas, key, modifiers or Qt.KeyboardModifier.NoModifier)


def go(qtbot: QtBot, page: AnnotatePage, frame: int) -> None:
    page.go_to(frame)
    qtbot.waitUntil(lambda: page.state.frame == frame)


def at(page: AnnotatePage, seconds: float) -> QPoint:
    timeline = page.timeline
    return QPointF(
        GUTTER_PX + timeline.scale.x(seconds), timeline.rows.active_tier.own.center().y()
    ).toPoint()


def drag(
    qtbot: QtBot, page: AnnotatePage, from_s: float, to_s: float, modifier: Qt.KeyboardModifier | None = None
) -> None:
    held = modifier or Qt.KeyboardModifier.NoModifier
    qtbot.mousePress(page.timeline, LEFT, held, at(page, from_s))
    qtbot.mouseMove(page.timeline, at(page, (from_s + to_s) / 2))
    qtbot.mouseMove(page.timeline, at(page, to_s))
    qtbot.mouseRelease(page.timeline, LEFT, held, at(page, to_s))


def test_a_segment_is_split_at_the_playhead_and_joined_again(
    qtbot: QtBot, page: AnnotatePage, spans: Spans, context: AppContext
) -> None:
    go(qtbot, page, 20)
    press(qtbot, page, Qt.Key.Key_S, SHIFT)
    halves = [("waltz", 0.4, 0.8), ("waltz", 0.8, 1.2)]
    assert spans() == halves
    assert context.undo_stack.undoText() == "Split waltz"
    press(qtbot, page, Qt.Key.Key_M, SHIFT)  # the second half was chosen
    assert spans() == [("waltz", 0.4, 1.2)]
    assert context.undo_stack.undoText() == "Join waltz"
    states = [spans(), halves, [("waltz", 0.4, 1.2)]]
    for state in states[1:]:
        context.undo_stack.undo()
        assert spans() == state
    for state in reversed(states[:-1]):
        context.undo_stack.redo()
        assert spans() == state
    assert [(s.start_s, s.end_s) for s in page.state.tiers.segments] == [(0.4, 1.2)]


def test_there_is_nothing_to_split_beside_segments(qtbot: QtBot, page: AnnotatePage, spans: Spans) -> None:
    go(qtbot, page, 40)
    press(qtbot, page, Qt.Key.Key_S, SHIFT)
    assert spans() == [("waltz", 0.4, 1.2)]
    assert page.styles.prompt.text() == NOT_INSIDE


def test_only_neighbours_of_one_label_are_joined(
    qtbot: QtBot, page: AnnotatePage, project: Project, video: Video, spans: Spans
) -> None:
    project.segments.add(video.id, "style", "rumba", 1.2, 2.0, "Ada")
    page.context.poll()
    qtbot.waitUntil(lambda: len(page.state.tiers.segments) == 2)
    choose(page)
    press(qtbot, page, Qt.Key.Key_M, SHIFT)
    assert len(spans()) == 2
    assert page.styles.prompt.text() == NO_NEIGHBOUR


def test_alt_and_arrows_move_a_segment_by_frames_and_with_shift_by_beats(
    qtbot: QtBot, page: AnnotatePage, spans: Spans, context: AppContext
) -> None:
    choose(page)
    press(qtbot, page, Qt.Key.Key_Right, ALT)
    assert spans() == [("waltz", 0.44, 1.24)]
    press(qtbot, page, Qt.Key.Key_Right, ALT | SHIFT)
    assert spans() == [("waltz", 0.6, 1.4)]
    press(qtbot, page, Qt.Key.Key_Left, ALT | SHIFT)
    assert spans() == [("waltz", 0.1, 0.9)]
    assert context.undo_stack.count() == 1  # in quick succession: one gesture
    context.undo_stack.undo()
    assert spans() == [("waltz", 0.4, 1.2)]


def test_a_key_lets_the_others_move_an_edge(
    qtbot: QtBot, page: AnnotatePage, spans: Spans, context: AppContext
) -> None:
    choose(page)
    press(qtbot, page, Qt.Key.Key_P, ALT)
    assert page.styles.prompt.text() == (
        "Alt+Left and Alt+Right move its start; Alt+Shift+Left and Alt+Shift+Right by a beat."
    )
    press(qtbot, page, Qt.Key.Key_Right, ALT | SHIFT)
    assert spans() == [("waltz", 0.6, 1.2)]
    assert context.undo_stack.undoText() == "Move start of waltz"
    press(qtbot, page, Qt.Key.Key_P, ALT)
    press(qtbot, page, Qt.Key.Key_Right, ALT)
    assert spans() == [("waltz", 0.6, 1.24)]
    assert context.undo_stack.undoText() == "Move end of waltz"
    assert context.undo_stack.count() == 2


def test_without_beats_a_step_by_beat_says_so(
    qtbot: QtBot, project: Project, video: Video, open_page: OpenPage, spans: Spans
) -> None:
    project.segments.add(video.id, "style", "waltz", 0.4, 1.2, "Ada")
    page = open_page()
    choose(page)
    press(qtbot, page, Qt.Key.Key_Right, ALT | SHIFT)
    assert spans() == [("waltz", 0.4, 1.2)]
    assert page.styles.prompt.text() == NO_BEATS


def test_a_dragged_edge_snaps_to_a_near_beat_unless_alt_is_held(
    qtbot: QtBot, page: AnnotatePage, spans: Spans, project: Project, video: Video
) -> None:
    drag(qtbot, page, 1.2, 1.593)
    assert spans() == [("waltz", 0.4, 1.6)]  # beat 3
    (segment,) = project.segments.for_video(video.id, "style")
    assert segment.end_beat == pytest.approx(3.0)
    drag(qtbot, page, 1.6, 1.108, ALT)
    assert spans() == [("waltz", 0.4, 1.12)]  # the nearest frame, not the beat at 1.1
    press(qtbot, page, Qt.Key.Key_N, ALT)
    drag(qtbot, page, 1.12, 1.592)
    assert spans() == [("waltz", 0.4, 1.6)]  # a frame begins there, too
    press(qtbot, page, Qt.Key.Key_N, ALT)
    drag(qtbot, page, 1.6, 2.093)
    assert spans() == [("waltz", 0.4, 2.1)]


def typed(qtbot: QtBot, page: AnnotatePage) -> SpanDialog:
    choose(page)
    press(qtbot, page, Qt.Key.Key_T, ALT)
    dialog = page.timeline.findChild(SpanDialog)
    qtbot.waitUntil(dialog.isActiveWindow)
    return dialog


def test_start_and_end_can_be_typed_in_seconds_and_in_beats(
    qtbot: QtBot, page: AnnotatePage, spans: Spans, context: AppContext
) -> None:
    dialog = typed(qtbot, page)
    assert [field.text() for field in dialog.seconds] == ["0:00.400", "0:01.200"]
    dialog.seconds[0].selectAll()
    qtbot.keyClicks(dialog.seconds[0], "0.8")
    assert dialog.counts[0].text() == "1.2 +0.200"
    dialog.counts[1].selectAll()
    qtbot.keyClicks(dialog.counts[1], "1.5")  # a bar has four
    assert not dialog.ok.isEnabled()
    dialog.counts[1].selectAll()
    qtbot.keyClicks(dialog.counts[1], "1.4")
    assert dialog.seconds[1].text() == "0:01.600"
    qtbot.keyClick(dialog.counts[1], Qt.Key.Key_Return)
    assert spans() == [("waltz", 0.8, 1.6)]
    assert page.window().focusWidget() is page.canvas
    context.undo_stack.undo()
    assert spans() == [("waltz", 0.4, 1.2)]


def test_an_end_before_the_start_is_not_taken(qtbot: QtBot, page: AnnotatePage) -> None:
    dialog = typed(qtbot, page)
    dialog.seconds[1].selectAll()
    qtbot.keyClicks(dialog.seconds[1], "0.1")
    assert not dialog.ok.isEnabled()
    assert dialog.fault.text()
    dialog.reject()


def test_segments_of_others_are_not_reshaped(
    qtbot: QtBot, project: Project, video: Video, open_page: OpenPage, spans: Spans
) -> None:
    project.segments.add(video.id, "style", "waltz", 0.4, 1.2, "Ben")
    page = open_page()
    choose(page)
    go(qtbot, page, 20)
    for key, modifiers in ((Qt.Key.Key_S, SHIFT), (Qt.Key.Key_M, SHIFT), (Qt.Key.Key_Right, ALT)):
        press(qtbot, page, key, modifiers)
    assert spans() == [("waltz", 0.4, 1.2)]
