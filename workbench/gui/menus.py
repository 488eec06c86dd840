"""The menu bar: what can be done on every page."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu

from workbench.gui.actions import action
from workbench.gui.pages import PAGES

if TYPE_CHECKING:
    from workbench.gui.window import MainWindow

THEMES = (("system", "As the &system"), ("light", "&Light"), ("dark", "&Dark"))
TEXT_SIZES = (90, 100, 115, 130, 150)


class Menus:
    """Builds the menus of a window and enables what a project is needed for."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._context = window.context
        self._needs_project: list[QAction] = []
        self._file()
        self._edit()
        self._view()
        self._help()

    def set_project_open(self, is_open: bool) -> None:
        for made in self._needs_project:
            made.setEnabled(is_open)

    def _file(self) -> None:
        window = self._window
        menu = window.menuBar().addMenu("&File")
        menu.addAction(action(window, "&New project …", window.ask_new_project, "Ctrl+N", everywhere=True))
        menu.addAction(action(window, "&Open project …", window.ask_open_project, "Ctrl+O", everywhere=True))
        self.recent = menu.addMenu("Open &recent")
        self.recent.aboutToShow.connect(self._fill_recent)
        menu.addAction(action(window, "Make the &demo project …", window.ask_demo))
        menu.addSeparator()
        self._add(
            menu, "&Import dances …", lambda: self._context.show_page("library", ask_import=True), "Ctrl+I"
        )
        self._add(menu, "&Export …", lambda: self._context.show_page("library", ask_export=True), "Ctrl+E")
        self._add(menu, "Show the project &folder", window.reveal_project)
        menu.addSeparator()
        self._add(menu, "&Close project", self._context.close_project, "Ctrl+W")
        menu.addAction(action(window, "&Quit", window.close, "Ctrl+Q", everywhere=True))

    def _edit(self) -> None:
        window, stack = self._window, self._context.undo_stack
        menu = window.menuBar().addMenu("&Edit")
        undo, redo = stack.createUndoAction(window, "&Undo"), stack.createRedoAction(window, "&Redo")
        for made, keys in ((undo, ["Ctrl+Z"]), (redo, ["Ctrl+Shift+Z", "Ctrl+Y"])):
            made.setShortcuts([QKeySequence(key) for key in keys])
            window.addAction(made)
            menu.addAction(made)
        menu.addSeparator()
        menu.addAction(action(window, "&Annotator …", window.ask_annotator))

    def _view(self) -> None:
        window, theme = self._window, self._context.theme
        menu = window.menuBar().addMenu("&View")
        for number, entry in enumerate(PAGES, start=1):
            self._add(menu, entry.title, partial(window.show_page, entry.name), f"Ctrl+{number}")
        menu.addSeparator()
        looks = menu.addMenu("&Colours")
        self._choices(looks, THEMES, theme.mode, theme.set_mode)
        sizes = menu.addMenu("&Text size")
        self._choices(sizes, [(p, f"{p} %") for p in TEXT_SIZES], theme.text_percent, theme.set_text_percent)

    def _help(self) -> None:
        window = self._window
        menu = window.menuBar().addMenu("&Help")
        menu.addAction(action(window, "&Keyboard shortcuts", window.show_shortcuts, "F1", everywhere=True))
        menu.addAction(action(window, "&About Barre", window.show_about))

    def _add(self, menu: QMenu, text: str, triggered: Callable[[], object], *keys: str) -> None:
        made = action(self._window, text, triggered, *keys, everywhere=True)
        menu.addAction(made)
        self._needs_project.append(made)

    def _choices(
        self, menu: QMenu, choices: Iterable[tuple[Any, str]], current: object, choose: Callable[[Any], None]
    ) -> None:
        group = QActionGroup(menu)
        for value, text in choices:
            made = menu.addAction(text)
            made.setCheckable(True)
            made.setChecked(value == current)
            made.triggered.connect(partial(choose, value))
            group.addAction(made)

    def _fill_recent(self) -> None:
        self.recent.clear()
        for path in self._context.settings.recent_projects:
            self.recent.addAction(f"{path.stem}    {path.parent}").triggered.connect(
                partial(self._context.open_project, path)
            )
        if self.recent.isEmpty():
            self.recent.addAction("No projects yet").setEnabled(False)
            return
        self.recent.addSeparator()
        self.recent.addAction("Forget these").triggered.connect(self._context.settings.clear_recent_projects)
