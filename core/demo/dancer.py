"""From pose channels to joints: a body of fixed bone lengths whose standing feet stay where they are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.demo.poses import AT, channels
from core.render.anatomy import (
    ANKLE,
    FACE,
    FOREARM,
    HAND,
    HEEL,
    HIP_HALF,
    NECK,
    SHANK,
    SHOULDER_HALF,
    THIGH,
    TORSO,
    UPPER_ARM,
)
from core.skeleton import skeleton

Array = NDArray[np.float64]

STANDARD_HEIGHT_M = 1.70
_WAIST = 0.085  # the chest bends about a point this far above the hips
_FOOT_CHANNELS = ("out", "front", "lift", "turn", "heel")
# A leg is never quite straight: at full stretch the knee's direction would be undefined.
_MAX_STRETCH = 0.9995
# A lifted foot still holds the hips down, less the higher it is, so that landing is no jolt.
_SLACK_PER_LIFT = 5.0
# Limits are approached, not hit: metres over which a standing leg straightens, and the part of a lifted leg
# over which it does (per metre of lift, and at most). A knee that snaps straight moves at any speed.
_SOFT_HIPS_M = 0.010
_SOFT_LEG_PER_LIFT, _SOFT_LEG = 0.6, 0.05


@dataclass(frozen=True)
class Proportions:
    """One dancer's build. `height_m` is standing height; the others multiply the usual proportions."""

    height_m: float = STANDARD_HEIGHT_M
    legs: float = 1.0
    arms: float = 1.0
    shoulders: float = 1.0
    hips: float = 1.0
    head: float = 1.0


def joints_of(pose: Array, body: Proportions) -> NDArray[np.float32]:
    """Return the joints of a dancer in a sequence of poses.

    A standing foot (`lift` 0) is exactly where its channels say; the hips come down as far as it takes to
    reach it. A lifted foot out of reach is brought back to where the stretched leg ends.

    Args:
        pose: (T, C) of `core.demo.poses.CHANNELS`.

    Returns:
        (T, 33, 3) float32 on ``blazepose33``, metres, y up, floor at 0, every bone of a limb, hand, foot and
        face of constant length.
    """
    body33 = skeleton("blazepose33")
    hips = _hip_centre(pose, body)
    found = _legs(pose, body, hips) | _upper_body(pose, body, hips)
    return np.stack([found[name] for name in body33.joints], axis=1).astype(np.float32)


def _hip_centre(pose: Array, body: Proportions) -> Array:
    """(T, 3) middle of the hips: as asked, but low enough for every standing foot."""
    scale = body.height_m / STANDARD_HEIGHT_M
    leg = _leg_length(body)
    centre = np.stack(
        [
            pose[:, AT["side"]] * scale,
            leg + _stance_height(pose, body) - pose[:, AT["dip"]] * scale,
            pose[:, AT["front"]] * scale,
        ],
        axis=1,
    )
    limits = [centre[:, 1]]
    for side in ("left", "right"):
        offset = _hip_offset(pose, body, side)
        ankle = _foot(pose, body, side)["ankle"]
        flat = np.hypot(*(centre + offset - ankle)[:, [0, 2]].T)
        reach = np.sqrt(np.maximum((leg * _MAX_STRETCH) ** 2 - flat**2, (0.3 * leg) ** 2))
        slack = _SLACK_PER_LIFT * pose[:, AT[f"{side}_foot_lift"]] * scale
        limits.append(ankle[:, 1] + reach - offset[:, 1] + slack)
    centre[:, 1] = -_SOFT_HIPS_M * np.logaddexp.reduce(-np.stack(limits) / _SOFT_HIPS_M, axis=0)
    return centre


def _stance_height(pose: Array, body: Proportions) -> Array:
    """(T,) height of the ankle that carries the weight: the standing feet's mean, higher on raised heels."""
    weight = np.full(len(pose), 1e-3)
    height = weight * ANKLE[1] * body.height_m
    for side in ("left", "right"):
        stands = np.clip(1.0 - pose[:, AT[f"{side}_foot_lift"]] / 0.05, 0.0, 1.0)
        weight = weight + stands
        height = height + stands * _foot(pose, body, side)["ankle"][:, 1]
    return np.asarray(height / weight)


