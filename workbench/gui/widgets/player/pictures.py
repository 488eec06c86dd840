"""Where pictures come from: a video file, a drawn dancer. All of it runs in the worker thread."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

RGB = NDArray[np.uint8]


class Pictures(Protocol):
    """A source of frames, (H, W, 3) uint8 RGB each; used from one thread at a time."""

    def frame(self, index: int) -> RGB: ...

    def close(self) -> None: ...


Opener = Callable[[], Pictures]


def to_image(rgb: RGB) -> QImage:
    """Return a picture in the format that Qt paints fastest; it owns its pixels.

    Args:
        rgb: (H, W, 3) uint8.
    """
    rgb = np.ascontiguousarray(rgb)
    height, width = rgb.shape[:2]
    view = QImage(rgb.data, width, height, 3 * width, QImage.Format.Format_RGB888)
    return view.convertToFormat(QImage.Format.Format_RGB32)
