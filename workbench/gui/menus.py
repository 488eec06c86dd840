"""The menu bar: what can be done on every page."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu

from workbench.gui.actions import action
from workbench.gui.history import follow_stack
from workbench.gui.pages import PAGES
from workbench.gui.settings_dialog.general_page import TEXT_SIZES, THEMES

if TYPE_CHECKING:
    from workbench.gui.window import MainWindow


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
        menu.addAction(self._make("new-project", window.ask_new_project))
        menu.addAction(self._make("open-project", window.ask_open_project))
        self.recent = menu.addMenu("Open &recent")
        self.recent.aboutToShow.connect(self._fill_recent)
        menu.addAction(self._make("make-demo", window.ask_demo))
        menu.addSeparator()
        self._add(menu, "import", lambda: self._context.show_page("library", ask_import=True))
        self._add(menu, "export", lambda: self._context.show_page("library", ask_export=True))
        self._add(menu, "show-folder", window.reveal_project)
        menu.addSeparator()
        self._add(menu, "close-project", self._context.close_project)
        menu.addAction(self._make("quit", window.close))

    def _edit(self) -> None:
        window, stack = self._window, self._context.undo_stack
        menu = window.menuBar().addMenu("&Edit")
        undo, redo = self._make("undo", stack.undo), self._make("redo", stack.redo)
        follow_stack(stack, undo, redo)
        menu.addActions([undo, redo, self._make("history", window.show_history)])
        menu.addSeparator()
        menu.addAction(self._make("annotator", window.ask_annotator))
        menu.addAction(self._make("settings", window.show_settings))

    def _view(self) -> None:
        window, theme = self._window, self._context.theme
        menu = window.menuBar().addMenu("&View")
        for entry in PAGES:
            self._add(menu, entry.name, partial(window.show_page, entry.name))
        menu.addSeparator()
        self._add(menu, "agreement", window.show_agreement)
        menu.addSeparator()
        looks = menu.addMenu("&Colours")
        self._choices(looks, THEMES, lambda: theme.mode, theme.set_mode)
        sizes = menu.addMenu("&Text size")
        percents = [(percent, f"{percent} %") for percent in TEXT_SIZES]
        self._choices(sizes, percents, lambda: theme.text_percent, theme.set_text_percent)

    def _help(self) -> None:
        window = self._window
        menu = window.menuBar().addMenu("&Help")
        menu.addAction(self._make("keys", window.show_shortcuts))
        menu.addAction(self._make("about", window.show_about))

    def _make(self, deed: str, triggered: Callable[[], object]) -> QAction:
        """Return the action of the row ``window.DEED``."""
        return action(self._context.keymap, self._window, f"window.{deed}", triggered)

    def _add(self, menu: QMenu, deed: str, triggered: Callable[[], object]) -> None:
        made = self._make(deed, triggered)
        menu.addAction(made)
        self._needs_project.append(made)

    def _choices(
        self,
        menu: QMenu,
        choices: Iterable[tuple[Any, str]],
        current: Callable[[], object],
        choose: Callable[[Any], None],
    ) -> None:
        """Add choices, of which that of `current` is marked whenever the menu is opened."""
        group = QActionGroup(menu)
        by_value = {}
        for value, text in choices:
            made = menu.addAction(text)
            made.setCheckable(True)
            made.triggered.connect(partial(choose, value))
            group.addAction(made)
            by_value[value] = made

        def mark() -> None:
            for value, made in by_value.items():
                made.setChecked(value == current())

        menu.aboutToShow.connect(mark)

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
