"""Any motion as a BlazePose body: joints that another skeleton lacks are made from those it has."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.motion import Motion
from core.render import anatomy
from core.skeleton import Skeleton, skeleton

Array = NDArray[np.float64]
SIDES = ("left", "right")
MAIN_JOINTS = tuple(
    f"{side}_{part}" for part in ("shoulder", "elbow", "wrist", "hip", "knee", "ankle") for side in SIDES
)
# What mocap files call the joints, without the side. The joint is where the bone of that name begins.
_ALIASES = {
    "shoulder": ("arm", "uparm", "upperarm", "shoulder", "shldr"),
    "elbow": ("forearm", "lowerarm", "loarm", "elbow"),
    "wrist": ("hand", "wrist"),
    "hip": ("upleg", "upperleg", "thigh", "hip"),
    "knee": ("leg", "lowleg", "lowerleg", "shin", "knee"),
    "ankle": ("foot", "ankle"),
    "foot_index": ("toebase", "toe", "toes"),
}


def as_body(motion: Motion) -> Motion | None:
    """Return a motion on ``blazepose33``, complete enough to be drawn as a body; None where it cannot be.

    The main joints (shoulders, elbows, wrists, hips, knees, ankles) must be had by the skeletons' mapping or
    by the usual names of mocap files. Missing face, hand and foot joints are then placed as on a person who
    looks where the chest or the ears point. A joint that the source has but did not see stays missing.
    """
    target = skeleton("blazepose33")
    mapped, lost = motion.on(target)
    names = [name for name in lost if name in MAIN_JOINTS]
    positions = mapped.positions.astype(np.float64)
    for name in (*names, "left_foot_index", "right_foot_index"):
        source = _named(motion.skeleton, name) if name in lost else None
        if source is not None:
            positions[:, target.index(name)] = motion.positions[:, source]
            lost = tuple(other for other in lost if other != name)
    if any(name in MAIN_JOINTS for name in lost):
        return None
    if lost:
        _complete(positions, target, set(lost), _head_of(motion, set(lost)))
    return Motion(positions.astype(np.float32), motion.fps, target)


def _named(source: Skeleton, joint: str) -> int | None:
    side, part = joint.split("_", 1)
    wanted = _ALIASES[part]
    plain = {_plain(name): i for i, name in reversed(list(enumerate(source.joints)))}
    for alias in wanted:
        for spelled in (f"{side}{alias}", f"{side[0]}{alias}", f"{alias}{side}", f"{alias}{side[0]}"):
            if spelled in plain:
                return plain[spelled]
    return None


def _plain(name: str) -> str:
    return re.sub(r"[^a-z]", "", name.split(":")[-1].lower())


def _head_of(motion: Motion, lost: set[str]) -> Array | None:
    """(T, 3) the middle of the head, where the skeleton names one and has no ears.

    In trees of bones "Head" begins at the neck and an end site tops it: the middle is between the two.
    """
    if "left_ear" not in lost:
        return None
    names = [_plain(name) for name in motion.skeleton.joints]
    found = [names.index(name) for name in ("head", "headend") if name in names]
    return motion.positions[:, found].astype(np.float64).mean(axis=1) if found else None


@dataclass(frozen=True)
class _Frame:
    """(T, 3) unit vectors of a part of the body: to its left, up, and to its front."""

    left: Array
    up: Array
    front: Array

    def at(self, offset: tuple[float, float, float], size: float) -> Array:
        left, up, front = (part * size for part in offset)
        return self.left * left + self.up * up + self.front * front


def _complete(positions: Array, body: Skeleton, lost: set[str], head: Array | None) -> None:
    """Place the lost joints, in place."""
    at = {name: i for i, name in enumerate(body.joints)}
    height = anatomy.standing_height(positions.astype(np.float32))
    if not np.isfinite(height):
        return
    shoulders, hips = (_middle(positions, at, part) for part in ("shoulder", "hip"))
    chest = _frame(_across(positions, at, "shoulder"), shoulders - hips)
    new = _face(positions, at, lost, chest, shoulders, height, head)
    for side in SIDES:
        new |= _hand(positions, at, side, chest, height) | _foot(positions, at, side, chest, lost, height)
    for name in lost & set(new):
        positions[:, at[name]] = new[name]


def _middle(positions: Array, at: dict[str, int], part: str) -> Array:
    return np.asarray((positions[:, at[f"left_{part}"]] + positions[:, at[f"right_{part}"]]) / 2)


def _across(positions: Array, at: dict[str, int], part: str) -> Array:
    return np.asarray(positions[:, at[f"left_{part}"]] - positions[:, at[f"right_{part}"]])


def _frame(left: Array, up: Array) -> _Frame:
    """An orthonormal frame that keeps `left` and as much as it can of `up`."""
    left = _unit(left)
    front = _unit(np.cross(left, up))
    return _Frame(left, np.cross(front, left), front)


def _face(
    positions: Array,
    at: dict[str, int],
    lost: set[str],
    chest: _Frame,
    shoulders: Array,
    height: float,
    head: Array | None,
) -> dict[str, Array]:
    if "left_ear" in lost:
        ears = shoulders + chest.up * anatomy.NECK * height if head is None else head
        frame = _frame(chest.left, ears - shoulders)
    else:
        ears = _middle(positions, at, "ear")
        frame = _frame(_across(positions, at, "ear"), ears - shoulders)
    if "nose" not in lost:
        front = _unit(positions[:, at["nose"]] - ears)
        frame = _frame(np.cross(frame.up, front), frame.up)
    found = {"nose": ears + frame.at(anatomy.FACE["nose"], height)}
    for side, sign in (("left", 1.0), ("right", -1.0)):
        for part in ("eye_inner", "eye", "eye_outer", "ear", "mouth"):
            x, y, z = anatomy.FACE[part]
            name = f"mouth_{side}" if part == "mouth" else f"{side}_{part}"
            found[name] = ears + frame.at((sign * x, y, z), height)
    return found


def _hand(positions: Array, at: dict[str, int], side: str, chest: _Frame, height: float) -> dict[str, Array]:
    wrist, elbow = positions[:, at[f"{side}_wrist"]], positions[:, at[f"{side}_elbow"]]
    along = _unit(wrist - elbow)
    inward = -1.0 if side == "left" else 1.0
    wanted = 0.9 * chest.front + 0.3 * chest.up + 0.15 * inward * chest.left
    thumb = _unit(wanted - along * (wanted * along).sum(axis=1, keepdims=True))
    return {
        f"{side}_{name}": wrist + (along * forward + thumb * across) * height
        for name, (forward, across) in anatomy.HAND.items()
    }


def _foot(
    positions: Array, at: dict[str, int], side: str, chest: _Frame, lost: set[str], height: float
) -> dict[str, Array]:
    ankle, knee = positions[:, at[f"{side}_ankle"]], positions[:, at[f"{side}_knee"]]
    shank = _unit(knee - ankle)
    if f"{side}_foot_index" in lost:
        ahead = _unit(chest.front * np.array([1.0, 0.0, 1.0]))
    else:
        ahead = positions[:, at[f"{side}_foot_index"]] - ankle
    front = _unit(ahead - shank * (ahead * shank).sum(axis=1, keepdims=True))
    frame = _Frame(np.cross(shank, front), shank, front)
    tip = ankle - frame.at(anatomy.ANKLE, height)
    return {f"{side}_foot_index": tip, f"{side}_heel": tip + frame.at(anatomy.HEEL, height)}


def _unit(vectors: Array) -> Array:
    """Unit vectors; a vector without a length becomes NaN, and what hangs on it is not drawn."""
    length = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(np.divide(vectors, length, out=np.full_like(vectors, np.nan), where=length > 1e-9))
