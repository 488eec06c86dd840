"""Dancers drawn equally tall, whatever they do: a dancer who hardly moves is not seen from nearer."""

from __future__ import annotations

import numpy as np

from core.motion import Motion
from core.render.anatomy import standing_height
from core.render.body import as_body
from core.render.camera import Camera
from core.render.frames import Painter, Rgb

STATURE = 0.55
"""Share of the picture's height that a standing dancer takes: raised arms and a step to the side fit."""


class AlikeDancer:
    """Draws each frame of a motion with its dancer at `STATURE`, smaller only where a leap needs the room.

    A fitted camera is nearer to who moves less, so that the size would tell a dance that hardly moves from
    one that does.
    """

    def __init__(self, motion: Motion, drawing: str, size: tuple[int, int]) -> None:
        width, height = size
        body = as_body(motion) if drawing == "doll" else None
        tall_m = standing_height(body.positions) if body is not None else _tallest(motion)
        shown = motion if body is None else body
        limit = STATURE * height / tall_m if np.isfinite(tall_m) and tall_m > 0 else float("inf")
        camera = Camera.fitted(shown, width, height, largest_px=limit)
        is_doll = drawing == "doll"
        self.painter = Painter(motion, width, height, drawing="doll" if is_doll else "sticks", camera=camera)

    def frame(self, index: int) -> Rgb:
        """Return a frame as (height, width, 3) uint8 RGB; `InputError` outside the motion."""
        return self.painter.frame(index)

    def close(self) -> None:
        """Nothing is held open."""


def _tallest(motion: Motion) -> float:
    """How tall a motion without a body is: the median over frames of the height of its joints."""
    y = motion.positions[..., 1]
    seen = np.isfinite(y).any(axis=1)
    return float(np.median(np.nanmax(y[seen], axis=1) - np.nanmin(y[seen], axis=1))) if seen.any() else 0.0
