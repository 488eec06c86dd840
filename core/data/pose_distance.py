"""Distances between poses by brute force: every one against every one, for checking what searches found."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Poses = NDArray[np.float32]
"""(T, J, 3), metres, each with its centroid at the origin."""


def centred(positions: NDArray[np.float32]) -> Poses:
    """Return (T, J, 3) positions with each frame's centroid at the origin."""
    return np.asarray(positions - positions.mean(axis=1, keepdims=True), np.float32)


def distances_to_path(
    poses: Poses, path: Poses, frames: NDArray[np.intp], *, turned: bool
) -> NDArray[np.float64]:
    """Return the (T,) root mean square distances of poses to a path, metres; inf to an empty one.

    The closest frame of the path is found first, then the closest place between it and the frames next
    to it: a copy at another tempo falls between frames.

    Args:
        path: (T', J, 3).
        frames: (T',) rising frame numbers of the path; it is broken where they are not consecutive.
        turned: turn each pose about the vertical to where it is closest.
    """
    if not len(path):
        return np.full(len(poses), np.inf)
    agreement = _turned_agreement(poses, path) if turned else _agreement(poses, path)
    energy = (path**2).sum(axis=(1, 2))
    nearest = (2 * agreement - energy).argmax(axis=1)
    if turned:
        poses = _turned_to(poses, path[nearest])
    squared = ((poses - path[nearest]).astype(np.float64) ** 2).sum(axis=(1, 2))
    for before in (nearest - 1, nearest):
        start, end = np.clip(before, 0, len(path) - 1), np.clip(before + 1, 0, len(path) - 1)
        joined = frames[end] - frames[start] == 1
        between = _to_segment(poses, path[start], path[end])
        squared = np.where(joined, np.minimum(squared, between), squared)
    return np.asarray(np.sqrt(np.maximum(squared, 0) / poses.shape[1]), np.float64)


def _agreement(poses: Poses, path: Poses) -> NDArray[np.float32]:
    """Return (T, T') products a . b, by which |a - b|^2 = |a|^2 + |b|^2 - 2 a . b."""
    size = path.shape[1] * path.shape[2]
    return np.asarray(poses.reshape(-1, size) @ path.reshape(-1, size).T)


def _turned_agreement(poses: Poses, path: Poses) -> NDArray[np.float32]:
    """Return (T, T') largest products over all turns about the vertical.

    With x + iz as a complex number, turning multiplies by exp(i angle), and the largest real part of
    sum conj(a) b exp(i angle) is its absolute value; the heights stay as they are.
    """
    ax, ay, az = (poses[..., axis] for axis in range(3))
    bx, by, bz = (path[..., axis].T for axis in range(3))
    return np.asarray(np.hypot(ax @ bx + az @ bz, ax @ bz - az @ bx) + ay @ by)


def _turned_to(poses: Poses, others: Poses) -> Poses:
    """Turn each of (T, J, 3) poses about the vertical to where it is closest to its other."""
    x, y, z = (poses[..., axis] for axis in range(3))
    along = (x * others[..., 0] + z * others[..., 2]).sum(axis=1)
    across = (x * others[..., 2] - z * others[..., 0]).sum(axis=1)
    angle = np.arctan2(across, along)[:, None]
    cos, sin = np.cos(angle), np.sin(angle)
    return np.stack([x * cos - z * sin, y, x * sin + z * cos], axis=-1)


def _to_segment(poses: Poses, start: Poses, end: Poses) -> NDArray[np.float64]:
    """Return (T,) squared distances of poses to the straight lines from `start` to `end`."""
    along, away = (end - start).astype(np.float64), (poses - start).astype(np.float64)
    length = (along**2).sum(axis=(1, 2))
    at = np.clip((along * away).sum(axis=(1, 2)) / np.maximum(length, 1e-12), 0, 1)
    return np.asarray(((away - at[:, None, None] * along) ** 2).sum(axis=(1, 2)), np.float64)
