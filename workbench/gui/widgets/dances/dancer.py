"""A motion as pictures: drawn when they are asked for."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.motion import Motion
from workbench.gui.widgets.player.pictures import Opener

PICTURE_PX = (576, 576)


def drawn(motion: Motion, drawing: str = "doll") -> Opener:
    """Return what opens the pictures of a motion, drawn as ``"doll"`` or ``"sticks"``."""
    return lambda: DrawnDancer(motion, drawing)


class DrawnDancer:
    """Draws each frame of a motion; used from the thread that shows it."""

    def __init__(self, motion: Motion, drawing: str) -> None:
        from core.render.frames import Painter

        self._painter = Painter(motion, *PICTURE_PX, drawing="sticks" if drawing == "sticks" else "doll")

    def frame(self, index: int) -> NDArray[np.uint8]:
        return self._painter.frame(index)

    def close(self) -> None:
        """Nothing is held open."""