def _leg_length(body: Proportions) -> float:
    return (THIGH + SHANK) * body.height_m * body.legs


def _hip_offset(pose: Array, body: Proportions, side: str) -> Array:
    half = _sign(side) * HIP_HALF * body.height_m * body.hips
    return _turn(_pelvis(pose), (half, 0.0, 0.0))


def _pelvis(pose: Array) -> Array:
    return _rotation(pose[:, AT["yaw"]], pose[:, AT["tuck"]], pose[:, AT["hip_tilt"]])


def _foot(pose: Array, body: Proportions, side: str) -> dict[str, Array]:
    """Return (T, 3) of foot_index, ankle and heel, before the leg's reach is known."""
    scale = body.height_m / STANDARD_HEIGHT_M
    out, front, lift, turn, heel = pose[:, channels(*(f"{side}_foot_{c}" for c in _FOOT_CHANNELS))].T
    tip = np.stack([_sign(side) * out, lift, front], axis=1) * scale
    rotation = _rotation(_sign(side) * turn, heel, np.zeros_like(heel))
    parts = {"ankle": ANKLE, "heel": HEEL}
    points = {name: tip + _turn(rotation, at) * body.height_m for name, at in parts.items()}
    return points | {"foot_index": tip}


def _legs(pose: Array, body: Proportions, hips: Array) -> dict[str, Array]:
    found: dict[str, Array] = {}
    for side in ("left", "right"):
        hip = hips + _hip_offset(pose, body, side)
        foot = _foot(pose, body, side)
        lift = pose[:, AT[f"{side}_foot_lift"]]
        soft = np.minimum(_SOFT_LEG, _SOFT_LEG_PER_LIFT * np.maximum(lift, 0.0)) * _leg_length(body)
        reached = _within(hip, foot["ankle"], _leg_length(body) * _MAX_STRETCH, soft)
        back = reached - foot["ankle"]
        turn = np.radians(_sign(side) * pose[:, AT[f"{side}_foot_turn"]])
        yaw = np.radians(pose[:, AT["yaw"]])
        # Knees point where foot and hips do, and up on a leg that is raised.
        bend = np.stack([np.sin(turn) + np.sin(yaw), 2.0 * lift, np.cos(turn) + np.cos(yaw)], axis=1)
        thigh, shank = THIGH * body.height_m * body.legs, SHANK * body.height_m * body.legs
        found |= {f"{side}_hip": hip, f"{side}_knee": _knee(hip, reached, bend, thigh, shank)}
        found |= {f"{side}_{name}": point + back for name, point in foot.items()}
    return found


def _within(centre: Array, point: Array, radius: float, soft: Array) -> Array:
    """(T, 3) the points, those beyond `radius` less (T,) `soft` brought back so that none passes `radius`."""
    away = point - centre
    distance = np.linalg.norm(away, axis=1)
    beyond = np.maximum(distance - (radius - soft), 0.0)
    kept = np.minimum(distance, radius - soft) + soft * -np.expm1(-beyond / np.maximum(soft, 1e-9))
    return np.asarray(centre + away * (kept / np.maximum(distance, 1e-9))[:, None])


def _knee(hip: Array, ankle: Array, bend: Array, thigh: float, shank: float) -> Array:
    """(T, 3) the knee between hip and ankle, on the side of `bend` (two-bone inverse kinematics)."""
    line = ankle - hip
    distance = np.linalg.norm(line, axis=1, keepdims=True)
    line = line / distance
    along = (distance**2 + thigh**2 - shank**2) / (2 * distance)
    out = np.sqrt(np.maximum(thigh**2 - along**2, 0.0))
    across = _unit(bend - line * (bend * line).sum(axis=1, keepdims=True))
    return np.asarray(hip + along * line + out * across)


