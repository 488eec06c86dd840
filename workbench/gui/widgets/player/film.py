"""A video file as pictures."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from workbench.gui.widgets.player.pictures import Opener

if TYPE_CHECKING:
    from core.media.reader import VideoReader


def film(path: Path, times_s: NDArray[np.float64]) -> Opener:
    """Return what opens a film whose frames are shown at `times_s`, in the thread that reads it."""

    def opener() -> VideoReader:
        from core.media.reader import VideoReader

        return VideoReader(path, times_s=times_s)

    return opener
