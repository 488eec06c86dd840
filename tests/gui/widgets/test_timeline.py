"""The timeline drawn with content whose place on the screen is known."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.audio.grid import BeatGrid
from core.entities import Segment
from workbench.gui.settings import Settings
from workbench.gui.theme import Theme
from workbench.gui.widgets.confidence import confidence_colour
from workbench.gui.widgets.timeline.content import Content
from workbench.gui.widgets.timeline.gestures import Gesture
from workbench.gui.widgets.timeline.heads import GUTTER_PX
from workbench.gui.widgets.timeline.lanes.lane import Lane, Overlay, View
from workbench.gui.widgets.timeline.levels import Averages, Bands, Extremes
from workbench.gui.widgets.timeline.shown_tier import ShownTier
from workbench.gui.widgets.timeline.widget import MARGIN_PX, Timeline

SECONDS = 10
PX_PER_S = 100


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = Settings(tmp_path / "settings.ini")
    made.theme = "dark"
    return made


@pytest.fixture
def theme(qtbot: QtBot, settings: Settings) -> Theme:
    return Theme(settings)


@pytest.fixture
def timeline(qtbot: QtBot, theme: Theme) -> Timeline:
    """Ten seconds at 25 frames a second, 100 pixels a second."""
    made = Timeline(theme)
    qtbot.addWidget(made)
    made.resize(int(GUTTER_PX + SECONDS * PX_PER_S + MARGIN_PX), 160)
    made.set_content(Content(np.arange(25 * SECONDS) / 25, annotator="Ada"))
    made.show()
    qtbot.waitExposed(made)
    return made


def grabbed(timeline: Timeline) -> QImage:
    return timeline.grab().toImage()


def colour(image: QImage, seconds: float, y: float) -> QColor:
    return image.pixelColor(round(GUTTER_PX + seconds * PX_PER_S), round(y))


def near(a: QColor, b: QColor, within: int = 3) -> bool:
    return all(abs(x - y) <= within for x, y in zip(a.getRgb()[:3], b.getRgb()[:3], strict=True))


def segment(number: int, start_s: float, end_s: float, annotator: str = "Ada") -> Segment:
    return Segment(number, 1, "style", "waltz", start_s, end_s, annotator, datetime.now(UTC))


def show(timeline: Timeline, *segments: Segment) -> None:
    timeline.change(tiers=(ShownTier("style", segments, {"waltz": "#ff8000"}, "Ada"),), active="style")


def test_a_loud_second_stands_out_of_a_silent_one(timeline: Timeline, theme: Theme) -> None:
    bins = np.zeros((1000, 2), np.float32)
    bins[300:400] = -1, 1
    timeline.change(sound=Extremes.of(bins, 100.0))
    image, lane = grabbed(timeline), timeline.rows.box("sound")
    for y in (lane.top() + 2, lane.center().y(), lane.bottom() - 3):
        assert near(colour(image, 3.5, y), theme.series(4))
    assert near(colour(image, 2.5, lane.top() + 2), theme.colour("sunken"))


def test_beats_are_lines_where_they_are_apart_and_nothing_where_they_are_dense(
    timeline: Timeline, theme: Theme
) -> None:
    timeline.change(grid=BeatGrid(np.arange(0.5, 10, 0.5)))
    y = timeline.rows.box("sound").top() + 3
    image = grabbed(timeline)
    assert not near(colour(image, 4.5, y), theme.colour("sunken"))
    assert near(colour(image, 4.75, y), theme.colour("sunken"))
    timeline.change(grid=BeatGrid(np.arange(0.5, 10, 0.02)))
    assert near(colour(grabbed(timeline), 4.5, y), theme.colour("sunken"))


def test_confidence_is_high_and_blue_low_and_orange_or_striped(timeline: Timeline, theme: Theme) -> None:
    values = np.concatenate([np.full(100, 1.0), np.full(100, 0.1), np.full(50, np.nan)])
    timeline.change(confidence=Averages.of(values))
    image, lane = grabbed(timeline), timeline.rows.box("confidence")
    assert near(colour(image, 2, lane.center().y()), confidence_colour(1.0))
    assert near(colour(image, 6, lane.bottom() - 1), confidence_colour(0.1))
    assert near(colour(image, 6, lane.center().y()), theme.colour("sunken"))
    row = [colour(image, 9 + dx / 100, lane.center().y()) for dx in range(6)]
    assert sum(near(pixel, theme.colour("bad")) for pixel in row) == 2


def test_corrected_frames_are_marked(timeline: Timeline, theme: Theme) -> None:
    timeline.change(corrected_s=np.array([2.0, 7.0]))
    image, y = grabbed(timeline), timeline.rows.box("confidence").top() + 2
    assert near(colour(image, 7.0, y), theme.colour("text"))
    assert near(colour(image, 6.9, y), theme.colour("sunken"))


def test_segments_have_the_colour_of_their_style_and_those_of_others_are_paler(timeline: Timeline) -> None:
    show(timeline, segment(1, 2, 4), segment(2, 2, 4, "Ben"))
    image, rows = grabbed(timeline), timeline.rows.active_tier.rows
    assert near(colour(image, 3.8, rows[0].center().y()), QColor("#ff8000"))
    other = colour(image, 3.8, rows[1].center().y())
    assert 60 < other.red() < 200


def test_a_thousand_segments_in_a_pixel_are_drawn_once(timeline: Timeline) -> None:
    many = tuple(segment(i, 5 + i * 1e-5, 5 + (i + 1) * 1e-5) for i in range(1000))
    show(timeline, *many)
    assert not grabbed(timeline).isNull()


def test_the_playhead_moves_without_drawing_the_rest_again(timeline: Timeline) -> None:
    grabbed(timeline)
    backdrop = timeline._backdrop
    for at_s in (1.0, 5.0, 9.9):
        timeline.set_playhead(at_s)
        image = grabbed(timeline)
        assert not near(colour(image, at_s, 100), colour(image, at_s - 0.2, 100))
    assert timeline._backdrop is backdrop


def wheel(timeline: Timeline, x: float, notches: float, modifier: Qt.KeyboardModifier) -> None:
    at = QPointF(x, 40)
    turn = QWheelEvent(
        at, timeline.mapToGlobal(at), QPoint(), QPoint(0, round(120 * notches)), Qt.MouseButton.NoButton,
        modifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(timeline, turn)


def test_ctrl_wheel_zooms_at_the_pointer_and_the_wheel_moves_along(timeline: Timeline) -> None:
    x = GUTTER_PX + 400
    wheel(timeline, x, 4, Qt.KeyboardModifier.ControlModifier)
    assert timeline.scale.px_per_s > 2 * PX_PER_S
    assert timeline.scale.time_s(400) == pytest.approx(4.0)
    left_s = timeline.scale.left_s
    wheel(timeline, x, -1, Qt.KeyboardModifier.NoModifier)
    assert timeline.scale.left_s > left_s
    timeline.fit()
    assert timeline.scale.shows_all


def test_a_zoomed_timeline_turns_pages_while_playing(timeline: Timeline) -> None:
    timeline.zoom_by(5, 0)
    timeline.set_playhead(1.9)
    assert timeline.scale.left_s == 0
    timeline.set_playhead(2.1)
    assert timeline.scale.left_s < 2.1 < timeline.scale.right_s
    assert timeline.scale.left_s > 1


def test_a_press_on_the_names_of_the_rows_does_nothing(qtbot: QtBot, timeline: Timeline) -> None:
    with qtbot.assertNotEmitted(timeline.scrubbed):
        qtbot.mouseClick(timeline, Qt.MouseButton.LeftButton, pos=QPoint(10, 40))


def test_nothing_can_be_shown(timeline: Timeline) -> None:
    timeline.set_content(Content())
    assert not grabbed(timeline).isNull()
    timeline.set_content(Content(np.zeros(1)))  # one frame
    assert not grabbed(timeline).isNull()


def test_the_look_follows_the_theme(timeline: Timeline, theme: Theme, settings: Settings) -> None:
    dark = colour(grabbed(timeline), 5, timeline.rows.box("sound").center().y())
    settings.theme = "light"
    theme.changed.emit()
    light = colour(grabbed(timeline), 5, timeline.rows.box("sound").center().y())
    assert light.lightness() > dark.lightness() + 100


def test_many_narrow_segments_are_seen_in_their_colours(timeline: Timeline) -> None:
    show(timeline, *(segment(i, i * 0.01, i * 0.01 + 0.009) for i in range(500)))  # one a pixel
    image, row = grabbed(timeline), timeline.rows.active_tier.own
    assert all(near(colour(image, at_s, row.center().y()), QColor("#ff8000")) for at_s in (0.5, 2.0, 4.5))
    assert not near(colour(image, 6.0, row.center().y()), QColor("#ff8000"))


def test_the_spectrum_takes_the_waveforms_place_low_pitches_below(timeline: Timeline, theme: Theme) -> None:
    levels = np.zeros((500, 8), np.uint8)
    levels[:, 0] = 255
    timeline.change(spectrum=Bands.of(levels, 50.0))
    image, box = grabbed(timeline), timeline.rows.box("sound")
    assert near(colour(image, 5, box.bottom() - 2), theme.colour("warn"))
    assert near(colour(image, 5, box.top() + 2), theme.colour("sunken"))


def test_downbeats_are_stronger_and_the_first_count_of_an_eight_says_which(
    timeline: Timeline, theme: Theme
) -> None:
    timeline.change(grid=BeatGrid(np.arange(0.5, 10, 0.5), downbeat=1))
    image, y = grabbed(timeline), timeline.rows.box("sound").top() + 3
    downbeat, other = (
        sum(not near(colour(image, at_s + dx / PX_PER_S, y), theme.colour("sunken")) for dx in (-1, 0, 1))
        for at_s in (3.0, 3.5)
    )
    assert downbeat > other
    assert timeline.rows.box("counts").height() > 0


class _Probe(Lane):
    name, title = "probe", "Probe"

    def height(self, content: Content) -> float:
        return 10.0

    def draw(self, painter: QPainter, view: View, box: QRectF) -> None:
        painter.fillRect(box, QColor("#123456"))


def test_a_lane_can_be_added_below_another(timeline: Timeline) -> None:
    timeline.add_lane(_Probe(), after="sound")
    box = timeline.rows.box("probe")
    assert timeline.rows.box("sound").bottom() < box.top() < timeline.rows.box("confidence").top()
    assert near(colour(grabbed(timeline), 5, box.center().y()), QColor("#123456"))


class _Band(Overlay):
    def draw(self, painter: QPainter, view: View, box: QRectF) -> None:
        painter.fillRect(QRectF(view.x(2), box.top(), view.x(3) - view.x(2), box.height()), QColor("#654321"))


def test_an_overlay_lies_over_all_rows(timeline: Timeline) -> None:
    timeline.add_overlay(_Band())
    image = grabbed(timeline)
    for y in (timeline.rows.box("ruler").center().y(), timeline.rows.box("confidence").center().y()):
        assert near(colour(image, 2.5, y), QColor("#654321"))


class _Recorder(Gesture):
    def __init__(self) -> None:
        self.moved: list[bool] = []
        self.released = False

    def move(self, at: QPointF, *, free: bool) -> None:
        self.moved.append(free)

    def release(self, at: QPointF, *, free: bool) -> None:
        self.released = True


def test_a_gesture_of_somebody_else_comes_first(qtbot: QtBot, timeline: Timeline) -> None:
    gesture = _Recorder()
    timeline.add_gesture(lambda event: gesture if event.position().x() > GUTTER_PX + 500 else None)
    with qtbot.assertNotEmitted(timeline.scrubbed):
        qtbot.mousePress(timeline, Qt.MouseButton.LeftButton, pos=QPoint(int(GUTTER_PX) + 600, 30))
        qtbot.mouseMove(timeline, QPoint(int(GUTTER_PX) + 650, 30))
        qtbot.mouseRelease(timeline, Qt.MouseButton.LeftButton, pos=QPoint(int(GUTTER_PX) + 650, 30))
    assert gesture.moved
    assert gesture.released
    with qtbot.waitSignal(timeline.scrubbed):
        qtbot.mouseClick(timeline, Qt.MouseButton.LeftButton, pos=QPoint(int(GUTTER_PX) + 100, 30))


def test_tiers_that_do_not_fit_are_scrolled_to_over_their_heads(timeline: Timeline) -> None:
    timeline.resize(timeline.width(), 180)
    tiers = tuple(ShownTier(f"tier {i}", annotator="Ada") for i in range(12))
    timeline.change(tiers=tiers, active="tier 0")
    last = timeline.rows.tier("tier 11")
    assert last.box.top() > timeline.rows.tiers_area.bottom()
    wheel(timeline, 20, -20, Qt.KeyboardModifier.NoModifier)
    assert timeline.rows.tier("tier 11").box.bottom() <= timeline.rows.tiers_area.bottom() + 1
    timeline.bring_into_view("tier 0")
    assert timeline.rows.tier("tier 0").box.top() >= timeline.rows.tiers_area.top() - 1


def test_escape_from_a_drag_leaves_the_segment(qtbot: QtBot, timeline: Timeline) -> None:
    show(timeline, segment(1, 2, 4))
    y = round(timeline.rows.active_tier.own.center().y())
    with qtbot.assertNotEmitted(timeline.segment_resized):
        qtbot.mousePress(timeline, Qt.MouseButton.LeftButton, pos=QPoint(round(GUTTER_PX) + 300, y))
        qtbot.mouseMove(timeline, QPoint(round(GUTTER_PX) + 400, y))
        assert timeline.cancel_gesture()
        qtbot.mouseRelease(timeline, Qt.MouseButton.LeftButton, pos=QPoint(round(GUTTER_PX) + 400, y))
