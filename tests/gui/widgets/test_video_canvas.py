from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.skeleton import skeleton
from workbench.gui.widgets.pose import Mark, PersonPose
from workbench.gui.widgets.video_canvas import NO_PICTURE, VideoCanvas

BODY = skeleton("blazepose33")


def person(x: float = 100.0, y: float = 100.0) -> PersonPose:
    """33 joints on a grid whose first joint is at a place; 15 px apart."""
    j = np.arange(33)
    joints = np.stack([x + 15 * (j % 6), y + 15 * (j // 6), 0 * j, 0 * j + 1], axis=1).astype(np.float32)
    return PersonPose(joints, np.zeros(33, np.uint8), BODY)


@pytest.fixture
def canvas(qtbot: QtBot) -> VideoCanvas:
    made = VideoCanvas()
    qtbot.addWidget(made)
    made.resize(640, 360)
    made.show()
    qtbot.waitExposed(made)
    made.set_image_size(320, 180)
    picture = QImage(320, 180, QImage.Format.Format_RGB32)
    picture.fill(QColor(90, 120, 60))
    made.show_frame(picture, [person()])
    return made


def place(canvas: VideoCanvas, x: float, y: float) -> QPoint:
    return QPointF(*canvas.view.to_widget(x, y)).toPoint()


def grabbed(canvas: VideoCanvas) -> QImage:
    return canvas.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)


def test_a_drag_paints_what_a_whole_paint_would(qtbot: QtBot, canvas: VideoCanvas) -> None:
    canvas.show_people([person(), person(60, 20)])
    canvas.set_selection(0, 14)
    start = place(canvas, 130, 130)
    qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=start)
    for by in (QPoint(30, 10), QPoint(180, 90), QPoint(-150, -60), QPoint(20, -70)):
        qtbot.mouseMove(canvas, start + by)
        dragged = grabbed(canvas)
        canvas.show_people(canvas.people)  # forgets what stood still
        assert grabbed(canvas) == dragged


def test_a_view_that_changes_under_a_drag_is_painted(qtbot: QtBot, canvas: VideoCanvas) -> None:
    start = place(canvas, 130, 130)
    qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(canvas, start + QPoint(20, 20))
    before = grabbed(canvas)
    canvas.zoom_by(2)
    assert grabbed(canvas).pixelColor(5, 5) == before.pixelColor(300, 170)  # the picture's colour
    canvas.show_frame(None, [person()])
    assert not canvas.is_dragging


def test_a_drag_says_where_the_joint_is_in_the_picture(qtbot: QtBot, canvas: VideoCanvas) -> None:
    dragged: list[tuple[float, ...]] = []
    canvas.joint_dragged.connect(lambda *what: dragged.append(what))
    start = place(canvas, 130, 130)
    qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=start + QPoint(2, 1))  # a little beside it
    qtbot.mouseMove(canvas, start + QPoint(22, 41))
    with qtbot.waitSignal(canvas.joint_dropped) as dropped:
        qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=start + QPoint(22, 41))
    assert dropped.args == pytest.approx([0, 14, 140, 150])  # two screen pixels a picture's pixel
    assert dragged[-1] == pytest.approx((0, 14, 140, 150))


def test_what_cannot_be_edited_can_be_chosen_and_not_moved(qtbot: QtBot, canvas: VideoCanvas) -> None:
    canvas.editable = False
    start = place(canvas, 130, 130)
    with qtbot.waitSignal(canvas.joint_selected) as chosen, qtbot.assertNotEmitted(canvas.joint_dropped):
        qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=start)
        qtbot.mouseMove(canvas, start + QPoint(50, 50))
        qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=start + QPoint(50, 50))
    assert chosen.args == [0, 14]


@pytest.mark.parametrize(
    ("button", "modifier"),
    [
        (Qt.MouseButton.MiddleButton, Qt.KeyboardModifier.NoModifier),
        (Qt.MouseButton.RightButton, Qt.KeyboardModifier.NoModifier),
        (Qt.MouseButton.LeftButton, Qt.KeyboardModifier.AltModifier),
    ],
)
def test_the_picture_follows_the_hand(
    qtbot: QtBot, canvas: VideoCanvas, button: Qt.MouseButton, modifier: Qt.KeyboardModifier
) -> None:
    canvas.zoom_by(4, QPointF(320, 180))
    before = canvas.view.to_image(320, 180)
    start = place(canvas, 160, 90)
    qtbot.mousePress(canvas, button, modifier, start)
    qtbot.mouseMove(canvas, start + QPoint(80, 40))
    qtbot.mouseRelease(canvas, button, modifier, start + QPoint(80, 40))
    assert canvas.view.to_image(320, 180) == pytest.approx((before[0] - 10, before[1] - 5))


def test_the_wheel_zooms_where_the_pointer_is(qtbot: QtBot, canvas: VideoCanvas) -> None:
    at = QPointF(500, 300)
    under = canvas.view.to_image(at.x(), at.y())
    turn = QWheelEvent(
        at, canvas.mapToGlobal(at), QPoint(), QPoint(0, 240), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(canvas, turn)
    assert canvas.view.zoom == pytest.approx(1.44)
    assert canvas.view.to_image(at.x(), at.y()) == pytest.approx(under)


def test_without_a_picture_the_skeleton_stands_on_an_empty_one(canvas: VideoCanvas) -> None:
    canvas.show_frame(None, [person()])
    image = grabbed(canvas)
    assert image.pixelColor(place(canvas, 300, 20)) == NO_PICTURE
    assert image.pixelColor(place(canvas, 130, 130)) != NO_PICTURE


def test_shape_tells_who_placed_a_joint(canvas: VideoCanvas) -> None:
    pose = person(20, 20)
    pose.joints[:, :2] = (
        20 + (pose.joints[:, :2] - 20) * 1.7
    )  # apart, and tall enough for joints of full size
    pose.joints[:, 0] += 20 * (np.arange(33) // 6 % 2)
    pose.marks[[20, 22]] = Mark.MOVED, Mark.HIDDEN
    canvas.show_people([pose])
    image = grabbed(canvas)

    def changed(joint: int, dx: float, dy: float) -> bool:
        """Whether something is drawn at screen pixels from a joint."""
        x, y = pose.joints[joint, :2].tolist()
        return image.pixelColor(place(canvas, x, y) + QPointF(dx, dy).toPoint()) != QColor(90, 120, 60)

    assert changed(20, 0, -6)  # a diamond reaches further
    assert not changed(19, 0, -7)
    assert changed(19, 0, 0)


def test_skeletons_can_be_turned_off(qtbot: QtBot, canvas: VideoCanvas) -> None:
    canvas.set_skeleton_shown(False)
    assert grabbed(canvas).pixelColor(place(canvas, 130, 130)) == QColor(90, 120, 60)
    with qtbot.waitSignal(canvas.joint_selected) as chosen:
        qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=place(canvas, 130, 130))
    assert chosen.args == [0, -1]  # nobody takes hold of what is not seen


def test_nobody_and_nothing_can_be_shown(canvas: VideoCanvas) -> None:
    missing = PersonPose(np.full((33, 4), np.nan, np.float32), np.zeros(33, np.uint8), BODY)
    canvas.set_selection(0, 5)
    for people in ([], [missing]):
        canvas.show_frame(None, people)
        grabbed(canvas)
