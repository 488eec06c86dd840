"""How close two motions to the same music are.

With both motions on the same J joints and the same frame rate, every frame moved so that its root is at
the origin, and each motion divided by its size (the root mean square, over all its frames and joints, of a
joint's distance from the root):

- distance: mean over frames and joints of the Euclidean distance between the two, in body sizes;
- cosine: mean over frames of the cosine between the two poses as vectors of 3 J coordinates;
- the same two means along the path of dynamic time warping that makes the distances along it cheapest.

Moving or scaling a motion changes none of them; turning it does. Two motions that stand upright have a
cosine near 1 whatever they dance, so it is to be read beside the distance.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.errors import InputError
from core.metrics.warping import band_columns, warp
from core.motion import Motion
from core.skeleton import Skeleton, skeleton

BAND_S = 1.0
"""How far warping may shift a frame, seconds: two beats at 120 BPM. What is later is not with the music."""


@dataclass(frozen=True)
class Similarity:
    """How close two motions are; see the module for the formulae.

    Attributes:
        distance, dtw_distance: body sizes; 0 for equal motions.
        cosine, dtw_cosine: -1..1; 1 for equal motions.
        n_frames, n_joints: how much was compared.
        n_missing: of the n_frames * n_joints places, those that one of the motions does not show. They are
            left out of every mean.
    """

    distance: float
    cosine: float
    dtw_distance: float
    dtw_cosine: float
    n_frames: int
    n_joints: int
    n_missing: int


def similarity(a: Motion, b: Motion, *, band_s: float = BAND_S) -> Similarity:
    """Compare two motions that start at the same place of the same music.

    The longer one is cut to the shorter. The one of more frames a second is resampled to the other's, and
    motions on different skeletons are compared by the joints that both can give. Frames in which one of them
    shows nobody (or no root) are left out of both.

    Raises:
        InputError: when there is nothing to compare: no frame or joint in common, or a body without extent.
    """
    joints, (one, two) = _common(a, b)
    n_frames = len(one)
    n_missing = int(np.isnan(one - two).any(axis=2).sum())
    shown = np.flatnonzero(_seen(one).any(axis=1) & _seen(two).any(axis=1))
    one, two = _sized(one[shown]), _sized(two[shown])
    band = round(band_s * min(a.fps, b.fps))
    rows, columns = warp(_band_costs(one, two, min(band, max(0, len(shown) - 1))))
    return Similarity(
        distance=_mean(_distances(one, two)),
        cosine=_mean(_cosines(one, two)),
        dtw_distance=_mean(_distances(one[rows], two[columns])),
        dtw_cosine=_mean(_cosines(one[rows], two[columns])),
        n_frames=n_frames,
        n_joints=len(joints),
        n_missing=n_missing,
    )


Poses = NDArray[np.float64]
"""(T, J, 3), root at the origin; NaN = not seen."""


def _common(a: Motion, b: Motion) -> tuple[tuple[str, ...], tuple[Poses, Poses]]:
    """Return the joints that both give, and both motions' positions of them, frame by frame."""
    fps = min(a.fps, b.fps)
    target = _meeting_place(a, b)
    one, two = a.resampled(fps).on(target)[0], b.resampled(fps).on(target)[0]
    n = min(one.n_frames, two.n_frames)
    given = ~one.missing.all(axis=0) & ~two.missing.all(axis=0)
    if not n or not given.any():
        raise InputError(
            f"The motions have nothing to compare: {n} frames, {int(given.sum())} joints in common."
        )
    poses = [m.root_centred().positions[:n, given].astype(np.float64) for m in (one, two)]
    return tuple(np.array(target.joints)[given].tolist()), (poses[0], poses[1])


def _meeting_place(a: Motion, b: Motion) -> Skeleton:
    """Return the skeleton on which the two have the most joints in common: one's own, or Human3.6M's."""
    if a.skeleton == b.skeleton:
        return a.skeleton

    def n_common(target: Skeleton) -> int:
        lost = {*a.slice(0, 0).on(target)[1], *b.slice(0, 0).on(target)[1]}
        return len(target.joints) - len(lost)

    return max((a.skeleton, b.skeleton, skeleton("h36m17")), key=n_common)


def _sized(poses: Poses) -> Poses:
    """Divide by the root mean square distance of joints from the root."""
    size = np.sqrt(np.nanmean((poses**2).sum(axis=2))) if len(poses) else 0.0
    if not size > 0:
        raise InputError("The motions have nothing to compare: in one of them no body has any extent.")
    return np.asarray(poses / size)


def _seen(poses: Poses) -> NDArray[np.bool_]:
    return np.asarray(~np.isnan(poses).any(axis=2))


def _distances(one: Poses, two: Poses) -> NDArray[np.float64]:
    """Return (T, J) distances, NaN where either is not seen."""
    return np.asarray(np.linalg.norm(one - two, axis=2))


def _cosines(one: Poses, two: Poses) -> NDArray[np.float64]:
    """Return (T,) cosines over the joints seen in both; NaN where a pose has no extent."""
    both = (_seen(one) & _seen(two))[..., None]
    u, v = np.where(both, one, 0).reshape(len(one), -1), np.where(both, two, 0).reshape(len(two), -1)
    norms = np.linalg.norm(u, axis=1) * np.linalg.norm(v, axis=1)
    return np.asarray(np.divide((u * v).sum(axis=1), norms, out=np.full(len(u), np.nan), where=norms > 0))


def _band_costs(one: Poses, two: Poses, band: int) -> NDArray[np.float64]:
    """Return (T, 2 * band + 1) mean joint distances of frames up to `band` apart; see `warp`.

    Two frames that show no joint in common cost as much as the worst pair that does.
    """
    n = len(one)
    columns = band_columns(n, band)
    costs = np.zeros(columns.shape)
    for k in range(columns.shape[1]):
        rows = np.flatnonzero((columns[:, k] >= 0) & (columns[:, k] < n))
        distances = _distances(one[rows], two[columns[rows, k]])
        n_seen = (~np.isnan(distances)).sum(axis=1)
        costs[rows, k] = np.where(n_seen > 0, np.nansum(distances, axis=1) / np.maximum(n_seen, 1), np.nan)
    worst = np.nanmax(costs)
    return np.where(np.isnan(costs), worst, costs)


def _mean(values: NDArray[np.float64]) -> float:
    """Return the mean of what is there; `InputError` when nothing is."""
    there = values[~np.isnan(values)]
    if not len(there):
        raise InputError("The motions have nothing to compare: they never show the same joint at once.")
    return float(there.mean())
