"""The Rate page."""

from __future__ import annotations

from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from workbench.gui.context import AppContext
from workbench.gui.page import Page
from workbench.gui.rate.quick import QuickRating
from workbench.gui.rate.studies import Studies


class RatePage(Page):
    """Studies with a design, and a quick look at what was generated."""

    title = "Rate"
    icon = "rate"

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.studies, self.quick = Studies(context), QuickRating(context)
        self.tabs = QTabWidget(documentMode=True)
        self.tabs.addTab(self.studies, "Studies")
        self.tabs.addTab(self.quick, "Quick look")
        self.tabs.currentChanged.connect(self._on_tab)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.tabs)

    def opened(self) -> None:
        self._on_tab()

    def closed(self) -> None:
        self.quick.closed()

    def open_item(self, **what: object) -> None:
        """`tab`: ``"Studies"`` or ``"Quick look"``."""
        titles = [self.tabs.tabText(i) for i in range(self.tabs.count())]
        if what.get("tab") in titles:
            self.tabs.setCurrentIndex(titles.index(str(what["tab"])))

    def _on_tab(self) -> None:
        if self.tabs.currentWidget() is self.quick:
            self.studies.designer.store()
            self.quick.opened()
            self.quick.setFocus()
        else:
            self.quick.closed()
            self.studies.opened()
