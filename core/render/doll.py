"""The paper doll: a flat person drawn over BlazePose's 33 joints, near limbs over far ones.

A pose estimator finds it as it finds people, and people judge a body better than sticks.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from core.render.anatomy import FACE, standing_height
from core.render.palette import RED_SHIRT, RGB, Palette, shade
from core.render.shapes import Canvas, capsule, disc, drawable, ellipse, line, polygon, smooth_outline
from core.skeleton import skeleton

Array = NDArray[np.float64]

# Half widths of the parts, as parts of the standing height.
_SHOULDER, _ELBOW, _WRIST, _PALM, _FINGER = 0.031, 0.023, 0.0155, 0.0155, 0.0085
_HIP, _KNEE, _ANKLE, _SOLE = 0.047, 0.034, 0.022, 0.0155
_NECK, _HEAD_WIDE, _HEAD_DEEP, _HEAD_TALL = 0.024, 0.047, 0.055, 0.067
_WAIST_SHARE, _BODY_DEEP = 0.88, 0.062
_OUTLINE = 0.0045
_EDGE = 0.72  # how dark the edge of a part is against the part
_SLEEVE = 0.52  # where on the upper arm the sleeve ends

_AT = {name: i for i, name in enumerate(skeleton("blazepose33").joints)}
_FACE_PARTS = ("nose", *("eye_inner", "eye", "eye_outer") * 2, "ear", "ear", "mouth", "mouth")
_FACE_DEPTH = np.array([FACE[part][2] for part in _FACE_PARTS])  # of the skeleton's first joints


def draw_doll(
    canvas: Canvas,
    joints_px: NDArray[np.floating],
    depth_px: NDArray[np.floating] | None = None,
    *,
    height_px: float | None = None,
    palette: Palette = RED_SHIRT,
) -> None:
    """Draw a person, in place.

    Args:
        canvas: (H, W, 3) uint8 RGB.
        joints_px: (33, 2) of ``blazepose33``, pixels, y down; NaN = not seen, and what needs it is left out.
        depth_px: (33,) pixels toward the viewer, for what covers what; when None, a flat body with its face
            toward us.
        height_px: standing height of the person, which sets how thick the parts are; taken from the joints
            of this one picture when None, which flickers in a film whose bones are not of constant length.
    """
    points = np.zeros((len(joints_px), 3))
    points[:, :2] = joints_px
    if depth_px is not None:
        points[:, 2] = depth_px
    height = standing_height(points[None].astype(np.float32)) if height_px is None else height_px
    if depth_px is None:
        points[: len(_FACE_DEPTH), 2] = _FACE_DEPTH * height
    if np.isfinite(height) and height > 1:
        figure = _Figure(canvas, points, height, palette)
        for _, draw in sorted(_parts(figure), key=lambda part: part[0]):
            draw()


@dataclass(frozen=True)
class _Figure:
    """One person about to be drawn. `points` are (33, 3): x_px, y_px and depth toward the viewer."""

    canvas: Canvas
    points: Array
    height: float
    palette: Palette

    def __getitem__(self, joint: str) -> Array:
        return np.asarray(self.points[_AT[joint]])

    def middle(self, joint: str) -> Array:
        """The point between the left and the right joint."""
        return np.asarray((self[f"left_{joint}"] + self[f"right_{joint}"]) / 2)

    def lit(self, colour: RGB, *joints: str) -> RGB:
        """The colour as seen at these joints: what is behind the trunk is darker."""
        behind = float(np.mean([self[joint][2] for joint in joints])) - self.trunk_depth
        return colour if math.isnan(behind) else shade(colour, min(1.0, max(0.78, 1 + behind / self.height)))

    @cached_property
    def trunk_depth(self) -> float:
        return float((self.middle("shoulder")[2] + self.middle("hip")[2]) / 2)

    @cached_property
    def up(self) -> Array:
        """(3,) unit vector from the hips to the shoulders."""
        return _unit(self.middle("shoulder") - self.middle("hip"), np.array([0.0, -1.0, 0.0]))

    @property
    def edge(self) -> float:
        return max(0.7, _OUTLINE * self.height)


def _parts(figure: _Figure) -> list[tuple[float, Callable[[], None]]]:
    """What to draw and how near it is, smaller = farther."""
    trunk, tall = _or_zero(figure.trunk_depth), figure.height
    parts: list[tuple[float, Callable[[], None]]] = [
        (trunk, lambda: _trunk(figure)),
        (trunk + 0.001 * tall, lambda: _head(figure)),
    ]
    for side in ("left", "right"):
        leg = (figure[f"{side}_knee"][2] + figure[f"{side}_ankle"][2]) / 2
        # A standing leg goes under the shirt; only one well in front of the body covers it.
        parts.append((_or_zero(leg) - 0.17 * tall, lambda side=side: _leg(figure, side)))  # type: ignore[misc]
        arm = (figure[f"{side}_elbow"][2] + figure[f"{side}_wrist"][2]) / 2
        parts.append((_or_zero(arm) + 0.04 * tall, lambda side=side: _arm(figure, side)))  # type: ignore[misc]
    return parts


def _or_zero(depth: float) -> float:
    return 0.0 if math.isnan(depth) else float(depth)


Piece = tuple[Array, float, Array, float]


def _pieces(joints: list[Array], radii: list[float]) -> list[Piece]:
    """A tapering limb through some joints; radii are parts of the standing height."""
    return list(zip(joints, radii, joints[1:], radii[1:], strict=False))


def _draw(figure: _Figure, pieces: list[Piece], colour: RGB) -> None:
    """Pieces of one colour with one edge around all of them."""
    tall, dark = figure.height, shade(colour, _EDGE)
    for a, radius_a, b, radius_b in pieces:
        capsule(figure.canvas, a, radius_a * tall + figure.edge, b, radius_b * tall + figure.edge, dark)
    for a, radius_a, b, radius_b in pieces:
        capsule(figure.canvas, a, radius_a * tall, b, radius_b * tall, colour)


def _arm(figure: _Figure, side: str) -> None:
    shoulder, elbow, wrist = (figure[f"{side}_{joint}"] for joint in ("shoulder", "elbow", "wrist"))
    skin = figure.lit(figure.palette.skin, f"{side}_elbow", f"{side}_wrist")
    arm = _pieces([shoulder, elbow, wrist], [_SHOULDER * 0.8, _ELBOW, _WRIST])
    _draw(figure, arm + _hand(figure, side, wrist), skin)
    cuff = shoulder + (elbow - shoulder) * _SLEEVE
    _draw(figure, _pieces([shoulder, cuff], [_SHOULDER, _SHOULDER * 0.95]), figure.palette.shirt)
    # The sleeve is of one piece with the shirt: no edge between them.
    wide = _SHOULDER * figure.height
    inner = shoulder + (figure.middle("shoulder") - shoulder) * 0.5 - figure.up * 0.25 * wide
    capsule(figure.canvas, shoulder, 0.97 * wide, inner, 0.8 * wide, figure.palette.shirt)


def _hand(figure: _Figure, side: str, wrist: Array) -> list[Piece]:
    index, pinky, thumb = (figure[f"{side}_{joint}"] for joint in ("index", "pinky", "thumb"))
    palm = (index + pinky) / 2
    pieces = _pieces([wrist, palm], [_WRIST, _PALM]) + _pieces([wrist, thumb], [_WRIST * 0.7, _FINGER])
    for knuckle in (index, palm, pinky):
        # These joints are knuckles: the fingers go on about as far again.
        tip = wrist + (knuckle - wrist) * 1.75
        pieces += _pieces([knuckle, tip], [_FINGER * 1.25, _FINGER * 0.85])
    return pieces


def _leg(figure: _Figure, side: str) -> None:
    hip, knee, ankle = (figure[f"{side}_{joint}"] for joint in ("hip", "knee", "ankle"))
    _shoe(figure, side)
    colour = figure.lit(figure.palette.trousers, f"{side}_knee", f"{side}_ankle")
    hem = knee + (ankle - knee) * 0.96
    _draw(figure, _pieces([hip, knee, hem], [_HIP, _KNEE, _ANKLE]), colour)


def _shoe(figure: _Figure, side: str) -> None:
    ankle, heel, tip = (figure[f"{side}_{joint}"] for joint in ("ankle", "heel", "foot_index"))
    sole = _SOLE * figure.height
    colour = figure.lit(figure.palette.shoes, f"{side}_ankle")
    capsule(figure.canvas, ankle, sole * 1.2, heel, sole, colour)
    capsule(figure.canvas, heel, sole, tip, sole * 1.05, colour)
    capsule(figure.canvas, ankle, sole * 1.2, tip, sole * 1.05, colour)


def _trunk(figure: _Figure) -> None:
    shoulders, hips = figure.middle("shoulder"), figure.middle("hip")
    if not drawable(np.stack([shoulders, hips])[:, :2]):
        return
    up = _unit(shoulders[:2] - hips[:2], np.array([0.0, -1.0]))
    tall = figure.height
    shoulder = _half(figure, "shoulder", up, 0.018 * tall)
    hip = _half(figure, "hip", up, _HIP * tall)
    seat = [(0.02, hip), (-0.035, hip * 0.9), (-0.068, hip * 0.0), (-0.035, hip * -0.9), (0.02, -hip)]
    corners = np.array([hips[:2] + up * rise * tall + away for rise, away in seat])
    polygon(figure.canvas, smooth_outline(corners), figure.palette.trousers)
    outline = _shirt(shoulders[:2], hips[:2], shoulder, hip, up, tall)
    polygon(figure.canvas, _grown(outline, figure.edge), shade(figure.palette.shirt, _EDGE))
    polygon(figure.canvas, outline, figure.palette.shirt)
    _neck(figure, shoulders, up)


def _half(figure: _Figure, joint: str, up: Array, beyond: float) -> Array:
    """(2,) from the midline to the body's side at these joints, at least as far as in a side view."""
    left, right = figure[f"left_{joint}"][:2], figure[f"right_{joint}"][:2]
    half = (left - right) / 2
    side = np.array([-up[1], up[0]])
    sign = 1.0 if float(half @ side) >= 0 else -1.0
    length = math.hypot(*half)
    direction = half / length if length > 0.35 * _BODY_DEEP * figure.height else side * sign
    return np.asarray(direction * max(length + beyond, _BODY_DEEP * figure.height))


