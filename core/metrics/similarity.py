"""How alike two dances to the same music are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.metrics.dtw import warped_mean
from core.metrics.pairing import body_size, check_seen_together, joint_distances, mean_seen, pair, seen
from core.motion import Motion

Array = NDArray[np.float64]
BAND_S = 1.0  # two dances to one song are never further apart than a couple of beats


@dataclass(frozen=True)
class Similarity:
    """Of two motions, root-aligned frame by frame and each divided by its own body size.

    With ``p`` the root-centred joints, ``s`` the root mean square of their distances from the root over the
    whole motion, and ``q = p / s``:

    Attributes:
        distance: mean over frames and joints of ``|q_a - q_b|``; 0 for the same dance, in body sizes.
        cosine: mean over frames of the cosine between the pose vectors (all joints' ``q`` in a row);
            1 for the same dance, NaN when no joint ever leaves the root.
        dtw_distance: mean of the same distance along the cheapest time warping within `BAND_S`.
        dtw_cosine: mean of the same cosine along the warping that makes it largest.
        n_frames: frames compared; those in which nothing was seen in both are left out.
        n_joints: joints that both skeletons have.
        n_missing: (frame, joint) pairs that could not be compared because either was not seen.

    Pitfall: facing another way is another dance to these numbers; nothing turns the body.
    """

    distance: float
    cosine: float
    dtw_distance: float
    dtw_cosine: float
    n_frames: int
    n_joints: int
    n_missing: int


def similarity(a: Motion, b: Motion, *, band_s: float = BAND_S) -> Similarity:
    """Compare two motions that begin at the same moment of the music; the longer one is cut at the end.

    `b` is brought to the frame rate of `a`; both meet on the skeleton on which they share most joints, one's
    own or Human3.6M's. Missing joints are left out and counted.

    Raises:
        InputError: the skeletons have no joint in common, or no moment at which both are seen.
    """
    paired = pair(a, b)
    check_seen_together(paired)
    n_missing = int((~paired.seen).sum())
    together = paired.seen.any(axis=1)
    p, q = (
        centred[together] / body_size(centred[together]) for centred in (paired.centred_a, paired.centred_b)
    )
    each = np.arange(len(p))
    cosines = _cosines(p, q, each, each)
    band = max(1, round(band_s * a.fps))
    return Similarity(
        distance=float(np.nanmean(_distances(p, q, each, each))),
        cosine=float(np.nanmean(cosines)) if np.isfinite(cosines).any() else float("nan"),
        dtw_distance=warped_mean(lambda i, j: _distances(p, q, i, j), len(p), band),
        dtw_cosine=_warped_cosine(p, q, band) if np.isfinite(cosines).all() else float("nan"),
        n_frames=len(p),
        n_joints=p.shape[1],
        n_missing=n_missing,
    )


def _distances(p: Array, q: Array, i: NDArray[np.intp], j: NDArray[np.intp]) -> Array:
    """(N,) mean joint distance between frames `i` of one and `j` of the other; NaN where none is shared."""
    return mean_seen(joint_distances(p[i], q[j]))


def _cosines(p: Array, q: Array, i: NDArray[np.intp], j: NDArray[np.intp]) -> Array:
    """(N,) cosine between the pose vectors over the joints seen in both; NaN for a zero vector."""
    shared = (seen(p)[i] & seen(q)[j])[..., None]
    u, v = np.where(shared, p[i], 0.0), np.where(shared, q[j], 0.0)
    dot = (u * v).sum(axis=(1, 2))
    norm = np.sqrt((u**2).sum(axis=(1, 2)) * (v**2).sum(axis=(1, 2)))
    cosine: Array = np.divide(dot, norm, out=np.full(len(dot), np.nan), where=norm > 0)
    return cosine


def _warped_cosine(p: Array, q: Array, band: int) -> float:
    return 1.0 - warped_mean(lambda i, j: 1.0 - _cosines(p, q, i, j), len(p), band)
