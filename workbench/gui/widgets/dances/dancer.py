"""Motions as pictures: drawn when they are asked for, in the thread that shows them."""

from __future__ import annotations

from collections.abc import Sequence

from core.motion import Motion
from core.render.orbit import FRONT, Orbit
from workbench.gui.widgets.player.pictures import Opener, Pictures

PICTURE_PX = (576, 576)


def drawn(motions: Motion | Sequence[Motion], drawing: str = "doll", orbit: Orbit = FRONT) -> Opener:
    """Return what opens the pictures of a motion, drawn as ``"doll"`` or ``"sticks"``.

    Several motions, of the same number of frames, are drawn over one another.
    """
    together = [motions] if isinstance(motions, Motion) else list(motions)

    def opener() -> Pictures:
        from core.render.dancers import DrawnDancers  # OpenCV: not for the window's start

        return DrawnDancers(together, drawing, PICTURE_PX, orbit)

    return opener
