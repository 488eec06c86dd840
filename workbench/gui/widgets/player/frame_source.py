"""Frames on demand: decoded in a thread, the latest wish first, stale ones dropped, neighbours ahead."""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from functools import partial

import numpy as np
import shiboken6
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from core.errors import BarreError
from workbench.gui.widgets.player.pictures import RGB, Opener, Pictures

logger = logging.getLogger(__name__)

CACHE_BYTES = 64 * 2**20
AHEAD = 8  # frames decoded beyond the one that was asked for, in the direction of travel


class FrameCache:
    """The frames used last, by bytes. Not for use without the lock of its owner."""

    def __init__(self, limit_bytes: int = CACHE_BYTES) -> None:
        self._limit = limit_bytes
        self._bytes = 0
        self._images: OrderedDict[int, QImage] = OrderedDict()

    def __contains__(self, frame: int) -> bool:
        return frame in self._images

    def get(self, frame: int) -> QImage | None:
        image = self._images.get(frame)
        if image is not None:
            self._images.move_to_end(frame)
        return image

    def put(self, frame: int, image: QImage) -> None:
        """Keep a frame and let go of the oldest ones beyond the limit, but never of the newest two."""
        if frame in self._images:
            self._bytes -= self._images.pop(frame).sizeInBytes()
        self._images[frame] = image
        self._bytes += image.sizeInBytes()
        while self._bytes > self._limit and len(self._images) > 2:
            self._bytes -= self._images.popitem(last=False)[1].sizeInBytes()

    def room_ahead(self) -> int:
        """How many frames may be decoded ahead without pushing out the one on show."""
        if not self._images:
            return 1
        each = max(1, self._bytes // len(self._images))
        return max(1, min(AHEAD, self._limit // each - 2))

    def clear(self) -> None:
        self._images.clear()
        self._bytes = 0


@dataclass
class _Wishes:
    """What the worker is to do next; shared between the threads under one lock."""

    opener: Opener | None = None
    generation: int = 0
    n_frames: int = 0
    wish: int = 0
    wanted: int | None = None
    last: int = 0
    direction: int = 0
    ends: bool = False
    cache: FrameCache = field(default_factory=FrameCache)


class FrameSource(QObject):
    """Decodes pictures in its own thread.

    `request` asks for a frame; only the newest wish is decoded. The answer comes as `frame_ready` in the
    thread that this object lives in, with the number of the wish: answers arrive in the order of the wishes,
    but a picture at hand overtakes them, so whoever shows frames compares numbers. Answers for an earlier
    `open` never arrive.
    """

    frame_ready = Signal(int, int, QImage)  # wish, frame, picture
    failed = Signal(object)  # BarreError or our bug
    _decoded = Signal(int, int, int, QImage)
    _broken = Signal(int, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._wishes = _Wishes()
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._decoded.connect(self._on_decoded)
        self._broken.connect(self._on_broken)
        self.destroyed.connect(
            partial(_end, self._changed, self._wishes)
        )  # no slot of ours: we are gone then

    # -- in the GUI thread -----------------------------------------------------------------------

    def open(self, opener: Opener | None, n_frames: int) -> None:
        """Change to other pictures; `opener` is called in the worker. None closes the old ones."""
        with self._changed:
            wishes = self._wishes
            wishes.generation += 1
            wishes.opener, wishes.n_frames = opener, n_frames
            wishes.wanted, wishes.direction = None, 0
            wishes.cache.clear()
            self._changed.notify()
        if opener is not None and self._thread is None:
            self._thread = threading.Thread(target=self._work, name="frames", daemon=True)
            self._thread.start()

    def request(self, frame: int, *, direction: int = 0) -> tuple[int, QImage | None]:
        """Ask for a frame: returns the number of this wish, and the picture if it is at hand.

        Otherwise it comes by `frame_ready`. `direction` (-1, 0, 1) says where to decode ahead afterwards.
        """
        with self._changed:
            wishes = self._wishes
            image = wishes.cache.get(frame)
            wishes.wish += 1
            wishes.wanted = frame if image is None else None
            wishes.last, wishes.direction = frame, direction
            self._changed.notify()
            return wishes.wish, image

    def close(self) -> None:
        """End the thread and wait for it."""
        self.open(None, 0)
        _end(self._changed, self._wishes)
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        self._wishes.ends = False

    def _on_decoded(self, generation: int, wish: int, frame: int, image: QImage) -> None:
        if generation == self._wishes.generation:
            self.frame_ready.emit(wish, frame, image)

    def _on_broken(self, generation: int, error: Exception) -> None:
        if generation == self._wishes.generation:
            self.failed.emit(error)

    # -- in the worker ---------------------------------------------------------------------------

    def _work(self) -> None:
        pictures: Pictures | None = None
        opened = -1
        while True:
            with self._changed:
                while not self._has_work(opened):
                    self._changed.wait()
                wishes = self._wishes
                generation, opener, ends = wishes.generation, wishes.opener, wishes.ends
            if generation != opened or ends:
                if pictures is not None:
                    pictures.close()
                pictures, opened = None, generation
                if ends:
                    return
                pictures = self._open(opener, generation)
            elif pictures is not None:
                self._decode_next(pictures, generation)

    def _has_work(self, opened: int) -> bool:
        wishes = self._wishes
        if wishes.ends or wishes.generation != opened:
            return True
        return wishes.opener is not None and (wishes.wanted is not None or self._next_ahead() is not None)

    def _next_ahead(self) -> int | None:
        wishes = self._wishes
        if not wishes.direction:
            return None
        for step in range(1, wishes.cache.room_ahead() + 1):
            frame = wishes.last + step * wishes.direction
            if not 0 <= frame < wishes.n_frames:
                return None
            if frame not in wishes.cache:
                return frame
        return None

    def _open(self, opener: Opener | None, generation: int) -> Pictures | None:
        try:
            return opener() if opener is not None else None
        except Exception as e:  # noqa: BLE001 told to the owner by signal, none is lost
            self._give_up(generation, e)
            return None

    def _decode_next(self, pictures: Pictures, generation: int) -> None:
        with self._changed:
            wishes = self._wishes
            wish, wanted = wishes.wish, wishes.wanted
            frame = wanted if wanted is not None else self._next_ahead()
            wishes.wanted = None
            image = wishes.cache.get(frame) if frame is not None else None
        if frame is None:
            return
        if image is None:
            try:
                image = to_image(pictures.frame(frame))
            except Exception as e:  # noqa: BLE001 told to the owner by signal, none is lost
                self._give_up(generation, e)
                return
        self._keep(generation, frame, image)
        if wanted is not None and shiboken6.isValid(self):
            self._decoded.emit(generation, wish, frame, image)

    def _keep(self, generation: int, frame: int, image: QImage) -> None:
        with self._changed:
            if generation == self._wishes.generation:
                self._wishes.cache.put(frame, image)

    def _give_up(self, generation: int, error: Exception) -> None:
        """Stop asking this source: what failed once would fail at every step."""
        with self._changed:
            if generation == self._wishes.generation:
                self._wishes.opener = None
        if not isinstance(error, BarreError):
            logger.error("decoding failed", exc_info=error)
        if shiboken6.isValid(self):
            self._broken.emit(generation, error)


def _end(changed: threading.Condition, wishes: _Wishes) -> None:
    with changed:
        wishes.ends = True
        changed.notify()


def to_image(rgb: RGB) -> QImage:
    """Return a picture in the format that Qt paints fastest; it owns its pixels.

    Args:
        rgb: (H, W, 3) uint8.
    """
    rgb = np.ascontiguousarray(rgb)
    height, width = rgb.shape[:2]
    view = QImage(rgb.data, width, height, 3 * width, QImage.Format.Format_RGB888)
    return view.convertToFormat(QImage.Format.Format_RGB32)
