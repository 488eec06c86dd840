"""The one window: side bar, pages, message bar, menus."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Qt, QUrl
from PySide6.QtGui import QCloseEvent, QDesktopServices, QDragEnterEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QInputDialog,
    QMainWindow,
    QMessageBox,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from workbench.gui.agreement.window import AgreementWindow
from workbench.gui.context import AppContext
from workbench.gui.demo import DemoStrip
from workbench.gui.help import ShortcutsDialog, about_text
from workbench.gui.history import UndoHistory
from workbench.gui.menus import Menus
from workbench.gui.messages import MessageBar, message_of
from workbench.gui.page import Page
from workbench.gui.pages import PAGES
from workbench.gui.settings_dialog.dialog import GENERAL, SettingsDialog
from workbench.gui.sidebar import SideBar
from workbench.gui.welcome import Welcome
from workbench.gui.widgets.empty import EmptyState

SUFFIX = ".barre"
NARROW_PX = 900  # below this the side bar shows icons only


class MainWindow(QMainWindow):
    """Shows the welcome without a project, and one of the pages with one. Pages are made when first shown."""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self.context = context
        self._pages: dict[str, QWidget] = {}
        self._frames: dict[str, _Frame] = {}
        self._current: str | None = None
        self.setMinimumSize(520, 340)
        self.setAcceptDrops(True)
        self.side_bar = SideBar(PAGES, context.theme, context.keymap)
        self.welcome = Welcome(context)
        self.stack = QStackedWidget(objectName="pages")
        self.stack.addWidget(self.welcome)
        self.message_bar = MessageBar(context.theme)
        self.demo_strip = DemoStrip(context)
        self.setCentralWidget(self._central())
        self.menus = Menus(self)
        self._connect()
        self._restore_geometry()
        self._on_project_closed()

    def _central(self) -> QWidget:
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self.stack, 1)
        right.addWidget(self.demo_strip)
        right.addWidget(self.message_bar)
        central = QWidget()
        row = QHBoxLayout(central)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.side_bar)
        row.addLayout(right, 1)
        return central

    def _connect(self) -> None:
        context = self.context
        context.project_opened.connect(self._on_project_opened)
        context.project_closed.connect(self._on_project_closed)
        context.message_sent.connect(self.message_bar.show_message)
        context.page_asked.connect(self.show_page)
        context.settings_asked.connect(self.show_settings)
        context.jobs_changed.connect(self.side_bar.set_jobs)
        context.annotator_changed.connect(self.side_bar.set_annotator)
        self.side_bar.set_annotator(context.annotator)
        self.side_bar.page_chosen.connect(self.show_page)
        self.side_bar.jobs_chosen.connect(lambda: self.show_page("library", {"jobs": True}))
        self.side_bar.annotator_chosen.connect(self.ask_annotator)
        self.welcome.new_asked.connect(self.ask_new_project)
        self.welcome.open_asked.connect(self.ask_open_project)
        self.welcome.demo_asked.connect(self.ask_demo)
        self.welcome.recent_asked.connect(context.open_project)

    # pages

    @property
    def current_page(self) -> str | None:
        """Name of the visible page; None while the welcome is shown."""
        return self._current

    def page(self, name: str) -> QWidget:
        """Return a page, made now if it is the first time."""
        if name not in self._pages:
            self._pages[name] = self._load(name)
            self._frames[name] = _Frame(self._pages[name])
            self.stack.addWidget(self._frames[name])
        return self._pages[name]

    def show_page(self, name: str, what: dict[str, object] | None = None) -> None:
        """Show a page, and in it what was asked for; does nothing without a project."""
        if self.context.project is None:
            return
        page = self.page(name)
        if name != self._current:
            self._leave()
            self._current = name
            self.stack.setCurrentWidget(self._frames[name])
            self.side_bar.set_current(name)
            if isinstance(page, Page):
                page.opened()
            page.setFocus()
        if what and isinstance(page, Page):
            page.open_item(**what)

    def _leave(self) -> None:
        page = self._pages.get(self._current or "")
        if isinstance(page, Page):
            page.closed()

    def _load(self, name: str) -> QWidget:
        entry = next(entry for entry in PAGES if entry.name == name)
        try:
            return entry.load(self.context)
        except Exception as e:  # noqa: BLE001 one page's bug must not take the other four with it
            self.context.report(e)
            shown = message_of(e)
            return EmptyState(self.context.theme, "warning", f"{entry.title} cannot be shown.", shown.text)

    # the project

    def _on_project_opened(self) -> None:
        self.setWindowTitle(f"{self.context.open.name} — Barre")
        self.side_bar.set_enabled_pages(True)
        self.side_bar.set_jobs([])
        self.menus.set_project_open(True)
        self.show_page("library")

    def _on_project_closed(self) -> None:
        self._leave()
        self._current = None
        self.setWindowTitle("Barre")
        self.side_bar.set_current(None)
        self.side_bar.set_jobs([])
        self.side_bar.set_enabled_pages(False)
        self.menus.set_project_open(False)
        self.welcome.refresh()
        self.stack.setCurrentWidget(self.welcome)

    def ask_new_project(self) -> None:
        path = self._ask_new_path("New project", "dances")
        if path is not None:
            self.context.new_project(path)

    def ask_open_project(self) -> None:
        folder = QFileDialog.getExistingDirectory(
            self,
            "Open a project (a folder whose name ends in .barre)",
            str(self.context.settings.last_folder),
        )
        if folder:
            self.context.settings.last_folder = Path(folder).parent
            self.context.open_project(Path(folder))

    def ask_demo(self) -> None:
        path = self._ask_new_path("Make the demo project", "demo")
        if path is not None:
            self.demo_strip.begin(path)

    def ask_annotator(self) -> None:
        name, ok = QInputDialog.getText(
            self, "Annotator", "Corrections, labels and ratings are stored under this name:",
            text=self.context.annotator,
        )  # fmt: skip
        if ok:
            self.context.annotator = name

    def _ask_new_path(self, title: str, name: str) -> Path | None:
        start = self.context.settings.last_folder / f"{name}{SUFFIX}"
        chosen, _ = QFileDialog.getSaveFileName(
            self,
            title,
            str(start),
            f"Barre project (*{SUFFIX})",
            options=QFileDialog.Option.DontConfirmOverwrite,
        )
        if not chosen:
            return None
        path = Path(chosen)
        self.context.settings.last_folder = path.parent
        return path if path.suffix == SUFFIX else path.with_name(path.name + SUFFIX)

    # history, settings and help

    def show_history(self) -> None:
        """Show the steps that can be undone; a second time brings the same window to the front."""
        shown = self.findChild(UndoHistory) or UndoHistory(self.context.undo_stack, self)
        shown.show()
        shown.raise_()
        shown.activateWindow()

    def show_agreement(self) -> None:
        """Show how far annotators agree; a second time brings the same window to the front."""
        shown = self.findChild(AgreementWindow) or AgreementWindow(self.context, self)
        shown.show()
        shown.raise_()
        shown.activateWindow()

    def show_settings(self, page: str = GENERAL) -> None:
        SettingsDialog(self.context, page, self).open()

    def show_shortcuts(self) -> None:
        ShortcutsDialog(self.context, parent=self).open()

    def show_about(self) -> None:
        QMessageBox.about(self, "About Barre", about_text())

    def reveal_project(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.context.open.path)))

    # Qt

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _dropped_project(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = _dropped_project(event)
        if path is not None:
            event.acceptProposedAction()
            self.context.open_project(path)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = event.size().width() < NARROW_PX
        if narrow != self.side_bar.collapsed:
            self.side_bar.set_collapsed(narrow)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.context.settings.set_state("window", self.saveGeometry())
        self._leave()
        self._current = None
        event.accept()

    def _restore_geometry(self) -> None:
        if not self.restoreGeometry(self.context.settings.state("window")):
            available = self.screen().availableGeometry().size()
            self.resize(min(1280, available.width()), min(800, available.height()))


class _Frame(QScrollArea):
    """Around each page: one that needs more room than the window has can be scrolled, and is not cut off."""

    def __init__(self, page: QWidget) -> None:
        super().__init__(widgetResizable=True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(page)

    def minimumSizeHint(self) -> QSize:
        """As little as there is: else the largest page would decide how small the window can be."""
        return QSize(0, 0)


def _dropped_project(event: QDropEvent) -> Path | None:
    """The project folder that is being dropped, if it is one."""
    for url in event.mimeData().urls():
        path = Path(url.toLocalFile())
        if path.suffix == SUFFIX and path.is_dir():
            return path
    return None
