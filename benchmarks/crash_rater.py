"""A rater at the real window who answers until killed: what `crash_study.py` runs as a process.

    python benchmarks/crash_rater.py PROJECT.barre STUDY SEED

Goes on as whoever began and did not end, else begins anew. Before each answer it prints ``{"trying": [CODE,
TRIAL, CHOICE]}``; once the next clip is shown, ``{"done": [CODE, TRIAL, CHOICE]}``.
"""

from __future__ import annotations

import json
import os
import random
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from workbench.gui.context import AppContext
from workbench.gui.rate.taking.session import Showing
from workbench.gui.rate.taking.window import TakingWindow
from workbench.gui.settings import Settings

QUICKLY = 200.0  # times the speed: it is the answers that are looked at


class Rater:
    """Agrees, watches, presses a digit and Enter, and sits down again when all is answered."""

    def __init__(self, window: TakingWindow, seed: int) -> None:
        self.window, self.draw = window, random.Random(seed)
        self.tried: tuple[Showing, list[object]] | None = None
        window.stage.player.set_speed(QUICKLY)

    def work(self) -> None:
        """Do the next thing that the screen asks for."""
        window = self.window
        if window._task is not None:
            return
        if window.stack.currentWidget() is window.welcome:
            self._sit_down()
        elif window.stack.currentWidget() is window.message:
            self._say_done()
            window.message.button.click()
        elif window.showing is not None and window.questions.isEnabled():
            self._answer(window.showing)

    def _sit_down(self) -> None:
        welcome = self.window.welcome
        if welcome.codes:
            next(iter(welcome.codes.values())).click()
        else:
            welcome.agree.setChecked(True)
            welcome.begin.click()

    def _answer(self, showing: Showing) -> None:
        self._say_done()
        digit = self.draw.randint(1, 4)
        choice = self.window.questions.asked[0].order[digit - 1]
        code = self.window.sitting.rater.code if self.window.sitting else ""
        self.tried = (showing, [code, showing.trial.position, choice])
        say({"trying": self.tried[1]})
        QTest.keyClick(self.window, Qt.Key(Qt.Key.Key_0 + digit))
        QTest.keyClick(self.window, Qt.Key.Key_Return)

    def _say_done(self) -> None:
        """The screen has gone on: what was tried is done."""
        if self.tried is not None and self.window.showing is not self.tried[0]:
            say({"done": self.tried[1]})
            self.tried = None


def say(what: dict[str, object]) -> None:
    print(json.dumps(what), flush=True)


def main() -> None:
    project, study, seed = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    app = QApplication([])
    with tempfile.TemporaryDirectory() as folder:
        context = AppContext(Settings(Path(folder) / "settings.ini"), starts_jobs=False)
        if not context.open_project(project):
            sys.exit(f"{project} cannot be opened")
        window = TakingWindow(context, context.open.study_designs.get(study))
        window.resize(1280, 800)
        window.show()
        rater = Rater(window, seed)
        timer = QTimer(interval=5)
        timer.timeout.connect(rater.work)
        timer.start()
        app.exec()


if __name__ == "__main__":
    main()
