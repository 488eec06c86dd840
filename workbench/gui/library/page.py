"""The Library page."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from workbench.gui.context import AppContext
from workbench.gui.page import Page
from workbench.gui.widgets.empty import EmptyState


class LibraryPage(Page):
    """All videos and motions of the project."""

    title = "Library"
    icon = "library"

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.empty = EmptyState(context.theme, "film", "Nothing is imported yet.", "Drop videos here.")
        QVBoxLayout(self).addWidget(self.empty)
