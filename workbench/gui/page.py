"""What the window asks of a page."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from workbench.gui.context import AppContext


class Page(QWidget):
    """One of the five pages. A page is made when it is first shown and lives as long as the window.

    It draws what the open project holds (`context.project`, never None while a page is shown) and follows
    `context.project_opened` / `project_closed` to change to another one.

    Attributes:
        title: the word in the side bar.
        icon: name of an icon in ``resources/icons``.
    """

    title = ""
    icon = ""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context

    def opened(self) -> None:
        """The page has become the visible one."""

    def closed(self) -> None:
        """Another page is about to be shown, or the window closes: stop playing, stop polling."""

    def open_item(self, **what: object) -> None:
        """Show one thing, as asked by `context.show_page(name, **what)`; comes after `opened`."""
