"""The Library page."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QShowEvent
from PySide6.QtWidgets import QLineEdit, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from core.entities import Video, VideoSummary
from workbench.gui import texts
from workbench.gui.background import Task
from workbench.gui.context import AppContext, Change
from workbench.gui.jobs.panel import JobPanel
from workbench.gui.library.actions import LibraryActions
from workbench.gui.library.edits import RenameVideo
from workbench.gui.library.import_dialog import ImportDialog, dropped_paths
from workbench.gui.library.import_strip import ImportStrip
from workbench.gui.library.importing import Importing
from workbench.gui.library.model import LibraryModel
from workbench.gui.library.table import LibraryTable
from workbench.gui.library.thumbnails import Thumbnails
from workbench.gui.library.toolbar import LibraryToolbar
from workbench.gui.page import Page
from workbench.gui.widgets.empty import EmptyState

if TYPE_CHECKING:
    from db.project import Project

JOBS_PX = 210  # height of the opened job panel to begin with


class LibraryPage(Page):
    """All videos and motions of the project, and its jobs."""

    title = "Library"
    icon = "library"

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._reading: Task | None = None
        self._stale = True
        self.setAcceptDrops(True)
        self.thumbnails = Thumbnails(context, self)
        self.model = LibraryModel(self.thumbnails.get, self)
        self.importing = Importing(context, self)
        self.table = LibraryTable(context, self.model)
        self.jobs = JobPanel(context)
        self.deeds = LibraryActions(self)
        self.toolbar = LibraryToolbar(context, self.deeds)
        self.strip = ImportStrip(self.importing)
        self.stack = QStackedWidget()
        self._add_empty_states()
        self._lay_out()
        self._connect()

    def _add_empty_states(self) -> None:
        self.empty = EmptyState(
            self.context.theme, "film", "No dances yet",
            "Drop videos, motion files or folders here. Poses are found in the background while you go on.",
        )  # fmt: skip
        self.empty.add_button("Import dances …", self.ask_import, icon="import", primary=True)
        self.no_match = EmptyState(self.context.theme, "search", "Nothing is called so", "")
        self.no_match.add_button("Show all", lambda: self.toolbar.search.clear())
        self.waiting = QWidget()
        for widget in (self.waiting, self.table, self.empty, self.no_match):
            self.stack.addWidget(widget)

    def _lay_out(self) -> None:
        self._splitter = QSplitter(Qt.Orientation.Vertical)
        self._splitter.addWidget(self.stack)
        self._splitter.addWidget(self.jobs)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.setHandleWidth(1)
        self._splitter.setStretchFactor(0, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget in (self.toolbar, self.strip):
            column.addWidget(widget)
        column.addWidget(self._splitter, 1)
        self.setFocusProxy(self.table)

    def _connect(self) -> None:
        context = self.context
        context.project_opened.connect(self._on_project_opened)
        context.project_closed.connect(self._on_project_closed)
        context.store_changed.connect(self.refresh)
        context.edited.connect(self._on_edited)
        self.thumbnails.loaded.connect(self.model.picture_changed)
        context.theme.changed.connect(self.table.viewport().update)
        self.model.rename_asked.connect(self._on_rename_asked)
        self.importing.ended.connect(self.refresh)
        self.jobs.toggled.connect(self._on_jobs_toggled)
        self.toolbar.search.textChanged.connect(self._on_search_changed)
        self.table.activated.connect(self.deeds.open_in_annotate)
        self.table.customContextMenuRequested.connect(self._show_menu)
        self.table.selectionModel().selectionChanged.connect(self.deeds.enable)

    # page

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self.refresh()

    def open_item(self, **what: object) -> None:
        """`video_id` selects a video; `ask_import`, `ask_export` open these dialogs; `jobs` the job panel."""
        if "video_id" in what:
            self.table.select({int(str(what["video_id"]))})
        if what.get("ask_import"):
            self.ask_import()
        if what.get("ask_export"):
            self.deeds.ask_export()
        if what.get("jobs"):
            self.jobs.show_jobs()

    # what is shown

    @property
    def selected(self) -> list[VideoSummary]:
        return self.table.selected()

    def refresh(self) -> None:
        """Read the videos again, off the GUI thread; while hidden, remember to."""
        project = self.context.project
        if project is None:
            return
        if self._reading is not None or not self.isVisible():
            self._stale = True
            return
        self._stale = False
        self._reading = self.context.background(
            lambda: read_library(project), self._on_read, self._on_read_failed
        )

    def _on_read(self, read: tuple[list[VideoSummary], frozenset[int]]) -> None:
        self._reading = None
        self.model.set_summaries(*read)
        self._show_what_there_is()
        if self._stale:
            self.refresh()

    def _on_read_failed(self, error: Exception) -> None:
        self._reading = None
        self.context.report(error)

    def _show_what_there_is(self) -> None:
        n_all, n_shown = self.model.rowCount(), self.table.proxy.rowCount()
        words = self.toolbar.search.text().strip()
        if not n_all:
            self.stack.setCurrentWidget(self.empty)
        elif not n_shown:
            self.no_match.say(f"No dance has “{words}” in its name or styles")
            self.stack.setCurrentWidget(self.no_match)
        else:
            self._show_table()
        of = f"{n_shown:,} of " if words else ""
        self.toolbar.count.setText(f"{of}{texts.plural(n_all, 'dance')}" if n_all else "")
        self.deeds.enable()

    def _show_table(self) -> None:
        first = self.stack.currentWidget() is self.waiting
        self.stack.setCurrentWidget(self.table)
        if first and not isinstance(self.focusWidget(), QLineEdit):
            self.table.setFocus()

    def _on_search_changed(self, text: str) -> None:
        self.table.proxy.set_search(text)
        self._show_what_there_is()

    def _on_edited(self, change: Change) -> None:
        if change.kind in ("video", "segment", "correction", "people"):
            self.refresh()

    def _on_project_opened(self) -> None:
        self._stale = True
        self.refresh()

    def _on_project_closed(self) -> None:
        self._reading = None
        self.model.set_summaries([])
        self.toolbar.search.clear()
        self.stack.setCurrentWidget(self.waiting)

    # what can be done

    def ask_import(self, paths: Iterable[Path] = ()) -> ImportDialog:
        """Open the dialog that asks what to import, with these already in it."""
        dialog = ImportDialog(self.context, self.styles(), self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.asked.connect(self.importing.add)
        dialog.add_paths(paths)
        dialog.open()
        return dialog

    def styles(self) -> list[str]:
        """The styles that the project knows."""
        return [label.name for label in self.context.open.segments.labels("style")]

    def _on_jobs_toggled(self, is_open: bool) -> None:
        height = self._splitter.height()
        panel = min(JOBS_PX, height // 2) if is_open else 0
        self._splitter.setSizes([height - panel, panel])

    def _on_rename_asked(self, video: Video, name: str) -> None:
        self.context.undo_stack.push(RenameVideo(self.context, video, name))

    def _show_menu(self, at: QPoint) -> None:
        if self.selected:
            self.deeds.menu.popup(self.table.viewport().mapToGlobal(at))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        paths = dropped_paths(event)
        if paths and not any(path.suffix == ".barre" for path in paths):
            event.acceptProposedAction()
        else:  # a project is the window's to open
            event.ignore()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.ask_import(dropped_paths(event))


def read_library(project: Project) -> tuple[list[VideoSummary], frozenset[int]]:
    """Return the rows of the Library, and the ids of the videos whose files are not where they were."""
    summaries = project.videos.summaries()
    gone = {s.video.id for s in summaries if not project.resolve(s.video.path).exists()}
    return summaries, frozenset(gone)
