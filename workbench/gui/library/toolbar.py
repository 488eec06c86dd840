"""The line above the Library: search, count, and what is done most."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QPushButton, QWidget

from workbench.gui.actions import follow_tip
from workbench.gui.context import AppContext

if TYPE_CHECKING:
    from workbench.gui.library.actions import LibraryActions


class LibraryToolbar(QFrame):
    """Search, and what is done most; the rest of what can be done is behind *More* and the context menu."""

    def __init__(self, context: AppContext, actions: LibraryActions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "bar")
        self._theme = context.theme
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 12, 8)
        row.setSpacing(8)
        self.search = QLineEdit(
            placeholderText="Search name or style", clearButtonEnabled=True, accessibleName="Search"
        )
        self.search.setMaximumWidth(320)
        what = "Words that must all be in the name or the styles"
        follow_tip(context.keymap, self.search, "library.find", what)
        self.count = QLabel()
        self.count.setProperty("role", "dim")
        self.style_button = QPushButton("Style …")
        follow_tip(context.keymap, self.style_button, "library.set-style")
        self.style_button.clicked.connect(actions.set_style.trigger)
        self.more_button = QPushButton("More", toolTip="What else can be done with the selected dances")
        self.more_button.setMenu(actions.menu)
        self.import_button = QPushButton("Import …")
        follow_tip(context.keymap, self.import_button, "window.import", "Import videos and motions")
        self.import_button.setProperty("role", "primary")
        self.import_button.clicked.connect(actions.ask_import)
        row.addWidget(self.search, 1)
        row.addWidget(self.count)
        row.addStretch(1)
        for button in (self.style_button, self.more_button, self.import_button):
            button.setIconSize(QSize(18, 18))
            row.addWidget(button)
        actions.set_style.enabledChanged.connect(self.style_button.setEnabled)
        self.style_button.setEnabled(actions.set_style.isEnabled())
        self._theme.changed.connect(self._draw_icons)
        self._draw_icons()

    def _draw_icons(self) -> None:
        self.style_button.setIcon(self._theme.icon("tag"))
        self.more_button.setIcon(self._theme.icon("chevron-down"))
        self.import_button.setIcon(self._theme.icon("import", "on_accent"))
