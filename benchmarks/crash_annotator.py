"""An annotator at the real window who works until killed: what `crash_session.py` runs as a process.

    python benchmarks/crash_annotator.py PROJECT.barre SEED

Before each edit it prints ``{"trying": NAME}``. Once the window shows the edit as stored, it prints what is
on the screen: ``{"done": NAME, "frame": F, "joints": [[x, y], ...], "segments": [[label, start_s, end_s]]}``.
"""

from __future__ import annotations

import json
import os
import random
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QPoint, QPointF, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from workbench.gui.annotate.page import AnnotatePage
from workbench.gui.context import AppContext
from workbench.gui.settings import Settings
from workbench.gui.window import MainWindow

KEY, MOD = Qt.Key, Qt.KeyboardModifier


class Annotator:
    """Drags joints, marks segments, changes their style, undoes and redoes: real keys, the real mouse."""

    def __init__(self, page: AnnotatePage, seed: int) -> None:
        self.page, self.canvas = page, page.canvas
        self.draw = random.Random(seed)
        self.deeds = {"drag": 5, "segment": 3, "undo": 2, "redo": 1}

    def work(self) -> None:
        """Do one thing and say so."""
        if self.page.player.shown != self.page.player.target:
            return  # the picture is still on its way: a person waits for it
        name = self.draw.choices(list(self.deeds), list(self.deeds.values()))[0]
        say({"trying": name})
        getattr(self, f"_{name}")()
        shown = self.canvas.people[0].joints[:, :2].tolist()
        segments = [[s.label, s.start_s, s.end_s] for s in self.page.state.tiers.segments]
        say({"done": name, "frame": self.page.state.frame, "joints": shown, "segments": segments})
        self.page.go_to(self.draw.randrange(self.page.player.n_frames))

    def _drag(self) -> None:
        x, y = self.canvas.people[0].joints[self.draw.randrange(33), :2].tolist()
        at = QPointF(*self.canvas.view.to_widget(x, y)).toPoint()
        to = at + QPoint(self.draw.randint(-40, 40), self.draw.randint(5, 40))
        QTest.mousePress(self.canvas, Qt.MouseButton.LeftButton, pos=at)
        QTest.mouseMove(self.canvas, (at + to) / 2)
        QTest.mouseMove(self.canvas, to)
        QTest.mouseRelease(self.canvas, Qt.MouseButton.LeftButton, pos=to)

    def _segment(self) -> None:
        """Mark from here to here with keys, or end it elsewhere, and give it a style."""
        QTest.keyClick(self.canvas, KEY.Key_I)
        QTest.keyClick(self.canvas, KEY.Key_O)
        QTest.keyClick(self.canvas, self.draw.choice([KEY.Key_1, KEY.Key_2]))

    def _undo(self) -> None:
        self.page.context.undo_stack.undo()

    def _redo(self) -> None:
        self.page.context.undo_stack.redo()


def say(what: dict[str, object]) -> None:
    print(json.dumps(what), flush=True)


def main() -> None:
    project, seed = Path(sys.argv[1]), int(sys.argv[2])
    app = QApplication([])
    with tempfile.TemporaryDirectory() as folder:
        context = AppContext(Settings(Path(folder) / "settings.ini"), starts_jobs=False)
        window = MainWindow(context)
        window.resize(1280, 800)
        window.show()
        if not context.open_project(project):
            sys.exit(f"{project} cannot be opened")
        context.show_page("annotate", video_id=1)
        page = window.page("annotate")
        annotator = Annotator(page, seed)
        timer = QTimer(interval=0)

        def tick() -> None:
            if page.player.shown >= 0 and not page.loader.is_reading("marks"):
                annotator.work()

        timer.timeout.connect(tick)
        timer.start()
        app.exec()


if __name__ == "__main__":
    main()
