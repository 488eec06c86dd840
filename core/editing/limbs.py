"""Arms and legs of a skeleton: which joints bend, which hang on their ends."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from core.skeleton import Skeleton

_LIMBS = (("shoulder", "elbow", "wrist", True), ("hip", "knee", "ankle", False))


@dataclass(frozen=True)
class Limb:
    """Two bones from the trunk to a wrist or ankle.

    Attributes:
        root, middle, end: joint indices: shoulder, elbow, wrist, or hip, knee, ankle.
        tip: what hangs on the end: the points of the hand or foot.
        turns_tip: whether the tip turns with the lower bone, as a hand does; a foot stays as it stands.
    """

    root: int
    middle: int
    end: int
    tip: tuple[int, ...]
    turns_tip: bool

    @property
    def joints(self) -> tuple[int, ...]:
        return (self.root, self.middle, self.end, *self.tip)


@cache
def limbs(body: Skeleton) -> tuple[Limb, ...]:
    """Return the limbs that a skeleton's joint names tell of; none where it has other names."""
    found = []
    for *names, turns_tip in _LIMBS:
        for side in ("left", "right"):
            joints = [f"{side}_{name}" for name in names]
            if all(joint in body.joints for joint in joints):
                root, middle, end = body.indices(*joints)
                found.append(Limb(root, middle, end, _beyond(body, end, {root, middle}), bool(turns_tip)))
    return tuple(found)


def limb_of(body: Skeleton, joint: int) -> Limb | None:
    """Return the limb that a joint belongs to; None for head and trunk."""
    return next((limb for limb in limbs(body) if joint in limb.joints), None)


def from_joint_on(body: Skeleton, joint: int) -> tuple[int, ...]:
    """Return a joint of a limb and the joints that hang on it: an elbow, its wrist and hand."""
    limb = limb_of(body, joint)
    if limb is None or joint in limb.tip:
        return (joint,)
    return limb.joints[limb.joints.index(joint) :]


def _beyond(body: Skeleton, end: int, barred: set[int]) -> tuple[int, ...]:
    """Return the joints that bones lead to from a limb's end, away from the limb."""
    reached, waiting = {end}, [end]
    while waiting:
        joint = waiting.pop()
        for a, b in body.bones:
            other = b if a == joint else a if b == joint else None
            if other is not None and other not in reached | barred:
                reached.add(other)
                waiting.append(other)
    return tuple(sorted(reached - {end}))