def _shirt(shoulders: Array, hips: Array, shoulder: Array, hip: Array, up: Array, tall: float) -> Array:
    """(N, 2) outline of the shirt, from the neck around."""
    spine = shoulders - hips
    waist = (shoulder * 0.45 + hip * 0.55) * _WAIST_SHARE
    half = [
        (shoulders + up * 0.040 * tall, shoulder * 0.30),
        (shoulders + up * 0.022 * tall, shoulder * 0.80),
        (shoulders - up * 0.040 * tall, shoulder * 0.92),
        (hips + spine * 0.36, waist),
        (hips + up * 0.026 * tall, hip * 0.98),
    ]
    left = [centre + away for centre, away in half]
    right = [centre - away for centre, away in reversed(half)]
    return smooth_outline(np.array(left + right))


def _grown(outline: Array, by: float) -> Array:
    """The outline moved outward by about `by` pixels."""
    centre = outline.mean(axis=0)
    away = outline - centre
    return np.asarray(centre + away * (1 + by / np.maximum(np.linalg.norm(away, axis=1, keepdims=True), 1.0)))


def _neck(figure: _Figure, shoulders: Array, up: Array) -> None:
    """The neck in the shadow of the head, and the round collar."""
    ears, tall = figure.middle("ear"), figure.height
    base = shoulders[:2] + up * 0.040 * tall
    skin = shade(figure.palette.skin, 0.84)
    is_facing_us = figure["left_shoulder"][0] > figure["right_shoulder"][0]
    if is_facing_us:  # the collar is cut lower in front
        ellipse(figure.canvas, base, (0.018 * tall, 0.034 * tall), math.atan2(up[1], up[0]), skin)
    capsule(figure.canvas, base, _NECK * 1.12 * tall, ears[:2], _NECK * tall, skin)


