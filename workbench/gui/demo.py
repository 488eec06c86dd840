"""Making the demo project from the window: `barre demo` beside it, in a process that outlives it."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import tempfile
from collections import deque
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from core.errors import InputError
from workbench.gui.context import AppContext
from workbench.gui.messages import Level
from workbench.gui.process import fault_of
from workbench.gui.widgets.progress_strip import ProgressStrip

LOOK_MS = 300
KEPT_LINES = 50
PROGRESS = re.compile(r"^(?P<title>.+): (?P<percent>\d+)%\s*(?P<message>.*)$")


class DemoBuild(QObject):
    """One `barre demo`. Its project is opened as soon as there is one, so that one can watch it fill.

    The window may close meanwhile: the command goes on, and goes on where it was when it is run again.
    """

    progressed = Signal(float, str)
    ended = Signal()

    def __init__(self, context: AppContext, path: Path, *options: str) -> None:
        super().__init__(context)
        self._context, self._path = context, path
        self._options = options
        self._stopped = self._opened = False
        self._said: deque[str] = deque(maxlen=KEPT_LINES)
        self._process: subprocess.Popen[bytes] | None = None
        self._log = Path(tempfile.mkstemp(prefix="barre-demo-", suffix=".log")[1])
        self._read = 0
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self._look)

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        # -P: a file called core.py in the current folder must not shadow ours.
        command = [sys.executable, "-P", "-m", "workbench", "demo", str(self._path), *self._options]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=log,
                start_new_session=True,
            )
        self._timer.start()

    def stop(self) -> None:
        """Stop it as Ctrl+C would: its jobs are cancelled; run again, it goes on from here."""
        self._stopped = True
        if self._process is not None and self.running:
            self._process.send_signal(signal.SIGINT)

    def _look(self) -> None:
        for line in self._new_lines():
            self._said.append(line)
            if (found := PROGRESS.match(line)) is not None:
                text = " ".join(filter(None, [found["title"] + ":", found["message"]]))
                self.progressed.emit(int(found["percent"]) / 100, text)
        if not self._opened and (self._path / "project.db").exists():
            self._opened = self._context.open_project(self._path)
        if not self.running:
            self._finish()

    def _new_lines(self) -> list[str]:
        with self._log.open("rb") as file:
            file.seek(self._read)
            data = file.read()
        whole, newline, _ = data.rpartition(b"\n")
        self._read += len(whole) + len(newline)
        return [line.strip() for line in whole.decode("utf-8", "replace").splitlines() if line.strip()]

    def _finish(self) -> None:
        self._timer.stop()
        code = self._process.returncode if self._process is not None else 1
        self._log.unlink(missing_ok=True)
        if self._stopped:
            self._context.message("The demo was stopped. Make it again at the same place to go on.")
        elif code == 0:
            self._context.message("The demo is ready: look at its runs, compare its dances.", Level.GOOD)
        else:
            self._context.report(fault_of(self._said, "barre demo"))
        self.ended.emit()


class DemoStrip(ProgressStrip):
    """Shows how far the demo is, on every page."""

    def __init__(self, context: AppContext) -> None:
        super().__init__("strip")
        self._context = context
        self.build: DemoBuild | None = None
        self.stopped.connect(self._on_stop_asked)

    def begin(self, path: Path, *options: str) -> DemoBuild | None:
        """Begin to make the demo project at `path`; None when it cannot be made there."""
        if self.build is not None:
            self._context.message("A demo is being made already.")
            return None
        if path.exists() and not (path / "project.db").exists():
            self._context.report(
                InputError(f"{path} exists already.", "Choose another name for the demo project.")
            )
            return None
        self.build = DemoBuild(self._context, path, *options)
        self.build.progressed.connect(self.show_progress)
        self.build.ended.connect(self._on_ended)
        self.build.start()
        self.begin_showing("Making the demo project: four styles, danced and scored by code")
        return self.build

    def _on_stop_asked(self) -> None:
        if self.build is not None:
            self.build.stop()

    def _on_ended(self) -> None:
        self.hide()
        if self.build is not None:
            self.build.deleteLater()
            self.build = None
