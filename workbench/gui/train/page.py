"""The Train page."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from workbench.gui.context import AppContext
from workbench.gui.page import Page
from workbench.gui.widgets.empty import EmptyState


class TrainPage(Page):
    """All runs of the project."""

    title = "Train"
    icon = "train"

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.empty = EmptyState(context.theme, "train", "No model was trained yet.")
        QVBoxLayout(self).addWidget(self.empty)
