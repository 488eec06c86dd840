"""The project's jobs as the window sees them: read when they change, started, cancelled, resumed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from core.entities import Job
from workbench.gui.background import Background, Task

if TYPE_CHECKING:
    from db.project import Project

TEND_MS = 3000


class JobKeeper(QObject):
    """Follows the jobs of one project. All of its work is done off the GUI thread.

    Args:
        starts: whether queued jobs are started; tests that only show jobs say no.
    """

    changed = Signal(object)  # list[Job]
    failed = Signal(object)  # Exception

    def __init__(self, pool: Background, *, starts: bool = True, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = pool
        self._starts = starts
        self._project: Project | None = None
        self._jobs: list[Job] = []
        self._reading: Task | None = None
        self._stale = False
        self._tending: Task | None = None
        # Somebody must notice a process that was killed: it cannot say so itself.
        self._timer = QTimer(self, interval=TEND_MS)
        self._timer.timeout.connect(self._tend_if_active)

    @property
    def jobs(self) -> list[Job]:
        """All jobs as last read, oldest first."""
        return self._jobs

    def follow(self, project: Project | None) -> None:
        """Follow another project, or none."""
        self._project = project
        self._jobs, self._stale = [], False
        self._reading = self._tending = None
        if project is None:
            self._timer.stop()
        else:
            self._timer.start()
            self.tend()
            self.refresh()

    def refresh(self) -> None:
        """Read the jobs again; at most one reading is under way, and none is missed."""
        if self._reading is not None:
            self._stale = True
        elif self._project is not None:
            self._stale = False
            self._reading = self._pool.run(self._project.jobs.all, self._on_read, self._on_read_failed)

    def tend(self) -> None:
        """Start queued jobs as far as there is room, and mark those whose process is gone."""
        if self._project is None or self._tending is not None or not self._starts:
            return
        from workbench.jobs.local import start_queued

        project = self._project
        self._tending = self._pool.run(lambda: start_queued(project), self._on_tended, self._on_tend_failed)

    def cancel(self, job_id: int) -> None:
        """Ask a job to stop."""
        self._ask(lambda project: project.jobs.request_cancel(job_id))

    def resume(self, job_id: int) -> None:
        """Queue an ended job again, and start it when there is room."""
        self._ask(lambda project: project.jobs.requeue(job_id), then=self.tend)

    def _ask(self, fn: Callable[[Project], object], then: Callable[[], None] | None = None) -> None:
        project = self._project
        if project is None:
            return

        def done(_: object) -> None:
            if then is not None:
                then()
            self.refresh()

        self._pool.run(lambda: fn(project), done, self.failed.emit, receiver=self)

    def _on_read(self, jobs: list[Job]) -> None:
        self._reading = None
        if jobs != self._jobs:
            self._jobs = jobs
            self.changed.emit(jobs)
        if self._stale:
            self.refresh()

    def _on_read_failed(self, error: Exception) -> None:
        self._reading = None
        self.failed.emit(error)

    def _tend_if_active(self) -> None:
        if any(job.state.is_active for job in self._jobs):
            self.tend()

    def _on_tended(self, started: list[Job]) -> None:
        self._tending = None
        if started:
            self.refresh()

    def _on_tend_failed(self, error: Exception) -> None:
        self._tending = None
        self.failed.emit(error)
