"""One body for all dances: the joints that a model reads, and their size."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

import numpy as np

from core.data.dance import Dance
from core.errors import InputError
from core.motion import Motion
from core.skeleton import Skeleton, skeleton

BONE_M = 0.25  # mean bone length of a body of standard size, about that of an adult

_SIDED = ("ear", "shoulder", "elbow", "wrist", "hip", "knee", "ankle", "heel", "foot_index")


@cache
def common_body() -> Skeleton:
    """Return the 18 joints that cameras and marker suits both give, with the names of ``blazepose33``.

    Eyes, mouth and fingers are left off: there are many of them, and what they do is noise to a dance.
    """
    whole = skeleton("blazepose33")
    joints = tuple(f"{side}_{part}" for part in _SIDED for side in ("left", "right"))
    at = {joint: j for j, joint in enumerate(joints)}
    names = [(whole.joints[a], whole.joints[b]) for a, b in whole.bones]
    bones = tuple((at[a], at[b]) for a, b in names if a in at and b in at)
    mirror = tuple(at[whole.joints[whole.mirror[whole.index(joint)]]] for joint in joints)
    root = tuple(at[whole.joints[j]] for j in whole.root)
    return Skeleton("common18", joints, bones, mirror, root)


def body_for(motions: Iterable[Motion]) -> Skeleton:
    """Return the body on which all of the motions can be read.

    The common one where it loses no joint; otherwise the skeleton that all of them share.

    Raises:
        InputError: they have no such body.
    """
    skeletons = list({motion.skeleton.name: motion.skeleton for motion in motions}.values())
    if all(_is_on_common(own) for own in skeletons):
        return common_body()
    if len(skeletons) == 1:
        return skeletons[0]
    raise InputError(
        f"These dances are on skeletons that have no common body: {', '.join(s.name for s in skeletons)}.",
        "Train on dances of one skeleton.",
    )


def on_body(motion: Motion, body: Skeleton) -> Motion:
    """Return the motion on a body of `body_for`.

    Raises:
        InputError: the motion's skeleton lacks some of its joints.
    """
    if motion.skeleton.joints == body.joints:
        return motion
    lost: tuple[str, ...] = body.joints
    if body.joints == common_body().joints:
        whole = skeleton("blazepose33")
        mapped, gone = motion.on(whole)
        lost = tuple(joint for joint in body.joints if joint in gone)
        if not lost:
            return Motion(mapped.positions[:, whole.indices(*body.joints)], motion.fps, body)
    raise InputError(
        f"A motion on {motion.skeleton.name!r} has no {lost[0]!r}, which this model reads.",
        f"It was trained on dances with the joints of {body.name!r}.",
    )


def standard_size(motion: Motion) -> Motion:
    """Return the motion scaled so that its bones are `BONE_M` long on average (median over time)."""
    bones = np.array(motion.skeleton.bones, int).reshape(-1, 2)
    ends = motion.positions[:, bones[:, 0]] - motion.positions[:, bones[:, 1]]
    lengths = np.median(np.linalg.norm(ends, axis=-1), axis=0)
    mean = float(lengths.mean()) if lengths.size else 0.0
    return motion.with_positions(motion.positions * (BONE_M / mean)) if mean > 0 else motion


def restored_body(data: Mapping[str, Any]) -> Skeleton:
    """Return the body that `Skeleton.to_dict` described; `InputError` when it is no skeleton."""
    try:
        return Skeleton.from_dict(data)
    except (KeyError, TypeError, ValueError) as e:
        raise InputError("The checkpoint describes no skeleton.") from e


def _is_on_common(own: Skeleton) -> bool:
    nothing = Motion(np.zeros((1, len(own.joints), 3), np.float32), 1.0, own)
    try:
        on_body(nothing, common_body())
    except InputError:
        return False
    return True


def never_seen(dance: Dance, body: Skeleton) -> str | None:
    """Say in a sentence which joint of a body a dance never shows; None when it shows all."""
    unseen = on_body(dance.motion, body).missing.all(axis=0)
    if unseen.any():
        return f"The {body.joints[int(unseen.argmax())]} of {dance.key} is never seen."
    return None
