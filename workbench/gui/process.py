"""Commands run beside the window: work that needs libraries which the window must not load."""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Iterable, Sequence

from PySide6.QtCore import QObject, QProcess, Signal

from core.errors import JobError

KEPT_LINES = 200
ERROR = "Error: "  # how commands begin the sentence that says why they failed


class Command(QObject):
    """One ``barre ...`` command. It ends with the window; what must go on is a job instead.

    Signals:
        line: each line that it prints on stderr, where commands say how far they are.
        done: its standard output, when it ended well.
        failed: a `BarreError` with its last words, when it did not.
        ended: its process is over, whatever became of it, also after `cancel`.
    """

    line = Signal(str)
    done = Signal(str)
    failed = Signal(object)
    ended = Signal()

    def __init__(self, arguments: Sequence[str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._name = f"barre {arguments[0]}"
        self._said: deque[str] = deque(maxlen=KEPT_LINES)
        self._cancelled = False
        self._process = QProcess(self)
        self._process.setProgram(sys.executable)
        # -P: a file called core.py in the current folder must not shadow ours.
        self._process.setArguments(["-P", "-m", "workbench", *arguments])
        self._process.readyReadStandardError.connect(self._on_stderr)
        self._process.finished.connect(self._on_finished)
        self._process.errorOccurred.connect(self._on_error)

    def start(self) -> None:
        self._process.start()

    @property
    def running(self) -> bool:
        return self._process.state() != QProcess.ProcessState.NotRunning

    def cancel(self) -> None:
        """Ask the command to stop; it then neither succeeds nor fails."""
        self._cancelled = True
        self._process.terminate()

    def _on_stderr(self) -> None:
        text = bytes(self._process.readAllStandardError().data()).decode("utf-8", "replace")
        for line in text.splitlines():
            if line.strip():
                self._said.append(line.strip())
                self.line.emit(line.strip())

    def _on_finished(self, code: int, status: QProcess.ExitStatus) -> None:
        self._on_stderr()
        self.ended.emit()
        if self._cancelled:
            return
        if status == QProcess.ExitStatus.NormalExit and code == 0:
            self.done.emit(bytes(self._process.readAllStandardOutput().data()).decode("utf-8", "replace"))
        else:
            self.failed.emit(fault_of(self._said, self._name))

    def _on_error(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart and not self._cancelled:
            self.failed.emit(JobError(f"`{self._name}` could not be started: {self._process.errorString()}."))


def fault_of(lines: Iterable[str], name: str) -> JobError:
    """Return the error that a command printed last, and the hint under it."""
    said = list(lines)
    errors = [i for i, line in enumerate(said) if line.startswith(ERROR)]
    if not errors:
        return JobError(f"`{name}` ended without a word.", "Run it in a terminal to see more.")
    hint = said[errors[-1] + 1] if errors[-1] + 1 < len(said) else ""
    return JobError(said[errors[-1]].removeprefix(ERROR), hint)
