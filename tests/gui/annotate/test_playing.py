from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from workbench.gui.annotate.playing import NOTHING_TO_LOOP
from workbench.gui.widgets.player.clock import WallClock

SHIFT = Qt.KeyboardModifier.ShiftModifier
FRAME_S = 0.04


@pytest.fixture
def now(page):
    """The time of the clock that plays, to be set."""
    held = [0.0]
    page.player.sound._wall = WallClock(lambda: held[0])
    return held


def test_keys_change_the_speed_and_the_field_shows_it(page, qtbot):
    assert page.desk.transport.speed.currentText() == "1 ×"
    qtbot.keyClick(page.canvas, Qt.Key.Key_Comma)
    qtbot.keyClick(page.canvas, Qt.Key.Key_Comma)
    assert page.player.speed == 0.5
    assert page.desk.transport.speed.currentText() == "0.5 ×"
    qtbot.keyClick(page.canvas, Qt.Key.Key_Period)
    assert page.player.speed == 0.75
    qtbot.keyClick(page.canvas, Qt.Key.Key_Slash)
    assert page.player.speed == 1.0


def test_the_field_chooses_a_speed(page):
    field = page.desk.transport.speed
    field.setCurrentIndex(0)
    field.activated.emit(0)
    assert page.player.speed == 0.1


def test_at_half_speed_pictures_come_at_half_the_rate(page, qtbot, now):
    page.player.set_speed(0.5)
    qtbot.keyClick(page.canvas, Qt.Key.Key_Space)
    now[0] = 1.0
    qtbot.waitUntil(lambda: page.player.target > 0)
    assert page.player.position_s == pytest.approx(0.5, abs=FRAME_S)


def test_a_marked_span_is_looped_and_the_same_key_ends_it(page, qtbot, now):
    page.timeline.set_pending((0.4, 0.8))
    qtbot.keyClick(page.canvas, Qt.Key.Key_Space, SHIFT)
    assert page.player.loop == (0.4, 0.8)
    assert page.player.is_playing
    assert page.player.position_s == pytest.approx(0.4, abs=FRAME_S)
    now[0] = 0.41
    page.player._on_tick()
    assert page.player.position_s == pytest.approx(0.4, abs=FRAME_S)
    qtbot.keyClick(page.canvas, Qt.Key.Key_Space, SHIFT)
    assert page.player.loop is None
    page.timeline.set_pending(None)
    qtbot.keyClick(page.canvas, Qt.Key.Key_Space, SHIFT)
    assert page.player.loop == (0.4, 0.8)  # the one that was left


def test_the_chosen_segment_is_looped(page, qtbot, project, video, now):
    segment = project.segments.add(video.id, "style", "waltz", 0.2, 1.0, "Ada")
    page.context.notify("segment", segment, video_id=video.id)
    page.marking.choose_segment(segment.id)
    qtbot.keyClick(page.timeline, Qt.Key.Key_Space, SHIFT)
    assert page.player.loop == (0.2, 1.0)


def test_a_loop_is_set_frame_by_frame_and_drawn(page, qtbot):
    page.go_to(10)
    qtbot.keyClick(page.canvas, Qt.Key.Key_I, SHIFT)
    assert page.player.loop == (pytest.approx(page.player.times_s[10]), page.timeline.content.end_s)
    page.go_to(20)
    qtbot.keyClick(page.canvas, Qt.Key.Key_O, SHIFT)
    start_s, end_s = page.player.loop
    assert (start_s, end_s) == (page.player.times_s[10], page.player.times_s[21])
    good = page.context.theme.colour("good")
    image = page.timeline.grab().toImage()
    middle = round(page.timeline.view.x((start_s + end_s) / 2))
    assert image.pixelColor(middle, 1).rgb() == good.rgb()
    assert image.pixelColor(round(page.timeline.view.x(end_s)) + 30, 1).rgb() != good.rgb()


def test_without_a_span_it_says_what_to_do(page, qtbot):
    qtbot.keyClick(page.canvas, Qt.Key.Key_Space, SHIFT)
    assert page.player.loop is None
    assert page.desk.stored.text() == NOTHING_TO_LOOP


def test_another_video_has_no_loop(page, qtbot):
    page.player.set_loop((0.1, 0.3))
    page.player.open(page.player.times_s, None)
    assert page.player.loop is None
    assert page.playing._overlay.span is None
