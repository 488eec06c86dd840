"""Pictures of a camera, as they come."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from types import TracebackType
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from core.errors import MediaError
from core.media.opencv import cv2

_WAIT_S = 5.0  # a camera may take seconds to wake up; a longer silence means that it was pulled out


class Camera:
    """The newest picture of a camera, always: whoever is too slow misses some, and never falls behind.

    A thread takes every picture, since drivers keep a queue that would otherwise grow stale.
    """

    def __init__(self, number: int) -> None:
        """Open a camera; 0 is the first one.

        Raises:
            MediaError: there is no such camera, or somebody else uses it.
        """
        self._name = f"Camera {number}"
        self._capture: Any = _capture(number)
        if not self._capture.isOpened():
            self._capture.release()
            raise MediaError(
                f"{self._name} cannot be opened.", "Is it plugged in, and does no other program use it?"
            )
        self._newest: tuple[float, NDArray[np.uint8]] | None = None
        self._has_news = threading.Condition()
        self._is_over = False
        self._thread = threading.Thread(target=self._take, name="camera", daemon=True)
        self._thread.start()

    def pictures(self) -> Iterator[tuple[float, NDArray[np.uint8]]]:
        """Yield (seconds on a steady clock, (H, W, 3) RGB) for ever.

        Raises:
            MediaError: the camera gives nothing any more.
        """
        while True:
            with self._has_news:
                self._has_news.wait_for(lambda: self._newest is not None or self._is_over, _WAIT_S)
                news, self._newest = self._newest, None
            if news is None:
                raise MediaError(f"{self._name} gives no pictures any more.", "Is it still plugged in?")
            time_s, picture = news
            yield time_s, cv2().cvtColor(picture, cv2().COLOR_BGR2RGB)

    def close(self) -> None:
        """Let go of the camera; safe to call twice."""
        self._is_over = True
        self._thread.join()
        self._capture.release()

    def _take(self) -> None:
        while not self._is_over:
            is_there, picture = self._capture.read()
            with self._has_news:
                if is_there:
                    self._newest = time.monotonic(), picture
                else:
                    self._is_over = True
                self._has_news.notify()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _capture(number: int) -> Any:
    """Ask OpenCV for a camera; what each of its drivers thinks of that is not for people's terminals."""
    logging = cv2().utils.logging
    before = logging.setLogLevel(logging.LOG_LEVEL_SILENT)
    try:
        return cv2().VideoCapture(number)
    finally:
        logging.setLogLevel(before)
