"""The joints that words such as ``legs`` or ``left_wrist`` stand for."""

from __future__ import annotations

from collections.abc import Iterable

from core.editing.limbs import limbs
from core.errors import InputError
from core.skeleton import Skeleton

LIMBS = ("arms", "legs", "left_arm", "right_arm", "left_leg", "right_leg")
_ROOTS = {"shoulder": "arm", "hip": "leg"}


def joints_named(body: Skeleton, words: Iterable[str]) -> tuple[str, ...]:
    """Return the joints of a body that words name: a joint, or a limb with its hand or foot.

    Raises:
        InputError: the body has no joint and no limb of that name.
    """
    known = _limbs(body)
    named: dict[str, None] = {}
    for word in words:
        joints = known.get(word) or ((word,) if word in body.joints else ())
        if not joints:
            raise InputError(
                f"This model has no joint {word!r}.", f"Known: {', '.join([*known, *body.joints])}."
            )
        named |= dict.fromkeys(joints)
    return tuple(named)


def _limbs(body: Skeleton) -> dict[str, tuple[str, ...]]:
    """Return the joints of each limb that a body has, and of both arms and both legs."""
    found: dict[str, tuple[str, ...]] = {}
    for limb in limbs(body):
        side, _, root = body.joints[limb.root].partition("_")
        joints = tuple(body.joints[joint] for joint in limb.joints)
        for name in (f"{side}_{_ROOTS[root]}", f"{_ROOTS[root]}s"):
            found[name] = (*found.get(name, ()), *joints)
    return {name: found[name] for name in LIMBS if name in found}