def _head(figure: _Figure) -> None:
    ears, nose = figure.middle("ear"), figure["nose"]
    eyes, mouth = figure.middle("eye"), (figure["mouth_left"] + figure["mouth_right"]) / 2
    if not drawable(np.stack([ears, nose, eyes, mouth])):
        return
    up = _unit(eyes - mouth, np.array([0.0, -1.0, 0.0]))
    ahead = nose - ears
    front = _unit(ahead - up * float(ahead @ up), np.array([0.0, 0.0, 1.0]))
    _skull(figure, ears, up, front)
    if front[2] > -0.3:
        _features(figure, up, front)


def _skull(figure: _Figure, ears: Array, up: Array, front: Array) -> None:
    """The hair around the upper head, and the face as a part that turns away with the head."""
    tall, canvas, palette = figure.height, figure.canvas, figure.palette
    flat_up = _unit(up[:2], np.array([0.0, -1.0]))
    angle = math.atan2(flat_up[1], flat_up[0])
    wide = math.hypot(_HEAD_WIDE * front[2], _HEAD_DEEP * math.hypot(front[0], front[1])) * tall
    crown = ears[:2] + flat_up * 0.026 * tall - front[:2] * 0.012 * tall
    ellipse(canvas, crown, (0.062 * tall, wide * 1.06), angle, palette.hair)
    if front[2] < -0.35:
        ellipse(canvas, ears[:2], (_HEAD_TALL * tall, wide), angle, palette.hair)
        return
    near = [side for side in ("left", "right") if figure[f"{side}_ear"][2] > ears[2] + 0.012 * tall]
    for side in ("left", "right"):
        if side not in near:
            _ear(figure, side, flat_up)
    turned = max(float(front[2]), 0.0)
    face = ears[:2] + front[:2] * 0.022 * tall - flat_up * 0.004 * tall
    radii = (_HEAD_TALL * 0.93 * tall, wide * (0.66 + 0.31 * turned))
    ellipse(canvas, face, (radii[0] + figure.edge, radii[1] + figure.edge), angle, shade(palette.skin, 0.8))
    ellipse(canvas, face, radii, angle, palette.skin)
    fringe = face + flat_up * 0.060 * tall
    ellipse(canvas, fringe, (0.019 * tall, radii[1] * 0.86), angle, palette.hair)
    for side in near:
        _ear(figure, side, flat_up)


