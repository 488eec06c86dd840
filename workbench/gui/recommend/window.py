"""The window that shows music for one dance."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from workbench.gui.context import AppContext
from workbench.gui.recommend.panel import RecommendPanel
from workbench.gui.widgets.dialogs import size


class RecommendWindow(QDialog):
    """May stay open while one works; each dance has a window of its own."""

    def __init__(self, context: AppContext, video_id: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Music for a dance")
        size(self, 1040, 600)
        self._context = context
        self.panel = RecommendPanel(context)
        self.panel.named.connect(lambda name: self.setWindowTitle(f"Music for {name}"))
        self.panel.train_asked.connect(self._go_to_train)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.panel)
        context.project_closed.connect(self.close)
        self.panel.show_dance(video_id)

    def done(self, result: int) -> None:
        """End the threads of the stage before the window goes."""
        self.panel.close_dance()
        super().done(result)

    def _go_to_train(self) -> None:
        self._context.show_page("train")
        self.close()
