"""Where pictures come from: a video file, a drawn dancer. All of it runs in the worker thread."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

RGB = NDArray[np.uint8]


class Pictures(Protocol):
    """A source of frames, (H, W, 3) uint8 RGB each; opened, used and closed in one thread."""

    def frame(self, index: int) -> RGB: ...

    def close(self) -> None: ...


Opener = Callable[[], Pictures]
