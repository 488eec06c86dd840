"""What hangs together in a skeleton: which joints move when one does, and which bones do not bend."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from core.skeleton import Skeleton


@dataclass(frozen=True)
class Limbs:
    """A skeleton as a tree, grown from its root.

    Attributes:
        parent: of each joint; None at the root and where nothing connects to it.
        below: the joints of each joint's branch, itself first.
        part: of each joint, the number of the limb that it belongs to: those near the root stand alone.
    """

    parent: tuple[int | None, ...]
    below: tuple[tuple[int, ...], ...]
    part: tuple[int, ...]


@cache
def limbs_of(skeleton: Skeleton) -> Limbs:
    """Return the limbs of a skeleton; joints that no bone leads to from the root are parts of a head."""
    order, parent = _grown(skeleton)
    below: list[list[int]] = [[joint] for joint in range(len(parent))]
    for joint in reversed(order):
        above = parent[joint]
        if above is not None:
            below[above] += below[joint]
    return Limbs(tuple(parent), tuple(tuple(branch) for branch in below), _parts(skeleton, parent, order))


def _grown(skeleton: Skeleton) -> tuple[list[int], list[int | None]]:
    n = len(skeleton.joints)
    near: list[list[int]] = [[] for _ in range(n)]
    for a, b in skeleton.bones:
        near[a].append(b)
        near[b].append(a)
    parent: list[int | None] = [None] * n
    order = list(skeleton.root)
    seen = set(order)
    for start in [*skeleton.root, *range(n)]:
        if start not in seen:
            seen.add(start)
            order.append(start)
        at = order.index(start)
        while at < len(order):
            for joint in near[order[at]]:
                if joint not in seen:
                    seen.add(joint)
                    parent[joint] = order[at]
                    order.append(joint)
            at += 1
    return order, parent


def _parts(skeleton: Skeleton, parent: list[int | None], order: list[int]) -> tuple[int, ...]:
    """A limb is what hangs below the last joint from which more than one thing hangs, of either side."""
    side = skeleton.mirror
    part = list(range(len(parent)))
    for joint in order:
        above = parent[joint]
        is_trunk = above is None or side[above] == above or above in skeleton.root
        if above is not None and not is_trunk:
            part[joint] = part[above]
    return tuple(part)
