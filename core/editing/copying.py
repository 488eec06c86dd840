"""Poses taken from elsewhere: from another frame, mirrored, or with left and right exchanged."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import numpy as np
from numpy.typing import NDArray

from core.editing.rework import Poses, Rework, mask_of, rework
from core.skeleton import Skeleton

_LEAST_AXIS_PX = 1.0  # a trunk that is shorter in the picture has no direction


def copied(
    pose: NDArray[np.float32],
    source: NDArray[np.float32],
    *,
    frame: int = 0,
    joints: Iterable[int] | None = None,
    locked: Collection[int] = (),
) -> Rework:
    """Return a frame with the pose of another one.

    A joint that the source hides (confidence 0) is hidden; one that the source does not know stays.

    Args:
        pose, source: (J, 4) the frame as it is, and the other one.
        joints: which are copied; None: all.
    """
    wanted = mask_of((1, len(pose)), joints) & np.isfinite(source[None, :, :2]).all(axis=2)
    return rework(
        pose[None], source[None], wanted, start=frame, locked=locked, hidden=source[None, :, 3] == 0
    )


def mirrored(
    pose: NDArray[np.float32], body: Skeleton, *, frame: int = 0, locked: Collection[int] = ()
) -> Rework:
    """Return a frame in which the person does the same with the other side, on the same spot.

    The pose is reflected about the body's own axis, the line from the middle of the hips to the middle of
    the shoulders (upright where they are not seen), and left and right are exchanged. Middles of hips and
    shoulders stay; mirrored twice, the pose is as it was.
    """
    places = _exchanged(pose[None], body)
    xy = places[..., :2].astype(np.float64)
    origin, along = _axis(pose, body)
    away = xy - origin
    places[..., :2] = origin + 2 * (away @ along)[..., None] * along - away
    wanted = np.ones(places.shape[:2], bool)
    hidden = ~(places[..., 3] > 0)
    return rework(pose[None], places, wanted, start=frame, locked=locked, hidden=hidden)


def swapped(
    poses: Poses,
    body: Skeleton,
    *,
    start: int = 0,
    joints: Iterable[int] | None = None,
    locked: Collection[int] = (),
) -> Rework:
    """Return frames in which left and right have changed places.

    A joint whose other side was hidden, or was not seen, is hidden. With one of a pair locked, neither moves.

    Args:
        poses: (T, J, 4) frames `start` onwards.
        joints: of which pairs; either side names its pair. None: all. Joints on the midline stay.
    """
    places = _exchanged(poses, body)
    mirror = np.asarray(body.mirror)
    named = mask_of(poses.shape[:2], joints)
    is_paired = mirror != np.arange(len(mirror))
    wanted = (named | named[:, mirror]) & is_paired
    stays = {*locked, *(body.mirror[joint] for joint in locked)}
    hidden = ~(places[..., 3] > 0)
    return rework(poses, places, wanted, start=start, locked=stays, hidden=hidden)


def _exchanged(poses: Poses, body: Skeleton) -> Poses:
    return poses[:, list(body.mirror)].copy()


def _axis(pose: NDArray[np.float32], body: Skeleton) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return a point on the body's axis, and the axis's direction, of length 1."""
    hips, shoulders = (_middle(pose, joints) for joints in (body.root, _shoulders(body)))
    along = shoulders - hips
    length = float(np.hypot(*along))
    if length >= _LEAST_AXIS_PX:
        return hips, along / length
    seen = pose[np.isfinite(pose[:, :2]).all(axis=1), :2].astype(np.float64)
    centre = seen.mean(axis=0) if len(seen) else np.zeros(2)
    return np.where(np.isfinite(hips), hips, centre), np.array([0.0, 1.0])


def _shoulders(body: Skeleton) -> tuple[int, ...]:
    names = [name for name in ("left_shoulder", "right_shoulder") if name in body.joints]
    return tuple(body.indices(*names)) if len(names) == 2 else ()


def _middle(pose: NDArray[np.float32], joints: Collection[int]) -> NDArray[np.float64]:
    """Return (2,) the mean of joints; NaN without them."""
    if not joints:
        return np.full(2, np.nan)
    return np.asarray(pose[list(joints), :2].astype(np.float64).mean(axis=0))
