"""Anti-aliased shapes at fractions of a pixel, on RGB. A shape with a missing point is not drawn."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from core.media.opencv import cv2
from core.render.palette import RGB

Canvas = NDArray[np.uint8]
Point = Sequence[float] | NDArray[np.float64]

_SHIFT = 4  # OpenCV's fixed-point coordinates: sixteenths of a pixel
_ARC = np.linspace(0.0, 1.0, 9)
_CIRCLE = np.linspace(0.0, 2.0 * np.pi, 32, endpoint=False)
# Beyond this many pixels from the canvas fixed-point coordinates overflow; such a point is a fault upstream.
_FAR = 20_000.0


def polygon(canvas: Canvas, points: NDArray[np.float64], colour: RGB, *, convex: bool = False) -> None:
    """Fill a polygon of (N, 2) pixel positions."""
    if not drawable(points):
        return
    fixed = np.rint(points * (1 << _SHIFT)).astype(np.int32)
    if convex:
        cv2().fillConvexPoly(canvas, fixed, colour, cv2().LINE_AA, _SHIFT)
    else:
        cv2().fillPoly(canvas, [fixed], colour, cv2().LINE_AA, _SHIFT)


def drawable(points: NDArray[np.float64]) -> bool:
    """Return whether every point is there and near enough to the canvas to be drawn."""
    return bool((np.abs(points) < _FAR).all())


def capsule(canvas: Canvas, a: Point, radius_a: float, b: Point, radius_b: float, colour: RGB) -> None:
    """Fill the hull of two discs: a limb that tapers from `a` to `b`."""
    distance = math.hypot(b[0] - a[0], b[1] - a[1])
    if distance <= abs(radius_a - radius_b) + 1e-6:
        disc(canvas, *((a, radius_a) if radius_a >= radius_b else (b, radius_b)), colour)
        return
    if math.isnan(distance):
        return
    along = math.atan2(b[1] - a[1], b[0] - a[0])
    touch = math.acos((radius_a - radius_b) / distance)
    round_a = along + touch + _ARC * (2 * math.pi - 2 * touch)
    round_b = along - touch + _ARC * (2 * touch)
    angles = np.concatenate([round_a, round_b])
    radius = np.repeat([radius_a, radius_b], len(_ARC))
    x = np.repeat([a[0], b[0]], len(_ARC)) + radius * np.cos(angles)
    y = np.repeat([a[1], b[1]], len(_ARC)) + radius * np.sin(angles)
    polygon(canvas, np.stack([x, y], axis=1), colour, convex=True)


def disc(canvas: Canvas, centre: Point, radius: float, colour: RGB) -> None:
    """Fill a disc."""
    ellipse(canvas, centre, (radius, radius), 0.0, colour)


def ellipse(canvas: Canvas, centre: Point, radii: tuple[float, float], angle_rad: float, colour: RGB) -> None:
    """Fill an ellipse whose first radius points along `angle_rad` (clockwise on the screen)."""
    u, v = radii[0] * np.cos(_CIRCLE), radii[1] * np.sin(_CIRCLE)
    cos, sin = math.cos(angle_rad), math.sin(angle_rad)
    points = np.stack([centre[0] + u * cos - v * sin, centre[1] + u * sin + v * cos], axis=1)
    polygon(canvas, points, colour, convex=True)


def line(canvas: Canvas, points: NDArray[np.float64], colour: RGB, width_px: float) -> None:
    """Draw a polyline through (N, 2) pixel positions."""
    if not drawable(points):
        return
    fixed = np.rint(points * (1 << _SHIFT)).astype(np.int32)
    cv2().polylines(canvas, [fixed], False, colour, max(1, round(width_px)), cv2().LINE_AA, _SHIFT)


def smooth_outline(corners: NDArray[np.float64], per_corner: int = 6) -> NDArray[np.float64]:
    """Return a closed curve, (N * per_corner, 2), through (N, 2) corners (uniform Catmull-Rom spline)."""
    t = np.arange(per_corner)[:, None, None] / per_corner
    before, after, beyond = np.roll(corners, 1, 0), np.roll(corners, -1, 0), np.roll(corners, -2, 0)
    curve = 0.5 * (
        2 * corners
        + (after - before) * t
        + (2 * before - 5 * corners + 4 * after - beyond) * t**2
        + (3 * corners - before - 3 * after + beyond) * t**3
    )
    return np.asarray(curve.transpose(1, 0, 2).reshape(-1, 2))
