"""A study in a real project, and people who take part in it by real clicks and keys."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from core.studies.records import Clip, DesignedStudy, Trial
from db.project import Project
from tests.workbench.study_dances import small_design
from workbench.actions.studies import new_study, start_study
from workbench.gui.rate.taking.window import TakingWindow

QUICKLY = 40.0  # times the speed: a second of a clip is over in a fortieth
LEFT = Qt.MouseButton.LeftButton
INSIDE = QPoint(12, 12)  # on the box that is ticked

Choose = Callable[[Trial, dict[int, Clip]], int]
"""Which digit a rater presses for a trial."""


def started(project: Project, **more: object) -> DesignedStudy:
    values = {"clip_s": 1.0} | more
    return start_study(project, new_study(project, small_design(project, **values)).id)


def open_window(qtbot: QtBot, context, study: DesignedStudy, *, speed: float = QUICKLY) -> TakingWindow:
    window = TakingWindow(context, study)
    window.resize(1280, 800)
    window.show()
    qtbot.waitExposed(window)
    window.stage.player.set_speed(speed)
    return window


def begin(qtbot: QtBot, window: TakingWindow) -> None:
    """Agree, read how it goes, and wait for the first dance."""
    qtbot.mouseClick(window.welcome.agree, LEFT, pos=INSIDE)
    qtbot.mouseClick(window.welcome.begin, LEFT)
    qtbot.waitUntil(lambda: window.stack.currentWidget() is window.message)
    qtbot.mouseClick(window.message.button, LEFT)
    qtbot.waitUntil(lambda: window.showing is not None)


def answer(qtbot: QtBot, window: TakingWindow, digits: int | list[int]) -> None:
    """See the dance to its end, press digits, and Enter; wait for what comes next."""
    before = window.showing
    qtbot.waitUntil(window.questions.isEnabled)
    for digit in [digits] if isinstance(digits, int) else digits:
        QTest.keyClick(window, Qt.Key(Qt.Key.Key_0 + digit))
    QTest.keyClick(window, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.showing is not before)


def take_part(qtbot: QtBot, window: TakingWindow, clips: dict[int, Clip], choose: Choose) -> str:
    """Begin, answer everything, and return the code."""
    begin(qtbot, window)
    code = window.sitting.rater.code
    while window.showing is not None:
        answer(qtbot, window, choose(window.showing.trial, clips))
    qtbot.waitUntil(lambda: window.stack.currentWidget() is window.message)
    return code
