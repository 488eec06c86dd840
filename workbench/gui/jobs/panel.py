"""The strip under the Library that says what runs, and opens to all jobs."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QMenu,
    QPushButton,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from core.entities import Job, JobState
from workbench.gui import texts
from workbench.gui.actions import action, follow_tip
from workbench.gui.context import AppContext
from workbench.gui.jobs.log_window import LogWindow
from workbench.gui.jobs.model import Column, JobModel
from workbench.gui.widgets.cells import StateCell

ROW_PX = 36
ROOMY_PX = 600  # a lower window needs its height for the table above
TICK_MS = 1000
WIDTHS = {Column.NUMBER: 48, Column.TITLE: 230, Column.STATE: 150, Column.TIME: 96}


class JobPanel(QFrame):
    """A line of summary; opened, a table of all jobs with cancel, resume and log."""

    toggled = Signal(bool)

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "strip")
        self._context = context
        self._chosen = False  # whether the person opened or closed it: then it stays so
        self.model = JobModel(self)
        self._add_head()
        self._add_table()
        self._add_actions()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head)
        column.addWidget(self.table, 1)
        self._timer = QTimer(self, interval=TICK_MS)
        self._timer.timeout.connect(self.model.tick)
        context.jobs_changed.connect(self._on_jobs_changed)
        context.project_closed.connect(self._on_project_closed)
        context.theme.changed.connect(self._draw_icons)
        context.theme.changed.connect(self._size_columns)
        self._size_columns()
        self.set_open(False)
        self._draw_icons()
        self._on_jobs_changed(context.jobs)

    def _add_head(self) -> None:
        self._head = QWidget()
        row = QHBoxLayout(self._head)
        row.setContentsMargins(8, 4, 8, 4)
        row.setSpacing(8)
        self.toggle = QToolButton(accessibleName="Show all jobs")
        follow_tip(self._context.keymap, self.toggle, "library.jobs", "Show all jobs")
        self.toggle.setIconSize(QSize(18, 18))
        self.toggle.clicked.connect(self._on_toggle_clicked)
        title = QLabel("Jobs")
        title.setProperty("role", "section")
        title.setContentsMargins(2, 0, 0, 0)
        self.summary = QLabel()
        self.summary.setProperty("role", "dim")
        self.cancel_button = QPushButton("Cancel", clicked=self.cancel_selected)
        self.resume_button = QPushButton("Resume", clicked=self.resume_selected)
        self.log_button = QPushButton("Log", clicked=self.show_log)
        row.addWidget(self.toggle)
        row.addWidget(title)
        row.addWidget(self.summary, 1)
        for button in (self.cancel_button, self.resume_button, self.log_button):
            row.addWidget(button)

    def _add_table(self) -> None:
        self.table = QTableView(accessibleName="Jobs")
        self.table.setModel(self.model)
        self.table.setItemDelegateForColumn(Column.STATE, StateCell(self._context.theme, self.table))
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setShowGrid(False)
        self.table.setWordWrap(False)
        self.table.setTabKeyNavigation(False)
        self.table.verticalHeader().hide()
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.table.customContextMenuRequested.connect(self._show_menu)
        self.table.doubleClicked.connect(self.show_log)
        header = self.table.horizontalHeader()
        header.setHighlightSections(False)
        header.setMinimumSectionSize(40)
        header.setSectionResizeMode(Column.MESSAGE, QHeaderView.ResizeMode.Stretch)
        self.table.selectionModel().selectionChanged.connect(self._enable)
        self.model.dataChanged.connect(self._enable)
        self.model.modelReset.connect(self._enable)

    def _size_columns(self) -> None:
        self.table.verticalHeader().setDefaultSectionSize(self._context.theme.scaled(ROW_PX))
        for column, width in WIDTHS.items():
            self.table.horizontalHeader().resizeSection(column, self._context.theme.scaled(width))

    def _add_actions(self) -> None:
        self._menu = QMenu(self)
        for row_id, act in (
            ("library.cancel-jobs", self.cancel_selected),
            ("library.resume-jobs", self.resume_selected),
            ("library.show-log", self.show_log),
        ):
            self._menu.addAction(action(self._context.keymap, self.table, row_id, act))

    # state

    @property
    def is_open(self) -> bool:
        return not self.table.isHidden()

    def set_open(self, is_open: bool) -> None:
        self.table.setVisible(is_open)
        for button in (self.cancel_button, self.resume_button, self.log_button):
            button.setVisible(is_open)
        self.setMaximumHeight(16_777_215 if is_open else self._head.sizeHint().height() + 2)
        self._draw_icons()
        self._enable()
        self.toggled.emit(is_open)

    def show_jobs(self) -> None:
        """Open, with the keyboard in the table."""
        self._chosen = True
        self.set_open(True)
        self.table.setFocus()

    def selected(self) -> list[Job]:
        rows = self.table.selectionModel().selectedRows()
        return [self.model.job_at(index.row()) for index in rows if index.row() < len(self.model.jobs)]

    def select(self, job_id: int) -> None:
        for row, job in enumerate(self.model.jobs):
            if job.id == job_id:
                flags = (
                    QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
                )
                self.table.selectionModel().setCurrentIndex(self.model.index(row, 0), flags)

    # what can be done

    def cancel_selected(self) -> None:
        for job in self.selected():
            if job.state.is_active and not job.cancel_requested:
                self._context.job_keeper.cancel(job.id)

    def resume_selected(self) -> None:
        for job in self.selected():
            if job.state.can_resume:
                self._context.job_keeper.resume(job.id)

    def show_log(self) -> LogWindow | None:
        """Open the log of the first selected job."""
        jobs = self.selected()
        if not jobs:
            return None
        from workbench.jobs.context import log_path

        window = LogWindow(f"job {jobs[0].id}", log_path(self._context.open, jobs[0]), self)
        window.show()
        return window

    # what happened

    def _on_jobs_changed(self, jobs: list[Job]) -> None:
        self.model.set_jobs(jobs)
        self.summary.setText(summary_of(jobs))
        if not self._chosen and not self.is_open and any(job.state.is_active for job in jobs):
            self.set_open(self.window().height() >= ROOMY_PX)
        if any(job.state is JobState.RUNNING for job in jobs):
            self._timer.start()
        else:
            self._timer.stop()
        self._read_titles()
        self._enable()

    def _read_titles(self) -> None:
        jobs, project = self.model.untitled(), self._context.project
        if not jobs or project is None:
            return

        def read() -> dict[int, str]:
            from workbench.jobs.titles import title_of

            return {job.id: title_of(project, job) for job in jobs}

        self._context.background(read, self._on_titles_read)

    def _on_titles_read(self, titles: dict[int, str]) -> None:
        self.model.set_titles(titles)

    def _on_project_closed(self) -> None:
        self._chosen = False
        self._timer.stop()
        self.model.clear()
        self.summary.setText(summary_of([]))
        self.set_open(False)

    def _on_toggle_clicked(self) -> None:
        self._chosen = True
        self.set_open(not self.is_open)

    def _enable(self) -> None:
        jobs = self.selected()
        self.cancel_button.setEnabled(any(job.state.is_active for job in jobs))
        self.resume_button.setEnabled(any(job.state.can_resume for job in jobs))
        self.log_button.setEnabled(len(jobs) == 1)

    def _show_menu(self, at: QPoint) -> None:
        if self.selected():
            self._menu.popup(self.table.viewport().mapToGlobal(at))

    def _draw_icons(self) -> None:
        icon = "chevron-down" if self.is_open else "chevron-up"
        self.toggle.setIcon(self._context.theme.icon(icon, "text_dim"))


def summary_of(jobs: list[Job]) -> str:
    """For example ``2 running, 3 waiting, 1 failed``."""
    parts = []
    for state in (JobState.RUNNING, JobState.QUEUED, JobState.INTERRUPTED, JobState.FAILED):
        n = sum(job.state is state for job in jobs)
        if n:
            parts.append(f"{n} {texts.STATES[state][0].lower()}")
    if not parts:
        return f"{texts.plural(len(jobs), 'job')}, all ended" if jobs else "none yet"
    left = [texts.time_left_s(job) for job in jobs if job.state is JobState.RUNNING]
    known = [seconds for seconds in left if seconds is not None]
    return ", ".join(parts) + (f"; {texts.span(max(known))} left of what runs" if known else "")
