"""Trees of joints: positions from rotations, and rotations from positions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.formats.skeletons import ADDED, PIVOT, unique
from core.skeleton import Skeleton

Floats = NDArray[np.float64]

_TWIST = 1e-6
"""Weight of "turn as your parent does" against "point at your children": decides only what these leave open,
the twist around a bone, and bends a bone by a microradian."""


@dataclass(frozen=True)
class Tree:
    """Joints ordered so that parents come before their children.

    Attributes:
        names: of the N nodes.
        parents: index of each node's parent; -1 for the root, node 0.
        joints: which joint of the skeleton each node is; -1 for a root that the skeleton does not have.
    """

    names: tuple[str, ...]
    parents: tuple[int, ...]
    joints: tuple[int, ...]

    def children(self) -> list[list[int]]:
        """Return the children of each node."""
        children: list[list[int]] = [[] for _ in self.names]
        for node, parent in enumerate(self.parents):
            if parent >= 0:
                children[parent].append(node)
        return children


def tree_of(skeleton: Skeleton) -> Tree:
    """Return a tree of a skeleton's bones that grows from its root, depth first.

    A root between joints becomes a node of its own. Of bones that form a ring, the last is left out. Parts
    that no bone joins to the root hang on the root.
    """
    neighbours = defaultdict[int, list[int]](list)
    for a, b in skeleton.bones:
        neighbours[a].append(b)
        neighbours[b].append(a)
    parent_of = _grow(skeleton, neighbours)
    children = defaultdict[int, list[int]](list)
    for joint, parent in parent_of.items():
        children[parent].append(joint)
    order = _depth_first(children)
    if len(skeleton.root) == 1:
        order = order[1:]  # the root is a joint: no node before it
    node_of = {joint: node for node, joint in enumerate(order)}
    names = unique([ADDED if joint < 0 else _word(skeleton.joints[joint]) for joint in order])
    parents = tuple(node_of.get(parent_of[joint], -1) if joint >= 0 else -1 for joint in order)
    return Tree(tuple(names), parents, tuple(order))


def with_pivots(tree: Tree) -> Tree:
    """Return a tree in which every bone turns by itself: nodes with several children get one pivot for each.

    A pivot lies on its parent; bodies are not stiff between their bones, so that one turn cannot fit two.
    """
    several = [len(children) > 1 for children in tree.children()]
    names, parents, joints = list[str](), list[int](), list[int]()
    now_at: list[int] = []
    for node, parent in enumerate(tree.parents):
        hangs_on = now_at[parent] if parent >= 0 else -1
        if parent >= 0 and several[parent]:
            names.append(tree.names[node] + PIVOT)
            parents.append(hangs_on)
            joints.append(tree.joints[parent])
            hangs_on = len(names) - 1
        now_at.append(len(names))
        names.append(tree.names[node])
        parents.append(hangs_on)
        joints.append(tree.joints[node])
    return Tree(tuple(names), tuple(parents), tuple(joints))


def _grow(skeleton: Skeleton, neighbours: dict[int, list[int]]) -> dict[int, int]:
    """Breadth first: each joint's parent; -1 is the root between (or before) the root joints."""
    lone = len(skeleton.root) == 1
    parent_of = dict.fromkeys(skeleton.root, -1)
    for start in (None, *range(len(skeleton.joints))):
        if start is not None and start in parent_of:
            continue
        if start is not None:
            parent_of[start] = skeleton.root[0] if lone else -1
        queue = list(skeleton.root) if start is None else [start]
        while queue:
            joint = queue.pop(0)
            fresh = [other for other in neighbours[joint] if other not in parent_of]
            parent_of |= dict.fromkeys(fresh, joint)
            queue += fresh
    return parent_of


def _depth_first(children: dict[int, list[int]]) -> list[int]:
    order, stack = [], [-1]
    while stack:
        order.append(joint := stack.pop())
        stack += reversed(children[joint])
    return order


def _word(name: str) -> str:
    """A name without what the text formats split at."""
    return "_".join(name.replace("{", " ").replace("}", " ").split())


