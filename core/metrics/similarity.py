"""How alike two dances to the same music are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.errors import InputError
from core.metrics.dtw import warped_mean
from core.motion import Motion
from core.skeleton import Skeleton, skeleton

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
    p, q = _paired(a, b)
    n_missing = int((~(_seen(p) & _seen(q))).sum())
    together = (_seen(p) & _seen(q)).any(axis=1)
    if not together.any():
        raise InputError("These two motions are never both seen.", "Choose a part in which both dance.")
    p, q = p[together] / _size(p), q[together] / _size(q)
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


def _paired(a: Motion, b: Motion) -> tuple[Array, Array]:
    """Return both, root-centred, on the joints they share and over the time they share, (T, J, 3) each."""
    meeting = _meeting_place(a.skeleton, b.skeleton)
    on_a, on_b = a.on(meeting)[0], b.resampled(a.fps).on(meeting)[0]
    shared = ~(on_a.missing.all(axis=0) | on_b.missing.all(axis=0))
    n = min(on_a.n_frames, on_b.n_frames)
    if n == 0 or not shared.any():
        raise InputError(
            f"A motion on {a.skeleton.name!r} ({a.n_frames} frames) and one on "
            f"{b.skeleton.name!r} ({b.n_frames} frames) have nothing in common.",
            "Both need frames, and joints of the same names.",
        )
    p, q = (
        motion.slice(0, n).root_centred().positions[:, shared].astype(np.float64) for motion in (on_a, on_b)
    )
    return p, q


def _meeting_place(a: Skeleton, b: Skeleton) -> Skeleton:
    """Return the skeleton that keeps most joints of both; `a` of equals."""

    def n_kept(target: Skeleton) -> int:
        nobody = [Motion(np.empty((0, len(own.joints), 3), np.float32), 1.0, own) for own in (a, b)]
        return len(target.joints) - len({joint for motion in nobody for joint in motion.on(target)[1]})

    return a if a == b else max((a, b, skeleton("h36m17")), key=n_kept)


def _seen(p: Array) -> NDArray[np.bool_]:
    return np.asarray(np.isfinite(p).all(axis=-1))


def _size(p: Array) -> float:
    """Root mean square distance of the seen joints from the root; 1 for a body without extent."""
    size = float(np.sqrt(np.nanmean((p**2).sum(axis=-1))))
    return size if size > 0 else 1.0


def _distances(p: Array, q: Array, i: NDArray[np.intp], j: NDArray[np.intp]) -> Array:
    """(N,) mean joint distance between frames `i` of one and `j` of the other; NaN where none is shared."""
    gap = np.sqrt(((p[i] - q[j]) ** 2).sum(axis=-1))
    shared = np.isfinite(gap)
    n = shared.sum(axis=1)
    total = np.where(shared, gap, 0.0).sum(axis=1)
    mean: Array = np.divide(total, n, out=np.full(len(n), np.nan), where=n > 0)
    return mean


def _cosines(p: Array, q: Array, i: NDArray[np.intp], j: NDArray[np.intp]) -> Array:
    """(N,) cosine between the pose vectors over the joints seen in both; NaN for a zero vector."""
    shared = (_seen(p)[i] & _seen(q)[j])[..., None]
    u, v = np.where(shared, p[i], 0.0), np.where(shared, q[j], 0.0)
    dot = (u * v).sum(axis=(1, 2))
    norm = np.sqrt((u**2).sum(axis=(1, 2)) * (v**2).sum(axis=(1, 2)))
    cosine: Array = np.divide(dot, norm, out=np.full(len(dot), np.nan), where=norm > 0)
    return cosine


def _warped_cosine(p: Array, q: Array, band: int) -> float:
    return 1.0 - warped_mean(lambda i, j: 1.0 - _cosines(p, q, i, j), len(p), band)
