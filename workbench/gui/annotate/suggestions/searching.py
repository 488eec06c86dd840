"""Looks for what is likely wrong off the GUI thread, and again a moment after somebody changed something."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from core.errors import BarreError, Cancelled
from workbench.gui.background import Task
from workbench.gui.context import AppContext

if TYPE_CHECKING:
    from core.suggestions.suggestion import Suggestion
    from db.project import Project
    from workbench.actions.suggesting import LiveSearch

SOON_MS = 250


class Searching(QObject):
    """One search at a time, of the video that is open; what comes too late is dropped."""

    found = Signal(object)  # list[Suggestion]
    failed = Signal(object)  # BarreError

    def __init__(self, context: AppContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._live: LiveSearch | None = None
        self._video_id: int | None = None
        self._stop = Event()
        self._task: Task | None = None
        self._is_stale = False
        self._timer = QTimer(self, singleShot=True, interval=SOON_MS)
        self._timer.timeout.connect(self._look)

    @property
    def is_looking(self) -> bool:
        """Whether a search is under way or about to begin."""
        return self._task is not None or self._timer.isActive()

    @property
    def video_id(self) -> int | None:
        """The video that is searched; None when none is."""
        return self._video_id

    def open(self, video_id: int) -> None:
        """Look through a video."""
        self.close()
        self._video_id = video_id
        self._look()

    def close(self) -> None:
        """Stop looking."""
        self._stop.set()
        self._timer.stop()
        if self._task is not None:
            self._task.cancel()
        self._task, self._live, self._video_id, self._is_stale = None, None, None, False

    def look_again_soon(self) -> None:
        """Somebody corrected or reviewed something: look there, once they pause."""
        if self._video_id is None:
            return
        if self._task is not None:
            self._is_stale = True
        else:
            self._timer.start()

    def _look(self) -> None:
        if self._video_id is None:
            return
        self._stop = Event()
        self._is_stale = False
        work = self._work(self._context.open, self._video_id, self._live, self._stop)
        self._task = self._context.background(work, self._on_done, self._on_failed, receiver=self)

    @staticmethod
    def _work(
        project: Project, video_id: int, live: LiveSearch | None, stop: Event
    ) -> Callable[[], tuple[LiveSearch, list[Suggestion]]]:
        def look() -> tuple[LiveSearch, list[Suggestion]]:
            from workbench.actions.suggesting import LiveSearch

            search = live or LiveSearch(project, video_id)
            return search, search.catch_up(stop.is_set)

        return look

    def _on_done(self, result: tuple[LiveSearch, list[Suggestion]]) -> None:
        self._task = None
        self._live, suggestions = result
        if self._is_stale:  # what was found may not know the newest edit
            self._timer.start(0)
            return
        self.found.emit(suggestions)

    def _on_failed(self, error: Exception) -> None:
        self._task, self._live = None, None
        if isinstance(error, Cancelled):
            return
        if not isinstance(error, BarreError):
            self._context.report(error)
        self.failed.emit(error)