def _ear(figure: _Figure, side: str, up: Array) -> None:
    """A little outside of its joint, which lies where the ear begins."""
    ear, other = (figure[f"{one}_ear"][:2] for one in (side, "right" if side == "left" else "left"))
    at = ear + (ear - other) * 0.12
    lean = math.atan2(up[1], up[0])
    radii = (0.0135 * figure.height, 0.0085 * figure.height)
    ellipse(figure.canvas, at, radii, lean, shade(figure.palette.skin, 0.88))


def _features(figure: _Figure, up: Array, front: Array) -> None:
    """Eyes, brows, nose and mouth, where their joints are; those on the far side of the head are hidden."""
    tall, middle = figure.height, figure.middle("ear")[2]
    _nose(figure, up, front)
    for side in ("left", "right"):
        if figure[f"{side}_eye"][2] > middle + 0.012 * tall:
            _eye(figure, side, up)
    left, right = figure["mouth_left"], figure["mouth_right"]
    if (left + right)[2] / 2 > middle + 0.012 * tall:
        between = (left + right)[:2] / 2
        corners = [left[:2], between - up[:2] * 0.0022 * tall, right[:2], between - up[:2] * 0.0085 * tall]
        polygon(figure.canvas, smooth_outline(np.array(corners)), figure.palette.lips)


def _eye(figure: _Figure, side: str, up: Array) -> None:
    tall, canvas, palette = figure.height, figure.canvas, figure.palette
    inner, eye, outer = (figure[f"{side}_{joint}"][:2] for joint in ("eye_inner", "eye", "eye_outer"))
    wide = min(0.0095, max(0.0045, 0.6 * math.hypot(*(outer - inner)) / tall))
    lean = math.atan2(up[1], up[0])
    ellipse(canvas, eye, (0.0062 * tall, wide * tall), lean, (248, 246, 243))
    disc(canvas, eye, 0.0046 * tall, palette.eye)
    brow = [inner + up[:2] * 0.0170 * tall, eye + up[:2] * 0.0195 * tall, outer + up[:2] * 0.0150 * tall]
    line(canvas, np.array(brow), shade(palette.hair, 1.15), 0.0032 * tall)


def _nose(figure: _Figure, up: Array, front: Array) -> None:
    """A soft shadow from the front; from the side, a part of the outline."""
    tall, nose = figure.height, figure["nose"][:2]
    from_front = float(front[2]) > 0.6
    colour = shade(figure.palette.skin, 0.86 if from_front else 0.97)
    bridge = (figure.middle("eye_inner")[:2] - nose) * (0.55 if from_front else 0.8)
    step = np.array([-up[1], up[0]]) * 0.006 * tall
    polygon(figure.canvas, np.array([nose + bridge, nose + step, nose - step]), colour, convex=True)
    disc(figure.canvas, nose, 0.0060 * tall, colour)


def _unit(vector: Array, otherwise: Array) -> Array:
    length = float(np.linalg.norm(vector))
    return np.asarray(vector / length) if length > 1e-6 else otherwise
