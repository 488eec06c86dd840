"""Motions as pictures: drawn when they are asked for, seen from anywhere."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from core.motion import Motion
from core.render.orbit import FRONT, Orbit
from workbench.gui.widgets.player.pictures import Opener

PICTURE_PX = (576, 576)


def drawn(motions: Motion | Sequence[Motion], drawing: str = "doll", orbit: Orbit = FRONT) -> Opener:
    """Return what opens the pictures of a motion, drawn as ``"doll"`` or ``"sticks"``.

    Several motions, of the same number of frames, are drawn over one another.
    """
    together = [motions] if isinstance(motions, Motion) else list(motions)
    return lambda: DrawnDancer(together, drawing, orbit)


class DrawnDancer:
    """Draws each frame of motions; used from the thread that shows it."""

    def __init__(self, motions: Sequence[Motion], drawing: str, orbit: Orbit) -> None:
        from core.render.frames import Painter
        from core.render.orbit import seen_from
        from core.render.overlay import OverlayPainter

        turned = [seen_from(motion, orbit) for motion in motions]
        how = "sticks" if drawing == "sticks" else "doll"
        self._painter: Painter | OverlayPainter = (
            Painter(turned[0], *PICTURE_PX, drawing=how)
            if len(turned) == 1
            else OverlayPainter(turned, *PICTURE_PX, drawing=how)
        )

    def frame(self, index: int) -> NDArray[np.uint8]:
        return self._painter.frame(index)

    def close(self) -> None:
        """Nothing is held open."""
