"""Pictures of videos: made and read off the GUI thread, kept while there is room."""

from __future__ import annotations

from collections import OrderedDict

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QImage, QPixmap

from core.entities import Video
from workbench.gui.context import AppContext

WIDTH_PX, HEIGHT_PX = 80, 46  # logical pixels
KEPT = 400  # of at most 60 KB each at 200 % scaling


class Thumbnails(QObject):
    """Gives a picture or None; then `loaded` tells when it is there."""

    loaded = Signal(int)  # video id

    def __init__(self, context: AppContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._pictures: OrderedDict[int, QPixmap | None] = OrderedDict()
        self._waiting: set[int] = set()
        context.project_closed.connect(self.forget)

    def get(self, video: Video) -> QPixmap | None:
        """A video's picture if it is at hand, else None, and it is asked for."""
        if video.id in self._pictures:
            self._pictures.move_to_end(video.id)
            return self._pictures[video.id]
        if video.id not in self._waiting:
            self._waiting.add(video.id)
            self._load(video)
        return None

    def forget(self) -> None:
        """Drop all pictures; they are asked for again when they are drawn."""
        self._pictures.clear()
        self._waiting.clear()

    def _load(self, video: Video) -> None:
        project = self._context.project
        if project is None:
            return

        def load() -> QImage:
            from workbench.actions.previews import thumbnail

            image = QImage(str(thumbnail(project, video)))
            return image.scaled(
                WIDTH_PX * 2,
                HEIGHT_PX * 2,
                Qt.AspectRatioMode.KeepAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )

        self._context.background(
            load, lambda image: self._keep(video.id, image), lambda _: self._keep(video.id, None),
            receiver=self, priority=-1,
        )  # fmt: skip

    def _keep(self, video_id: int, image: QImage | None) -> None:
        """Store a picture. A film that is gone has none, and is not asked for again."""
        self._waiting.discard(video_id)
        picture = None if image is None or image.isNull() else QPixmap.fromImage(image)
        if picture is not None:
            picture.setDevicePixelRatio(2.0)
        self._pictures[video_id] = picture
        while len(self._pictures) > KEPT:
            self._pictures.popitem(last=False)
        self.loaded.emit(video_id)