def forward(parents: Sequence[int], translations: Floats, rotations: Floats) -> Floats:
    """Return (T, N, 3) positions.

    Args:
        translations: (T, N, 3) of each node in its parent's frame.
        rotations: (T, N, 3, 3) of each node against its parent.
    """
    positions, turned = np.empty_like(translations), np.empty_like(rotations)
    for node, parent in enumerate(parents):
        if parent < 0:
            positions[:, node], turned[:, node] = translations[:, node], rotations[:, node]
            continue
        positions[:, node] = positions[:, parent] + rotate(turned[:, parent], translations[:, node])
        turned[:, node] = turned[:, parent] @ rotations[:, node]
    return positions


def rotate(rotations: Floats, vectors: Floats) -> Floats:
    """Return vectors (T, 3), each turned by its rotation (T, 3, 3)."""
    turned: Floats = np.einsum("tij,tj->ti", rotations, vectors)
    return turned


def rest_offsets(tree: Tree, positions: Floats) -> Floats:
    """Return (N, 3): each node from its parent as in frame 0 of (T, N, 3), as long as it is on average."""
    offsets = np.zeros((len(tree.names), 3))
    if not len(positions):
        return offsets
    for node, parent in enumerate(tree.parents):
        if parent >= 0:
            bone = positions[:, node] - positions[:, parent]
            lengths = np.linalg.norm(bone, axis=1)
            longest = int(lengths.argmax())
            first = 0 if lengths[0] > 0 else longest  # a bone of no length points nowhere
            offsets[node] = bone[first] * (lengths.mean() / max(lengths[first], 1e-12))
    return offsets


def solve_rotations(tree: Tree, positions: Floats, offsets: Floats) -> Floats:
    """Return (T, N, 3, 3): how each node is turned against the world so that its children lie as seen.

    Least squares over the directions of a node's children (Wahba's problem, solved by SVD as in Markley,
    J. Astronaut. Sci. 36, 1988), with a whiff of the parent's rotation, which a leaf takes over whole.
    """
    turned = np.empty((*positions.shape[:2], 3, 3))
    for node, children in enumerate(tree.children()):
        parent = tree.parents[node]
        before = turned[:, parent] if parent >= 0 else np.broadcast_to(np.eye(3), turned[:, node].shape)
        if not children:
            turned[:, node] = before
            continue
        seen = _directions(positions[:, children] - positions[:, node, None])
        rest = _directions(offsets[children])
        turned[:, node] = _nearest_rotation(np.einsum("tci,cj->tij", seen, rest) + _TWIST * before)
    return turned


def _directions(vectors: Floats) -> Floats:
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    directions: Floats = np.where(lengths > 1e-9, vectors / np.maximum(lengths, 1e-9), 0.0)
    return directions


def _nearest_rotation(matrices: Floats) -> Floats:
    """The rotation R that maximises trace(R^T M) for each (3, 3) matrix M."""
    u, _, v = np.linalg.svd(matrices)
    u[..., 2] *= np.sign(np.linalg.det(u @ v))[..., None]
    nearest: Floats = u @ v
    return nearest


def axis_rotation(axis: int, degrees: Floats) -> Floats:
    """Return (T, 3, 3) rotations about x, y or z (0, 1, 2)."""
    angle = np.radians(degrees)
    i, j = (axis + 1) % 3, (axis + 2) % 3
    rotation = np.zeros((*angle.shape, 3, 3))
    rotation[..., axis, axis] = 1.0
    rotation[..., i, i] = rotation[..., j, j] = np.cos(angle)
    rotation[..., j, i] = np.sin(angle)
    rotation[..., i, j] = -np.sin(angle)
    return rotation


def euler_zxy(rotations: Floats) -> Floats:
    """Return (..., 3) degrees about z, x, y with ``Rz @ Rx @ Ry`` = each (3, 3) rotation."""
    x = np.arcsin(np.clip(rotations[..., 2, 1], -1.0, 1.0))
    z = np.arctan2(-rotations[..., 0, 1], rotations[..., 1, 1])
    y = np.arctan2(-rotations[..., 2, 0], rotations[..., 2, 2])
    degrees: Floats = np.degrees(np.stack([z, x, y], axis=-1))
    return degrees
