"""Bones as lines and joints as dots, for any skeleton."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.render.palette import RGB
from core.render.shapes import Canvas, disc, line
from core.skeleton import Skeleton

LEFT: RGB = (46, 124, 196)
RIGHT: RGB = (214, 108, 48)
MIDDLE: RGB = (92, 96, 106)


def draw_sticks(
    canvas: Canvas,
    joints_px: NDArray[np.floating],
    skeleton: Skeleton,
    *,
    width_px: float = 4.0,
    colour: RGB | None = None,
) -> None:
    """Draw bones and joints, in place: the dancer's left blue, the right orange, the midline grey.

    Args:
        canvas: (H, W, 3) uint8 RGB.
        joints_px: (J, 2) pixels, y down; NaN = not seen: neither the joint nor its bones are drawn.
        colour: of all of it, to tell several dancers apart.
    """
    points = np.asarray(joints_px, np.float64)
    colours = [colour or _colour(name) for name in skeleton.joints]
    for a, b in skeleton.bones:
        same = colours[a] if colours[a] == colours[b] else MIDDLE
        line(canvas, points[[a, b]], same, width_px)
    for point, colour in zip(points, colours, strict=True):
        disc(canvas, point, width_px * 0.8, colour)


def _colour(joint: str) -> RGB:
    name = joint.lower()
    if "left" in name:
        return LEFT
    return RIGHT if "right" in name else MIDDLE