def _upper_body(pose: Array, body: Proportions, hips: Array) -> dict[str, Array]:
    height = body.height_m
    chest = _rotation(
        pose[:, AT["yaw"]] + pose[:, AT["chest_yaw"]],
        pose[:, AT["chest_lean"]],
        pose[:, AT["chest_tilt"]],
    )
    scale = height / STANDARD_HEIGHT_M
    slide = chest[:, :, 0] * (pose[:, AT["chest_slide"]] * scale)[:, None]
    neck = (
        hips
        + _turn(_pelvis(pose), (0.0, _WAIST * height, 0.0))
        + chest[:, :, 1] * (TORSO - _WAIST) * height
        + slide
    )
    found = _face(pose, body, neck, chest)
    for side in ("left", "right"):
        out = _turn(chest, (_sign(side) * SHOULDER_HALF * height * body.shoulders, 0.0, 0.0))
        shoulder = neck + out + chest[:, :, 1] * (pose[:, AT["shrug"]] * scale)[:, None]
        found |= _arm(pose, body, side, shoulder, chest)
    return found


def _face(pose: Array, body: Proportions, neck: Array, chest: Array) -> dict[str, Array]:
    head = chest @ _rotation(pose[:, AT["head_yaw"]], pose[:, AT["head_nod"]], pose[:, AT["head_tilt"]])
    ears = neck + (0.35 * chest[:, :, 1] + 0.65 * head[:, :, 1]) * NECK * body.height_m
    size = body.height_m * body.head
    found = {"nose": ears + _turn(head, FACE["nose"]) * size}
    for side in ("left", "right"):
        for name in ("eye_inner", "eye", "eye_outer", "ear", "mouth"):
            x, y, z = FACE[name]
            joint = f"mouth_{side}" if name == "mouth" else f"{side}_{name}"
            found[joint] = ears + _turn(head, (_sign(side) * x, y, z)) * size
    return found


def _arm(pose: Array, body: Proportions, side: str, shoulder: Array, chest: Array) -> dict[str, Array]:
    height = body.height_m * body.arms
    axes = ("out", "up", "front")
    mirror = np.array([_sign(side), 1.0, 1.0])
    upper = _unit(pose[:, channels(*(f"{side}_upper_{axis}" for axis in axes))] * mirror)
    fore = _unit(pose[:, channels(*(f"{side}_fore_{axis}" for axis in axes))] * mirror)
    elbow = shoulder + _apply(chest, upper) * UPPER_ARM * height
    wrist = elbow + _apply(chest, fore) * FOREARM * height
    # The thumb points forward, a little up and inward; where the forearm does too, only what is left of that.
    wanted = np.array([-0.15, 0.3, 0.9]) * mirror
    thumb = _unit(wanted - fore * (fore @ wanted)[:, None])
    found = {f"{side}_shoulder": shoulder, f"{side}_elbow": elbow, f"{side}_wrist": wrist}
    for name, (along, across) in HAND.items():
        found[f"{side}_{name}"] = wrist + _apply(chest, fore * along + thumb * across) * body.height_m
    return found


def _sign(side: str) -> float:
    return 1.0 if side == "left" else -1.0


def _unit(vectors: Array) -> Array:
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12))


def _turn(rotation: Array, vector: tuple[float, float, float]) -> Array:
    """(T, 3) one vector under (T, 3, 3) rotations."""
    return np.asarray(rotation @ np.array(vector))


def _apply(rotation: Array, vectors: Array) -> Array:
    """(T, 3) each vector under its own rotation."""
    return np.asarray(np.einsum("tij,tj->ti", rotation, vectors))


def _rotation(yaw: Array, lean: Array, tilt: Array) -> Array:
    """(T, 3, 3) rotations from degrees: tilt to the left, then lean forward, then yaw to the left."""
    (cy, cl, ct), (sy, sl, st) = (f(np.radians([yaw, lean, tilt])) for f in (np.cos, np.sin))
    zero, one = np.zeros_like(cy), np.ones_like(cy)
    about_y = np.array([[cy, zero, sy], [zero, one, zero], [-sy, zero, cy]])
    about_x = np.array([[one, zero, zero], [zero, cl, -sl], [zero, sl, cl]])
    about_z = np.array([[ct, st, zero], [-st, ct, zero], [zero, zero, one]])
    return np.asarray(np.einsum("ijt,jkt,klt->til", about_y, about_x, about_z))
