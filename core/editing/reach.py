"""Inverse kinematics in the picture: take hold of a joint, and its limb follows."""

from __future__ import annotations

import cmath
import math
from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from core.editing.limbs import Limb, limb_of
from core.editing.rework import Rework, rework
from core.skeleton import Skeleton

_LEAST_PX = 1e-3  # a joint that moves by less has not moved
_Places = dict[int, complex]  # joints as x + iy, pixels


def reach(
    pose: NDArray[np.float32],
    body: Skeleton,
    joint: int,
    x_px: float,
    y_px: float,
    *,
    frame: int = 0,
    locked: Collection[int] = (),
) -> Rework:
    """Return a frame in which a joint is where it was dragged to, or as near as its limb reaches.

    Bones keep the lengths that they have in this frame of the picture. Of a wrist, ankle, or a point of
    hand or foot, the whole limb follows from its root, which stays: the bend is solved by the law of cosines
    and goes to the side that it is on (a limb too short for the way is stretched out towards it). An elbow
    or knee turns about its root and takes along what is below it; a shoulder or hip takes its whole limb.
    A hand turns with the forearm unless it is itself in hand; feet only move along. Everything else moves
    alone.

    Args:
        pose: (J, 4) the frame as it is, image pixels.
        joint: the joint in hand.
        x_px, y_px: where it is wanted.
        frame: what the row of the result is called.
        locked: joints that stay. With a locked elbow or knee the end turns about it; with a locked wrist or
            ankle the limb bends between it and a root that is dragged.
    """
    wanted = complex(x_px, y_px)
    places = enumerate(pose[:, :2].tolist())
    at = {j: complex(x, y) for j, (x, y) in places if math.isfinite(x) and math.isfinite(y)}
    limb = limb_of(body, joint)
    if joint in locked:
        moved: _Places = {}
    elif limb is None or joint not in at:
        moved = {joint: wanted}
    else:
        moved = _drag(limb, at, joint, wanted, locked)
    return _reworked(pose, at, moved, joint, frame, locked)


def _drag(limb: Limb, at: _Places, joint: int, wanted: complex, locked: Collection[int]) -> _Places:
    root, middle, end = limb.root, limb.middle, limb.end
    if joint == root:
        return _drag_root(limb, at, wanted, locked)
    if joint == middle:
        if root not in at:
            return {middle: wanted}
        placed = _at_length(at[root], wanted, abs(at[middle] - at[root]))
        return {middle: placed} | ({} if end in locked else _shifted(limb, at, placed - at[middle]))
    if end not in at or (joint != end and end in locked):
        return {joint: wanted}
    target = wanted if joint == end else at[end] + wanted - at[joint]
    if middle not in at or root not in at:
        return _shifted(limb, at, target - at[end])
    elbow = at[middle]
    if middle in locked:
        placed = _at_length(elbow, target, abs(at[end] - elbow))
    else:
        elbow, placed = _bend(at[root], elbow, at[end], target)
    if joint == end and limb.turns_tip:
        return {middle: elbow} | _turned(limb, at, elbow, placed)
    return {middle: elbow} | _shifted(limb, at, placed - at[end])


def _drag_root(limb: Limb, at: _Places, wanted: complex, locked: Collection[int]) -> _Places:
    root, middle, end = limb.root, limb.middle, limb.end
    if not (middle in at and end in at) or middle in locked:
        return {root: wanted}
    if end in locked:
        # Seen from the end that stays, the root is what is dragged: the limb reaches backwards.
        elbow, placed = _bend(at[end], at[middle], at[root], wanted)
        return {root: placed, middle: elbow}
    by = wanted - at[root]
    return {root: wanted, middle: at[middle] + by} | _shifted(limb, at, by)


def _bend(root: complex, middle: complex, end: complex, target: complex) -> tuple[complex, complex]:
    """Return where middle and end come to lie when the end reaches for a target and the root stays."""
    upper, lower = abs(middle - root), abs(end - middle)
    away = target - root
    if abs(away) < _LEAST_PX:
        away = (end - root) or 1 + 0j
    distance = min(max(abs(target - root), abs(upper - lower)), upper + lower)
    toward = away / abs(away)
    cosine = 1.0
    if upper > 0 and distance > 0:
        cosine = (upper**2 + distance**2 - lower**2) / (2 * upper * distance)
    angle = math.acos(min(max(cosine, -1.0), 1.0))
    side = -1.0 if ((end - root).conjugate() * (middle - root)).imag < 0 else 1.0
    return root + upper * toward * cmath.exp(1j * side * angle), root + distance * toward


def _at_length(centre: complex, wanted: complex, length: float) -> complex:
    """Return the point at a distance from a centre that is nearest to the one wanted."""
    away = wanted - centre
    return centre + length * away / abs(away) if abs(away) > 0 else centre + length


def _turned(limb: Limb, at: _Places, middle: complex, end: complex) -> _Places:
    """Return end and tip with the end in a new place and the tip turned as the lower bone was."""
    old, new = at[limb.end] - at[limb.middle], end - middle
    turn = new / old * abs(old) / abs(new) if abs(old) > 0 and abs(new) > 0 else 1
    tip = {j: end + (at[j] - at[limb.end]) * turn for j in limb.tip if j in at}
    return {limb.end: end} | tip


def _shifted(limb: Limb, at: _Places, by: complex) -> _Places:
    """Return end and tip moved along."""
    return {j: at[j] + by for j in (limb.end, *limb.tip) if j in at}


def _reworked(
    pose: NDArray[np.float32],
    at: _Places,
    moved: _Places,
    held: int,
    frame: int,
    locked: Collection[int],
) -> Rework:
    places, wanted = pose[None].copy(), np.zeros((1, len(pose)), bool)
    for joint, place in moved.items():
        if joint not in at or abs(place - at[joint]) > _LEAST_PX:
            places[0, joint, :2] = place.real, place.imag
            wanted[0, joint] = True
    hidden = wanted & (pose[None, :, 3] == 0)  # what follows stays hidden; what is in hand is seen
    hidden[0, held] = False
    return rework(pose[None], places, wanted, start=frame, locked=locked, hidden=hidden)
