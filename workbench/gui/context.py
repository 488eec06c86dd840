"""What every page is given instead of globals: the project, who is working, undo, jobs, messages, threads."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QUndoStack

from core.entities import Job
from core.errors import BarreError, StoreError
from workbench.gui.background import Background, Task
from workbench.gui.job_keeper import JobKeeper
from workbench.gui.keys.keymap import Keymap
from workbench.gui.messages import Level, Message, message_of
from workbench.gui.settings import Settings
from workbench.gui.theme import Theme

if TYPE_CHECKING:
    from db.project import Project

logger = logging.getLogger(__name__)

POLL_MS = 500


@dataclass(frozen=True)
class Change:
    """What one edit changed, and who made it.

    Attributes:
        kind: ``"correction"``, ``"segment"``, ``"beats"``, ``"tier"``, ``"video"``, ``"rating"`` ...
        values: the entities as they are now (`core.entities`), or the removed ones.
        origin: the view that made it, so that it can ignore its own change; None for undo and redo.
        video_id: the video it belongs to, where there is one.
    """

    kind: str
    values: tuple[Any, ...] = ()
    origin: object | None = None
    video_id: int | None = None


class AppContext(QObject):
    """The state that the pages share. Made once, passed to every page; no page knows another one."""

    project_opened = Signal(object)  # Project
    project_closed = Signal()
    edited = Signal(object)  # Change: an edit of this session, done, undone or redone
    store_changed = Signal()  # anybody committed anything, other processes included
    jobs_changed = Signal(object)  # list[Job]
    message_sent = Signal(object)  # Message
    annotator_changed = Signal(str)
    page_asked = Signal(str, object)  # name, dict of what to show there
    settings_asked = Signal(str)  # page of the Settings window

    def __init__(
        self, settings: Settings | None = None, *, starts_jobs: bool = True, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.settings = settings or Settings()
        self.theme = Theme(self.settings, self)
        self.keymap = Keymap(self.settings, parent=self)
        self.undo_stack = QUndoStack(self)
        self.pool = Background(self)
        self._project: Project | None = None
        self.job_keeper = JobKeeper(self.pool, starts=starts_jobs, parent=self)
        self.job_keeper.changed.connect(self.jobs_changed)
        self.job_keeper.failed.connect(self.report)
        self._seen_changes: object = None
        self._poll_timer = QTimer(self, interval=POLL_MS)
        self._poll_timer.timeout.connect(self.poll)

    # the project

    @property
    def project(self) -> Project | None:
        return self._project

    @property
    def open(self) -> Project:
        """The open project, where there must be one; `StoreError` otherwise."""
        if self._project is None:
            raise StoreError("No project is open.", "Open one from the File menu.")
        return self._project

    def open_project(self, path: Path) -> bool:
        """Open the project at `path` in place of the current one; a failure is told and changes nothing."""
        from db.project import Project

        return self._take(lambda: Project.open(path))

    def new_project(self, path: Path) -> bool:
        """Create a project at `path` and open it."""
        from db.project import Project

        return self._take(lambda: Project.create(path))

    def close_project(self) -> None:
        """Close the project. Nothing needs saving: every edit is already stored. Jobs go on."""
        if self._project is None:
            return
        self._poll_timer.stop()
        self.pool.cancel_all()
        self.undo_stack.clear()
        project, self._project = self._project, None
        self.job_keeper.follow(None)
        self.project_closed.emit()
        project.close()

    def _take(self, opening: Callable[[], Project]) -> bool:
        try:
            project = opening()
        except BarreError as e:
            self.report(e)
            return False
        self.close_project()
        self._project = project
        self.settings.add_recent_project(Path(project.path))
        self._seen_changes = project.change_count()
        self.project_opened.emit(project)
        self.job_keeper.follow(project)
        self._poll_timer.start()
        return True

    # who

    @property
    def annotator(self) -> str:
        return self.settings.annotator

    @annotator.setter
    def annotator(self, name: str) -> None:
        if name.strip() and name.strip() != self.settings.annotator:
            self.settings.annotator = name.strip()
            self.annotator_changed.emit(name.strip())

    # edits, jobs, pages

    def notify(self, kind: str, *values: Any, origin: object = None, video_id: int | None = None) -> None:
        """Tell every view what an edit changed; see `Change`."""
        self.edited.emit(Change(kind, values, origin, video_id))

    @property
    def jobs(self) -> list[Job]:
        """All jobs of the project as last read."""
        return self.job_keeper.jobs

    def poll(self) -> None:
        """Look whether anybody changed the project; called by a timer twice a second."""
        if self._project is None:
            return
        try:
            count = self._project.change_count()
        except BarreError as e:
            self._poll_timer.stop()
            self.report(e)
            return
        if count != self._seen_changes:
            self._seen_changes = count
            self.store_changed.emit()
            self.job_keeper.refresh()

    def show_page(self, name: str, **what: object) -> None:
        """Go to a page and show something there: ``show_page("annotate", video_id=3)``."""
        self.page_asked.emit(name, what)

    # threads and messages

    def background(
        self,
        fn: Callable[[], Any],
        done: Callable[[Any], object] | None = None,
        failed: Callable[[Exception], object] | None = None,
        *,
        receiver: QObject | None = None,
        priority: int = 0,
    ) -> Task:
        """Run `fn` off the GUI thread; `done(result)` or `failed(error)` come back in it.

        Dropped when the project is closed or the receiver (by default the owner of `done`) is deleted.
        Without `failed`, an error goes to the message bar.
        """
        return self.pool.run(fn, done, failed or self.report, receiver=receiver, priority=priority)

    def message(
        self,
        text: str,
        level: Level = Level.INFO,
        *,
        hint: str = "",
        details: str = "",
        action: tuple[str, Callable[[], object]] | None = None,
    ) -> None:
        """Show a sentence in the message bar."""
        self.message_sent.emit(Message(text, level, hint, details, action))

    def report(self, error: BaseException) -> None:
        """Show an error in the message bar; one that is our bug also goes to the log with its traceback."""
        if not isinstance(error, BarreError):
            logger.error("unexpected error", exc_info=error)
        self.message_sent.emit(message_of(error))

    def shutdown(self) -> None:
        """Close the project and end the threads; the last thing the application does."""
        self.close_project()
        if not self.pool.shutdown():
            logger.warning("a background thread did not end in time")
        self.settings.sync()
