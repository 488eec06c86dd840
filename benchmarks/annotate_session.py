"""One annotator at work, measured: what `annotate_gui.py` runs in a process of its own."""

from __future__ import annotations

import os
import random
import resource
import sqlite3
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np
from PySide6.QtCore import QEvent, QEventLoop, QObject, QPointF, Qt, QTimer
from PySide6.QtGui import QMouseEvent, QPaintEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

import workbench.gui.annotate.desk as desk
from workbench.gui.annotate.page import AnnotatePage
from workbench.gui.app import favour_the_window
from workbench.gui.context import AppContext
from workbench.gui.settings import Settings
from workbench.gui.widgets.video_canvas import VideoCanvas
from workbench.gui.window import MainWindow

THINK_MS = 33  # between two steps: a key that is held down repeats about so fast
STEPS, JUMPS, CORRECTIONS, LIMBS, DRAG_STEPS = 300, 80, 60, 40, 60
SETTLE_MS = 1500
HEAVY = ("torch", "librosa", "mediapipe", "cv2", "scipy.signal", "sklearn", "lightning")


class WatchedApplication(QApplication):
    """Knows how long it was busy with one event, events within events included.

    Attributes:
        worst_ms: of the wall clock: what a person feels, whatever else the machine does.
        worst_work_ms: of this thread's own work.
    """

    def __init__(self) -> None:
        super().__init__([])
        self.worst_ms = self.worst_work_ms = 0.0
        self._depth = 0

    def notify(self, receiver: QObject, event: QEvent) -> bool:
        if self._depth:
            return super().notify(receiver, event)
        self._depth += 1
        start, work = time.perf_counter(), time.thread_time()
        try:
            return super().notify(receiver, event)
        finally:
            self._depth -= 1
            self.worst_ms = max(self.worst_ms, (time.perf_counter() - start) * 1000)
            self.worst_work_ms = max(self.worst_work_ms, (time.thread_time() - work) * 1000)


class WatchedCanvas(VideoCanvas):
    """Knows when it was painted."""

    painted: Callable[[], None] = staticmethod(lambda: None)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        self.painted()


class Session:
    """Waits for paints without asking in circles: the event loop runs until the canvas has been painted."""

    def __init__(self, page: AnnotatePage) -> None:
        self.page, self.canvas = page, page.canvas
        self._loop = QEventLoop()

    def until_painted(self, is_there: Callable[[], bool], timeout_ms: int = 10_000) -> float:
        """Return the moment at which a paint ended after which `is_there` holds."""
        ended = [0.0]

        def painted() -> None:
            if is_there():
                ended[0] = time.perf_counter()
                self._loop.quit()

        self.canvas.painted = painted
        timeout = QTimer(singleShot=True, interval=timeout_ms)
        timeout.timeout.connect(self._loop.quit)
        timeout.start()
        self._loop.exec()
        timeout.stop()
        self.canvas.painted = lambda: None
        if not ended[0]:
            sys.exit("the canvas was not painted in time")
        return ended[0]

    def frame_ms(self, frame: int, act: Callable[[], object]) -> float:
        """Return how long after an act a frame is painted, picture and skeleton."""
        start = time.perf_counter()
        page, canvas = self.page, self.canvas
        act()
        if page.player.shown == frame:  # it was at hand; its paint is still to come
            canvas.update()
        ended = self.until_painted(lambda: page.player.shown == frame and canvas.image is not None)
        return (ended - start) * 1000


def rest(ms: int) -> None:
    """Let the event loop run."""
    loop = QEventLoop()
    QTimer.singleShot(ms, loop.quit)
    loop.exec()


