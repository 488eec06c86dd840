"""Skeletons: which joints a motion has, how they are connected, and how they map to another skeleton."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

import resources
from core.errors import InputError


@dataclass(frozen=True)
class Skeleton:
    """Joint names and what is known about them.

    Attributes:
        name: identifier, for example ``"blazepose33"``.
        joints: J unique joint names, in array order.
        bones: pairs of joint indices that are drawn connected.
        mirror: J indices; ``mirror[j]`` is the joint on the other side (itself on the midline).
        root: indices whose mean is the root of the body (the hips).
        recipes: how joints of *other* skeletons are made from this one:
            ``recipes[other][joint] = indices here whose mean it is``. Joints that are not listed are
            matched by name; joints matched by neither are lost.
    """

    name: str
    joints: tuple[str, ...]
    bones: tuple[tuple[int, int], ...]
    mirror: tuple[int, ...]
    root: tuple[int, ...]
    recipes: Mapping[str, Mapping[str, tuple[int, ...]]] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        n = len(self.joints)
        used = [*self.mirror, *self.root, *(j for bone in self.bones for j in bone)]
        if len(set(self.joints)) != n or len(self.mirror) != n or not self.root:
            raise InputError(
                f"Skeleton {self.name!r} is inconsistent: {n} joints, {len(self.mirror)} mirror entries, "
                f"{len(self.root)} root joints.",
                "Joint names must be unique, and every joint needs a mirror entry.",
            )
        if any(not 0 <= j < n for j in used):
            raise InputError(f"Skeleton {self.name!r} refers to a joint outside 0..{n - 1}.")

    def index(self, joint: str) -> int:
        """Return the array index of a joint name; `InputError` when there is no such joint."""
        try:
            return self.joints.index(joint)
        except ValueError as e:
            raise InputError(f"Skeleton {self.name!r} has no joint {joint!r}.") from e

    def indices(self, *joints: str) -> list[int]:
        """Return the array indices of several joint names."""
        return [self.index(joint) for joint in joints]

    def to_dict(self) -> dict[str, Any]:
        """Return a JSON- and TOML-ready description (recipes left out); see `from_dict`."""
        return {
            "name": self.name,
            "joints": list(self.joints),
            "bones": [list(bone) for bone in self.bones],
            "mirror": list(self.mirror),
            "root": list(self.root),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Skeleton:
        """Rebuild a skeleton from `to_dict`; a shipped skeleton of the same joints is returned as shipped."""
        known = _shipped().get(data["name"])
        if known is not None and list(known.joints) == list(data["joints"]):
            return known
        return cls(
            name=str(data["name"]),
            joints=tuple(str(joint) for joint in data["joints"]),
            bones=tuple((int(a), int(b)) for a, b in data["bones"]),
            mirror=tuple(int(j) for j in data["mirror"]),
            root=tuple(int(j) for j in data["root"]),
        )


@dataclass(frozen=True)
class Mapped:
    """Positions on another skeleton, and which of its joints were lost or made up.

    Attributes:
        lost: joints that the source cannot give (NaN).
        derived: joints that nobody saw as such: means of others, for example a neck between two shoulders.
    """

    positions: NDArray[np.float32]
    lost: tuple[str, ...]
    derived: tuple[str, ...] = ()


def map_positions(positions: NDArray[np.float32], source: Skeleton, target: Skeleton) -> Mapped:
    """Move positions from one skeleton to another.

    Args:
        positions: (T, J, D) of `source`.

    Returns:
        (T, J', D) of `target`; a joint that `source` cannot give is NaN and named in ``lost``, one that is a
        mean of others is named in ``derived``.
    """
    recipe = source.recipes.get(target.name, {})
    out = np.full((positions.shape[0], len(target.joints), positions.shape[2]), np.nan, np.float32)
    lost, derived = [], []
    for j, joint in enumerate(target.joints):
        if joint in recipe:
            out[:, j] = positions[:, list(recipe[joint])].mean(axis=1)
            if len(recipe[joint]) > 1:
                derived.append(joint)
        elif joint in source.joints:
            out[:, j] = positions[:, source.joints.index(joint)]
        else:
            lost.append(joint)
    return Mapped(out, tuple(lost), tuple(derived))


def skeleton(name: str) -> Skeleton:
    """Return a shipped skeleton by name; `InputError` lists the names when it is unknown."""
    shipped = _shipped()
    if name not in shipped:
        raise InputError(f"There is no skeleton {name!r}.", f"Known: {', '.join(sorted(shipped))}.")
    return shipped[name]


def shipped_skeletons() -> tuple[Skeleton, ...]:
    """Return all shipped skeletons, by name."""
    return tuple(_shipped().values())


@cache
def _shipped() -> dict[str, Skeleton]:
    files = sorted(resources.path("skeletons").glob("*.toml"))
    return {file.stem: _from_toml(file.stem, tomllib.loads(file.read_text("utf-8"))) for file in files}


def _from_toml(name: str, data: Mapping[str, Any]) -> Skeleton:
    joints = tuple(data["joints"])
    at = {joint: j for j, joint in enumerate(joints)}
    pairs = dict(data["mirror_pairs"]) | {b: a for a, b in data["mirror_pairs"]}
    recipes = {
        other: {joint: tuple(at[part] for part in parts) for joint, parts in recipe.items()}
        for other, recipe in data.get("recipes", {}).items()
    }
    return Skeleton(
        name=name,
        joints=joints,
        bones=tuple((at[a], at[b]) for a, b in data["bones"]),
        mirror=tuple(at[pairs.get(joint, joint)] for joint in joints),
        root=tuple(at[joint] for joint in data["root"]),
        recipes=recipes,
    )
