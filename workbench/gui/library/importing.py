"""An import under way: done off the GUI thread, with progress and a way to stop it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from core.errors import Cancelled
from workbench.gui import texts
from workbench.gui.background import Task
from workbench.gui.context import AppContext
from workbench.gui.messages import Level, message_of

if TYPE_CHECKING:
    from workbench.actions.imports import ImportReport

TELL_EVERY_S = 0.05


@dataclass(frozen=True)
class ImportWishes:
    """What to import, and how; see `workbench.actions.imports.import_paths`."""

    paths: tuple[Path, ...]
    style: str | None = None
    annotator: str | None = None
    copy: bool = False
    cuts: Path | None = None
    people: int = 1


class Importing(QObject):
    """Runs one import after another. Pose jobs of what was imported are started at the end of each."""

    started = Signal()
    progressed = Signal(float, str)  # share done, name of the file
    ended = Signal(object)  # ImportReport, or None when it was stopped or failed

    def __init__(self, context: AppContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._waiting: list[ImportWishes] = []
        self._task: Task | None = None
        self._stopped = False
        context.project_closed.connect(self._on_project_closed)

    @property
    def running(self) -> bool:
        return self._task is not None

    def add(self, wishes: ImportWishes) -> None:
        """Import these, now or after what is being imported."""
        self._waiting.append(wishes)
        if self._task is None:
            self._next()

    def stop(self) -> None:
        """Stop after the file that is being read; what was imported stays."""
        self._stopped = True
        self._waiting.clear()

    def _next(self) -> None:
        wishes, self._stopped = self._waiting.pop(0), False
        tell = self._context.pool.in_gui(self._on_progress)
        project = self._context.open
        last_s = float("-inf")

        def progress(share: float, name: str) -> None:
            nonlocal last_s
            if time.monotonic() - last_s >= TELL_EVERY_S or share >= 1:
                last_s = time.monotonic()
                tell(share, name)

        def work() -> ImportReport:
            from workbench.actions.imports import import_paths

            return import_paths(
                project, wishes.paths, style=wishes.style, annotator=wishes.annotator, copy=wishes.copy,
                cuts=wishes.cuts, people=wishes.people, on_progress=progress, should_stop=self._should_stop,
            )  # fmt: skip

        self._task = self._context.background(work, self._on_done, self._on_failed)
        self.started.emit()

    def _should_stop(self) -> bool:
        return self._stopped or (self._task is not None and self._task.cancelled)

    def _on_progress(self, share: float, name: str) -> None:
        if self._task is not None:
            self.progressed.emit(share, name)

    def _on_done(self, report: ImportReport) -> None:
        level, text, details = summary_of(report)
        hint = "Copy the details to see which and why." if len(report.failed) > 1 else ""
        self._context.message(text, level, hint=hint, details=details)
        self._finish(report)
        if report.jobs:
            self._context.job_keeper.tend()

    def _on_failed(self, error: Exception) -> None:
        if isinstance(error, Cancelled):
            self._context.message("The import was stopped; what was imported before stays.")
        else:
            self._context.message_sent.emit(message_of(error))
        self._finish(None)

    def _finish(self, report: ImportReport | None) -> None:
        self._task = None
        self.ended.emit(report)
        if self._waiting:
            self._next()

    def _on_project_closed(self) -> None:
        self._waiting.clear()
        self._task = None
        self.ended.emit(None)


def summary_of(report: ImportReport) -> tuple[Level, str, str]:
    """Return how loud, the sentence, and the details of what an import did."""
    parts = [f"{texts.plural(len(report.added), 'dance')} imported"]
    if report.known:
        parts.append(f"{len(report.known)} known already")
    if report.failed:
        parts.append(f"{len(report.failed)} could not be used")
    text = ", ".join(parts) + "."
    if len(report.failed) == 1:
        text = f"{text} {report.failed[0].message} {report.failed[0].hint}".strip()
    text = " ".join([text, *report.notes])
    details = "\n".join(f"{f.path}: {f.message} {f.hint}".strip() for f in report.failed)
    level = Level.WARN if report.failed else Level.GOOD
    return level, text, details if len(report.failed) > 1 else ""
