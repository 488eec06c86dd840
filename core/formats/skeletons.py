"""Making a skeleton for a file that brings only joint names, or names and bones."""

from __future__ import annotations

import re
from collections.abc import Sequence

from core.skeleton import Skeleton, shipped_skeletons

_WORDS = (("left", "right"), ("Left", "Right"), ("LEFT", "RIGHT"))
_OTHER = {"l": "r", "r": "l", "L": "R", "R": "L"}
_ROOT = {"hips", "hip", "pelvis", "root"}
_WAIST = re.compile(r"hip|^[LR](ASI|PSI|FWT|BWT)$", re.IGNORECASE)


def skeleton_for(
    joints: Sequence[str], bones: Sequence[tuple[int, int]] = (), root: Sequence[int] = (), name: str = "file"
) -> Skeleton:
    """Return the shipped skeleton of exactly these joints, else one made of what the file says.

    Without a `root` it is the joint called so, the hips or the waist markers, or else the first joint.
    """
    for known in shipped_skeletons():
        if known.joints == tuple(joints):
            return known
    return Skeleton(name, tuple(joints), tuple(bones), mirror_of(joints), tuple(root) or _root_of(joints))


def shipped_order(joints: Sequence[str]) -> tuple[Skeleton, list[int]] | None:
    """Return the shipped skeleton with these joints in any order, and where its joints are in `joints`.

    Joints that it does not have are left out when they are only what a format added (`ADDED`).
    """
    at = {joint: j for j, joint in enumerate(joints)}
    for known in shipped_skeletons():
        if set(known.joints) == set(joints) - {ADDED}:
            return known, [at[joint] for joint in known.joints]
    return None


ADDED = "Hips_centre"
"""The root that a tree format needs where a skeleton has a left and a right hip and nothing between them."""

PIVOT = "_pivot"
"""How a joint's name ends that only lets another turn by itself and lies where its parent lies."""


def mirror_of(joints: Sequence[str]) -> tuple[int, ...]:
    """Return for each joint the one that is named like it on the other side (itself when there is none)."""
    at = {joint: j for j, joint in enumerate(joints)}
    other = [
        next((at[name] for name in _other_side(joint) if name in at), j) for j, joint in enumerate(joints)
    ]
    # A one-sided match is no mirror: "Right" must lead back to "Left".
    return tuple(k if other[k] == j else j for j, k in enumerate(other))


def unique(names: Sequence[str]) -> list[str]:
    """Return names made unique by a number at the end, and never empty."""
    taken: dict[str, None] = {}
    for name in names:
        candidate, n = name or "joint", 1
        while candidate in taken:
            n += 1
            candidate = f"{name or 'joint'}_{n}"
        taken[candidate] = None
    return list(taken)


def _other_side(joint: str) -> list[str]:
    """Names that the joint could have on the other side."""
    if not joint:
        return []
    names = []
    for left, right in _WORDS:
        names += [joint.replace(a, b, 1) for a, b in ((left, right), (right, left)) if a in joint]
    if joint[0] in _OTHER and joint[1:2] and not joint[1].islower():  # LFHD, l_knee, RHipJoint
        names.append(_OTHER[joint[0]] + joint[1:])
    if joint[-1] in _OTHER and joint[-2:-1] in ("_", "."):  # knee.L
        names.append(joint[:-1] + _OTHER[joint[-1]])
    return names


def _root_of(joints: Sequence[str]) -> tuple[int, ...]:
    named = [j for j, joint in enumerate(joints) if joint.lower() in _ROOT]
    waist = [j for j, joint in enumerate(joints) if _WAIST.search(joint)]
    return tuple(named[:1] or waist[:4] or [0])
