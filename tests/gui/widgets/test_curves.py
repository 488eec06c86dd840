"""The curves of a joint: where its values lie, and what dragging a point asks for."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, Qt
from pytestqt.qtbot import QtBot

from workbench.gui.settings import Settings
from workbench.gui.theme import Theme
from workbench.gui.widgets.curves.content import Band, Curves, speed_of
from workbench.gui.widgets.curves.widget import JointCurves
from workbench.gui.widgets.timeline.heads import GUTTER_PX
from workbench.gui.widgets.timeline.scale import TimeScale

FPS, GUTTER = 25, round(GUTTER_PX)
TIMES_S = np.arange(100) / FPS


def circle() -> Curves:
    """A wrist that goes round once a second, 50 px from the middle, unseen in frames 40 to 44."""
    turn = 2 * np.pi * TIMES_S
    xy = np.stack([200 + 50 * np.cos(turn), 100 + 50 * np.sin(turn)], axis=1)
    xy[40:45] = np.nan
    return Curves(TIMES_S, xy, np.array([3, 60]))


@pytest.fixture
def curves(qtbot: QtBot, tmp_path: Path) -> JointCurves:
    settings = Settings(tmp_path / "settings.ini")
    settings.theme = "dark"
    made = JointCurves(Theme(settings))
    qtbot.addWidget(made)
    made.resize(GUTTER + 1000, 168)
    made.set_scale(TimeScale.whole(0, 4, 1000))
    made.set_curves(circle())
    made.show()
    qtbot.waitExposed(made)
    return made


def drag(
    qtbot: QtBot,
    curves: JointCurves,
    at: QPointF,
    by_y: float,
    modifier=Qt.KeyboardModifier.NoModifier,
    by_x=0.0,
):
    button = Qt.MouseButton.LeftButton
    to = at + QPointF(by_x, by_y)
    qtbot.mousePress(curves, button, modifier, pos=at.toPoint())
    qtbot.mouseMove(curves, ((at + to) / 2).toPoint())
    qtbot.mouseMove(curves, to.toPoint())
    qtbot.mouseRelease(curves, button, modifier, pos=to.toPoint())


def test_a_steady_circle_has_a_steady_speed() -> None:
    xy = circle().xy
    np.testing.assert_allclose(speed_of(TIMES_S, xy)[5:35], 2 * np.pi * 50, rtol=0.02)
    assert np.isnan(speed_of(TIMES_S, xy)[39:46]).all()


def test_speed_of_one_frame_or_none_is_unknown() -> None:
    assert np.isnan(speed_of(TIMES_S[:1], circle().xy[:1])).all()
    assert len(speed_of(TIMES_S[:0], circle().xy[:0])) == 0


@given(st.floats(-1e4, 1e4), st.floats(0.1, 1e4), st.floats(0, 1), st.booleans())
def test_pixels_and_values_of_a_band_are_each_others_inverse(
    low: float, span: float, share: float, is_flipped: bool
) -> None:
    band = Band(10, 50, low, low + span, is_flipped)
    value = low + share * span
    assert band.value(band.y(value)) == pytest.approx(value, abs=1e-6 * (abs(low) + span))
    assert 10 - 1e-6 <= band.y(value) <= 60 + 1e-6


def test_a_joint_that_moves_up_in_the_picture_moves_up_in_its_curve(curves: JointCurves) -> None:
    y = curves.curves.xy[:, 1]
    high, low = int(np.nanargmin(y)), int(np.nanargmax(y))
    assert curves.point(1, high).y() < curves.point(1, low).y()


def test_a_dragged_point_asks_to_move_its_frame(qtbot: QtBot, curves: JointCurves) -> None:
    band = curves.bands()[1]
    with qtbot.waitSignal(curves.point_moved) as moved:
        drag(qtbot, curves, curves.point(1, 20), 12)
    first, last, axis, by = moved.args
    assert (first, last, axis) == (20, 20, 1)
    assert by == pytest.approx(12 * (band.high - band.low) / band.height, rel=0.15)


def test_all_frames_of_a_marked_span_go_along(qtbot: QtBot, curves: JointCurves) -> None:
    with qtbot.waitSignal(curves.span_marked) as marked:
        start = curves.point(0, 10)
        drag(
            qtbot,
            curves,
            start,
            0,
            Qt.KeyboardModifier.ShiftModifier,
            curves.point(0, 20).x() - start.x() + 2,
        )
    assert marked.args == pytest.approx([TIMES_S[10], TIMES_S[21]])
    with qtbot.waitSignal(curves.point_moved) as moved:
        drag(qtbot, curves, curves.point(0, 15), -10)
    assert moved.args[:3] == [10, 20, 0]
    with qtbot.waitSignal(curves.point_moved) as moved:
        drag(qtbot, curves, curves.point(0, 30), -10)
    assert moved.args[:3] == [30, 30, 0]


def test_a_press_beside_the_points_goes_to_that_moment(qtbot: QtBot, curves: JointCurves) -> None:
    speed = curves.point(2, 50)
    with qtbot.waitSignal(curves.scrubbed) as scrubbed, qtbot.assertNotEmitted(curves.point_moved):
        drag(qtbot, curves, speed, 8)  # speed follows from x and y: it cannot be dragged
    assert scrubbed.args[0] == pytest.approx(TIMES_S[50], abs=0.02)


def test_what_may_not_be_edited_cannot_be_dragged(qtbot: QtBot, curves: JointCurves) -> None:
    curves.editable = False
    with qtbot.assertNotEmitted(curves.point_moved):
        drag(qtbot, curves, curves.point(1, 20), 12)


def test_a_drag_that_is_given_up_moves_nothing(qtbot: QtBot, curves: JointCurves) -> None:
    at = curves.point(1, 20)
    qtbot.mousePress(curves, Qt.MouseButton.LeftButton, pos=at.toPoint())
    qtbot.mouseMove(curves, (at + QPointF(0, 15)).toPoint())
    assert curves.is_dragging
    curves.cancel_drag()
    with qtbot.assertNotEmitted(curves.point_moved):
        qtbot.mouseRelease(curves, Qt.MouseButton.LeftButton, pos=(at + QPointF(0, 15)).toPoint())


@pytest.mark.parametrize("n_frames", [0, 1, 2, 100_000])
def test_any_length_is_drawn(qtbot: QtBot, curves: JointCurves, n_frames: int) -> None:
    times_s = np.arange(n_frames) / FPS
    xy = np.random.default_rng(0).normal(100, 30, (n_frames, 2))
    curves.set_curves(Curves(times_s, xy, note="No joint"))
    curves.set_scale(TimeScale.whole(0, max(n_frames, 1) / FPS, 1000))
    assert not curves.grab().isNull()


def test_a_joint_never_seen_is_drawn(curves: JointCurves) -> None:
    curves.set_curves(Curves(TIMES_S, np.full((100, 2), np.nan)))
    assert not curves.grab().isNull()
