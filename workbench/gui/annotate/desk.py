"""What stands on the page when a video is open, top to bottom; it has no behaviour of its own."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from workbench.gui.annotate.banner import Banner
from workbench.gui.annotate.header import Header
from workbench.gui.annotate.picture_splitter import PictureSplitter
from workbench.gui.annotate.poses.tool_panel import ToolPanel
from workbench.gui.annotate.suggestions.panel import SuggestionPanel
from workbench.gui.annotate.tiers.label_bar import StyleBar
from workbench.gui.annotate.transport import Transport
from workbench.gui.keys.keymap import Keymap
from workbench.gui.settings import Settings
from workbench.gui.theme import Theme
from workbench.gui.widgets.curves.widget import JointCurves
from workbench.gui.widgets.readout import Readout
from workbench.gui.widgets.timeline.widget import Timeline
from workbench.gui.widgets.video_canvas import VideoCanvas


class Desk(QWidget):
    """Header, picture and suggestions, the tool in hand, transport, curves, timeline, styles, status."""

    def __init__(
        self, theme: Theme, settings: Settings, keymap: Keymap, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.header = Header(theme)
        self.banner = Banner()
        self.canvas = VideoCanvas()
        self.suggestions = SuggestionPanel(theme)
        self.tool = ToolPanel()
        self.transport = Transport(theme)
        self.curves = JointCurves(theme)
        self.curves.hide()
        self.timeline = Timeline(theme)
        self.styles = StyleBar(theme, keymap)
        self.where = Readout(theme)
        self.stored = QLabel()
        self.stored.setAccessibleName("Last edit")
        self.stored.setProperty("role", "dim")
        self.stored.setMinimumWidth(1)  # a long sentence must not make the page wider
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self.banner)
        column.addWidget(self._split(settings), 1)
        for widget in (self.styles, self._status()):
            column.addWidget(widget)

    def _split(self, settings: Settings) -> PictureSplitter:
        """The picture over the curves and the timeline, and a handle between them."""
        above = QWidget()
        column = QVBoxLayout(above)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._middle(), 1)
        column.addWidget(self.tool)
        column.addWidget(self.transport)
        column.addWidget(self.curves)
        return PictureSplitter(above, self.timeline, settings)

    def _middle(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self.canvas, 1)
        row.addWidget(self.suggestions)
        return row

    def _status(self) -> QFrame:
        frame = QFrame()
        frame.setProperty("role", "strip")
        row = QHBoxLayout(frame)
        row.setContentsMargins(12, 4, 12, 4)
        row.addWidget(self.where, 1)
        row.addWidget(self.stored)
        return frame