def measure(project: Path) -> dict[str, float]:
    """Open a project's first video and work on it. Everything is imported by now."""
    begun = time.perf_counter()
    desk.VideoCanvas = WatchedCanvas  # type: ignore[misc]
    app = WatchedApplication()
    settings = project.parent / "settings.ini"
    context = AppContext(Settings(settings), starts_jobs=False)
    context.theme.apply()
    window = MainWindow(context)
    window.resize(1280, 800)
    window.show()
    context.open_project(project)
    favour_the_window()
    context.show_page("annotate", video_id=1)
    page = window.page("annotate")
    session = Session(page)
    painted = session.until_painted(lambda: page.canvas.image is not None)
    started_at = float(os.environ["BARRE_STARTED_AT"])
    shell_ms = (time.time() - started_at - (time.perf_counter() - painted)) * 1000
    results = {
        "open to first paint, from the shell (ms)": shell_ms,
        "open to first paint, after imports (ms)": (painted - begun) * 1000,
    }
    rest(SETTLE_MS)  # waveform, confidence and the like have arrived
    window.activateWindow()
    QTest.qWaitForWindowActive(window, 2000)
    page.canvas.setFocus()
    app.worst_ms = app.worst_work_ms = 0.0
    results |= _steps(session) | _jumps(session, "random frame painted")
    results |= _corrections(session) | _limbs(session)
    results["a bare commit of one row, p95 (ms)"] = _bare_commit_ms(project.parent)
    results["window blocked at most (ms)"] = app.worst_ms
    results["of which own work (ms)"] = app.worst_work_ms
    page.open_item(video_id=2)
    session.until_painted(lambda: page.state.subject.video.id == 2 and page.canvas.image is not None)
    rest(SETTLE_MS)
    results |= _jumps(session, "random frame without a proxy")
    results["memory at its peak (MB)"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    loaded = [name for name in HEAVY if name in sys.modules]
    if loaded:
        sys.exit(f"loaded to annotate: {', '.join(loaded)}")
    context.shutdown()
    return results


def _steps(session: Session) -> dict[str, float]:
    page, canvas = session.page, session.canvas
    n = page.player.n_frames
    begin = min(100, n // 3)

    def steps(count: int, think_ms: int) -> list[float]:
        took = []
        for _ in range(count):
            if page.player.target >= n - 2:
                session.frame_ms(begin, lambda: page.go_to(begin))
            target = page.player.target + 1
            took.append(session.frame_ms(target, lambda: QTest.keyClick(canvas, Qt.Key.Key_Right)))
            if think_ms:
                rest(think_ms)
        return took

    session.frame_ms(begin, lambda: page.go_to(begin))
    held = steps(STEPS, THINK_MS)
    hurried = steps(STEPS, 0)
    return {
        "next frame painted, median (ms)": float(np.median(hurried)),
        "next frame painted, p95 (ms)": _p95(hurried),
        "next frame painted, key held, p95 (ms)": _p95(held),
    }


def _jumps(session: Session, name: str) -> dict[str, float]:
    page = session.page
    draw = random.Random(1)
    took = []
    for _ in range(JUMPS):
        frame = draw.randrange(page.player.n_frames)
        if frame != page.player.shown:
            took.append(session.frame_ms(frame, lambda frame=frame: page.go_to(frame)))
            rest(20)
    return {f"{name}, median (ms)": float(np.median(took)), f"{name}, p95 (ms)": _p95(took)}


def _corrections(session: Session) -> dict[str, float]:
    page, canvas = session.page, session.canvas
    stored, dragged = [], []
    for i in range(CORRECTIONS):
        joint = i % 33
        frame = (i * 37) % page.player.n_frames
        if frame != page.player.shown:
            session.frame_ms(frame, lambda frame=frame: page.go_to(frame))
        x, y = canvas.people[0].joints[joint, :2].tolist()
        at = QPointF(*canvas.view.to_widget(x, y)).toPoint()
        if not canvas.rect().contains(at):
            continue
        QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=at)
        for step in range(1, 1 + DRAG_STEPS // 10):
            start = time.perf_counter()
            QTest.mouseMove(canvas, at + QPointF(3 * step, 2 * step).toPoint())
            if canvas.is_dragging:
                dragged.append((session.until_painted(lambda: True) - start) * 1000)
        start = time.perf_counter()
        QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton)  # durable when it returns
        stored.append((time.perf_counter() - start) * 1000)
        rest(5)
    return {
        "correction durable, p95 (ms)": _p95(stored),
        "drag step painted, p95 (ms)": _p95(dragged),
    }


def _limbs(session: Session) -> dict[str, float]:
    """Drag wrists and ankles with Shift held, frames before and after on show; nothing is stored."""
    page, canvas = session.page, session.canvas
    for _ in range(3):
        page.cycle_onion()
    took, worked = [], []
    for i in range(LIMBS):
        frame = (i * 37 + 11) % page.player.n_frames
        if frame != page.player.shown:
            session.frame_ms(frame, lambda frame=frame: page.go_to(frame))
        x, y = canvas.people[0].joints[(15, 16, 27, 28)[i % 4], :2].tolist()
        at = QPointF(*canvas.view.to_widget(x, y))
        if not canvas.rect().contains(at.toPoint()):
            continue
        QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=at.toPoint())
        for step in range(1, 1 + DRAG_STEPS // 10):
            start, work = time.perf_counter(), time.thread_time()
            _move_with_shift(canvas, at + QPointF(3 * step, 2 * step))
            if canvas.is_dragging:
                took.append((session.until_painted(lambda: True) - start) * 1000)
                worked.append((time.thread_time() - work) * 1000)
        canvas.cancel_drag()
        QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton)
    page.cycle_onion()
    return {
        "drag step with its limb painted, p95 (ms)": _p95(took),
        "of which own work, p95 (ms)": _p95(worked),
    }


def _move_with_shift(canvas: VideoCanvas, at: QPointF) -> None:
    """Move the mouse; QTest's moves carry no modifiers."""
    button, shift = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier
    move = QMouseEvent(QEvent.Type.MouseMove, at, canvas.mapToGlobal(at), button, button, shift)
    QApplication.sendEvent(canvas, move)


def _bare_commit_ms(folder: Path) -> float:
    """What the disk alone takes of a correction: one row, committed with the project's settings."""
    path = folder / "bare.db"
    took = []
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("CREATE TABLE IF NOT EXISTS t (x)")
        for _ in range(CORRECTIONS):
            start = time.perf_counter()
            connection.execute("INSERT INTO t VALUES (1)")
            took.append((time.perf_counter() - start) * 1000)
    path.unlink()
    return _p95(took)


def _p95(values: list[float]) -> float:
    return float(np.percentile(values, 95))
