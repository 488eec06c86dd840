"""One dance, or several over one another, as pictures seen from anywhere."""

from __future__ import annotations

from collections.abc import Sequence

from core.motion import Motion
from core.render.frames import Painter, Rgb
from core.render.orbit import FRONT, Orbit, seen_from
from core.render.overlay import OverlayPainter


class DrawnDancers:
    """Draws each frame of motions of the same number of frames.

    Args:
        motions: the first as `drawing` says, others as coloured sticks over it.
        drawing: ``"doll"``; anything else is sticks.
        size: width and height of the pictures, pixels.
    """

    def __init__(
        self, motions: Sequence[Motion], drawing: str, size: tuple[int, int], orbit: Orbit = FRONT
    ) -> None:
        turned = [seen_from(motion, orbit) for motion in motions]
        self._painter: Painter | OverlayPainter
        if len(turned) == 1:
            self._painter = Painter(turned[0], *size, drawing="doll" if drawing == "doll" else "sticks")
        else:
            self._painter = OverlayPainter(turned, *size, drawing="doll" if drawing == "doll" else "sticks")

    def frame(self, index: int) -> Rgb:
        """Return a frame as (height, width, 3) uint8 RGB; `InputError` outside the motions."""
        return self._painter.frame(index)

    def close(self) -> None:
        """Nothing is held open."""
