"""Any body in the 24 joints of SMPL, in its order, as the published features want it.

What a body lacks is made of what it has: pelvis of the hips, neck of the shoulders, the spine along the line
from pelvis to neck as in SMPL's template, collars half way from neck to shoulder, hands at the wrists. So a
number from a body that is not SMPL's own is near to, and not the same as, a published one; two dances on one
body are compared like with like.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.errors import InputError
from core.motion import Motion
from core.skeleton import Skeleton, skeleton

Array = NDArray[np.float64]

SMPL = skeleton("smpl24")
_SPINE = {"spine1": 0.22, "spine2": 0.49, "spine3": 0.59}  # of the way from pelvis to neck, SMPL's template
_HEADS = (("head",), ("head_left", "head_right"), ("left_ear", "right_ear"), ("nose",))
_HANDS, _FEET = ("hand", "index", "arm_extra", "wrist"), ("foot", "toe", "foot_index", "big_toe", "ankle")
_LIMBS = ("hip", "knee", "ankle", "shoulder", "elbow", "wrist")


def in_smpl_order(motion: Motion) -> Array:
    """Return (T, 24, 3) float64 positions, metres; NaN where a joint was not seen.

    Raises:
        InputError: the body has no limbs or head of these names.
    """
    if motion.skeleton.joints == SMPL.joints:
        return motion.positions.astype(np.float64)
    out = np.full((motion.n_frames, len(SMPL.joints), 3), np.nan)
    body = motion.skeleton

    def put(joint: str, positions: NDArray[np.floating]) -> None:
        out[:, SMPL.index(joint)] = positions

    def of(joint: str) -> Array:
        found: Array = out[:, SMPL.index(joint)]
        return found

    for side in ("left", "right"):
        for part in _LIMBS:
            put(f"{side}_{part}", _mean(motion, [[f"{side}_{part}"]]))
        put(f"{side}_hand", _mean(motion, [[f"{side}_{part}"] for part in _HANDS]))
        put(f"{side}_foot", _mean(motion, [[f"{side}_{part}"] for part in _FEET]))
    put("pelvis", _mean(motion, [["pelvis"], ["mid_hip"], ["left_hip", "right_hip"]]))
    put("neck", _mean(motion, [["neck"], ["left_shoulder", "right_shoulder"]]))
    put("head", _mean(motion, _HEADS))
    for joint, share in _SPINE.items():
        has_it = joint in body.joints
        put(joint, _mean(motion, [[joint]]) if has_it else (1 - share) * of("pelvis") + share * of("neck"))
    for side in ("left", "right"):
        put(f"{side}_collar", (of("neck") + of(f"{side}_shoulder")) / 2)
    return out


def _mean(motion: Motion, choices: list[list[str]] | tuple[tuple[str, ...], ...]) -> Array:
    """Return the (T, 3) mean of the first group of joints that the body has."""
    body: Skeleton = motion.skeleton
    for joints in choices:
        if set(joints) <= set(body.joints):
            mean: Array = motion.positions[:, body.indices(*joints)].astype(np.float64).mean(axis=1)
            return mean
    raise InputError(
        f"The skeleton {body.name!r} has no {choices[0][0]!r}, without which a dance has no kinetic and "
        "geometric features.",
        "Use a body with hips, knees, ankles, shoulders, elbows, wrists and a head.",
    )
