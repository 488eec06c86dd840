"""The picture above, the timeline below, and a handle between them that remembers where it was put."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QWidget

from workbench.gui.settings import Settings

HEIGHT = "timeline/height"
MOST_SHARE = 0.42  # of the height, that the timeline takes of its own accord


class PictureSplitter(QSplitter):
    """Gives the timeline the height it asks for, up to a share, until somebody drags the handle."""

    def __init__(
        self, picture: QWidget, timeline: QWidget, settings: Settings, parent: QWidget | None = None
    ) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self._timeline, self._settings = timeline, settings
        kept = settings.text(HEIGHT)
        self._height = int(kept) if kept.isdigit() else 0  # of the timeline; 0: nobody chose one
        self.setChildrenCollapsible(False)
        self.setHandleWidth(5)
        self.addWidget(picture)
        self.addWidget(timeline)
        self.setStretchFactor(0, 1)
        self.splitterMoved.connect(self._on_moved)

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return done

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        sizes = self.sizes()
        at = self.indexOf(self._timeline)
        wanted = self._height or min(self._timeline.sizeHint().height(), round(MOST_SHARE * self.height()))
        wanted = max(wanted, self._timeline.minimumSizeHint().height())
        spare = sizes[at] - wanted
        if spare and sum(sizes):
            sizes[at] -= spare
            sizes[0] = max(sizes[0] + spare, 1)
            self.setSizes(sizes)

    def _on_moved(self) -> None:
        self._height = self.sizes()[self.indexOf(self._timeline)]
        self._settings.set_text(HEIGHT, str(self._height))
