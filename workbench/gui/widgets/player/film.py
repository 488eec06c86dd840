"""A video file as pictures."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from core.errors import MediaError
from workbench.actions.proxies import proxy_times_s
from workbench.gui.widgets.player.pictures import RGB, Opener

if TYPE_CHECKING:
    from core.media.reader import VideoReader

logger = logging.getLogger(__name__)


def film(
    path: Path,
    times_s: NDArray[np.float64],
    *,
    proxy: Path | None = None,
    size_px: tuple[int, int] | None = None,
) -> Opener:
    """Return what opens a film whose frames are shown at `times_s`, in the thread that reads it.

    Args:
        proxy: a copy of the same frames that is quicker to search (`workbench.actions.proxies`); used when it
            is there and sound.
        size_px: width and height of the film, which a copy of odd size goes beyond by a pixel.
    """

    def opener() -> VideoReader | Proxy:
        from core.media.reader import VideoReader

        if proxy is not None and proxy.exists():
            try:
                return Proxy(VideoReader(proxy, times_s=proxy_times_s(len(times_s))), size_px)
            except MediaError as e:
                logger.warning("the proxy is left aside: %s", e)
        return VideoReader(path, times_s=times_s)

    return opener


class Proxy:
    """The frames of a proxy, without the column and row that made odd sizes even."""

    def __init__(self, reader: VideoReader, size_px: tuple[int, int] | None) -> None:
        self._reader = reader
        self._width_px, self._height_px = size_px or reader.size

    def frame(self, index: int) -> RGB:
        return self._reader.frame(index)[: self._height_px, : self._width_px]

    def close(self) -> None:
        self._reader.close()
