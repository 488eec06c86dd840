"""A map of dances: windows of four seconds as points of a plane, near each other where they move alike.

Each window is 104 numbers, 72 kinetic and 32 geometric features as in `core.metrics.distribution`
(convention ``corrected``), z-scored over all windows of the map. The plane is their principal components
(Pearson 1901), t-SNE (van der Maaten and Hinton, JMLR 9, 2008) or UMAP (McInnes, Healy and Melville,
arXiv:1802.03426, 2018).

Pitfalls: the two components hold a part of the variance only, `Placed.explained` says how much: windows that
lie together may be apart in what is left. t-SNE and UMAP keep neighbours; the size of their clusters and the
distances between them mean nothing, another seed gives another picture, and both show clusters in noise.
A place says how somebody moves, and not whether to the music. Z-scores depend on what else is on the map, so
compare places within one map only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from core.data.gaps import fill_gaps
from core.data.windows import windows_of
from core.errors import InputError
from core.metrics.blocks import BLOCK_S
from core.metrics.geometric import geometric_features
from core.metrics.kinetic import LEAST_FRAMES, kinetic_features
from core.metrics.smpl_order import in_smpl_order
from core.motion import Motion

Array = NDArray[np.float64]
Method = Literal["pca", "tsne", "umap"]

LEAST_WINDOWS = 5
"""Fewer have no neighbourhoods worth a picture, and t-SNE needs as many."""
_TSNE_PERPLEXITY = 30.0
_UMAP_NEIGHBOURS = 15


@dataclass(frozen=True, eq=False)
class Windows:
    """The windows of a dance.

    Attributes:
        spans: (start, stop) of each, frames.
        vectors: (N, 104) features, not scaled.
    """

    spans: tuple[tuple[int, int], ...]
    vectors: Array


@dataclass(frozen=True, eq=False)
class Placed:
    """Where windows lie.

    Attributes:
        xy: (N, 2), without a unit.
        explained: shares of the variance that the two components hold; None for t-SNE and UMAP.
    """

    xy: Array
    explained: tuple[float, float] | None = None


def windows(motion: Motion) -> Windows:
    """Return the windows of a dance, one after another without overlap, so that none is there twice.

    A dance that is shorter than a window is one; gaps are filled in between.

    Raises:
        InputError: less than `LEAST_FRAMES` frames, nobody is seen, or a joint that is needed never is.
    """
    positions = in_smpl_order(fill_gaps(motion).motion)
    if not np.isfinite(positions).all():
        raise InputError(
            "A joint that kinetic and geometric features need is never seen.", "Correct its track first."
        )
    length = max(LEAST_FRAMES, round(BLOCK_S * motion.fps))
    spans = windows_of(len(positions), length, length) or [(0, len(positions))]
    return Windows(tuple(spans), np.stack([_vector(positions[a:b], motion.fps) for a, b in spans]))


def embed(vectors: Array, method: Method = "pca", *, seed: int = 0) -> Placed:
    """Place (N, D) vectors in the plane. Equal seeds give equal maps; components need none.

    Raises:
        InputError: less than `LEAST_WINDOWS` vectors, all are the same, or UMAP is not installed.
    """
    if len(vectors) < LEAST_WINDOWS:
        raise InputError(
            f"A map takes at least {LEAST_WINDOWS} windows of {BLOCK_S:g} s; there are {len(vectors)}.",
            "Put more or longer dances on it.",
        )
    scaled = _standardised(vectors)
    if not scaled.any():
        raise InputError("All windows are the same, so there is nothing to map.", "Put other dances on it.")
    if method == "pca":
        return _components(scaled)
    return Placed(_tsne(scaled, seed) if method == "tsne" else _umap(scaled, seed))


def _vector(positions: Array, fps: float) -> Array:
    return np.concatenate([kinetic_features(positions, fps), geometric_features(positions, fps)])


def _standardised(vectors: Array) -> Array:
    """Return z-scores; a feature in which all are the same tells nothing and is 0."""
    centred = vectors - vectors.mean(axis=0)
    deviation = centred.std(axis=0)
    is_same = deviation <= 1e-9 * np.abs(vectors).max(axis=0)  # what rounding leaves of a constant
    scaled: Array = np.where(is_same, 0.0, centred / np.where(is_same, 1.0, deviation))
    return scaled


def _components(scaled: Array) -> Placed:
    from sklearn.decomposition import PCA

    pca = PCA(n_components=2, svd_solver="full").fit(scaled)
    first, second = (float(share) for share in pca.explained_variance_ratio_)
    return Placed(np.asarray(pca.transform(scaled), np.float64), (first, second))


def _tsne(scaled: Array, seed: int) -> Array:
    from sklearn.manifold import TSNE

    perplexity = min(_TSNE_PERPLEXITY, (len(scaled) - 1) / 3)
    # Begun at the components, which keeps the large distances as far as t-SNE can (Kobak and Linderman 2021).
    placed = TSNE(perplexity=perplexity, init="pca", random_state=seed).fit_transform(scaled)
    return np.asarray(placed, np.float64)


def _umap(scaled: Array, seed: int) -> Array:
    neighbours = min(_UMAP_NEIGHBOURS, len(scaled) - 1)
    reducer = _umap_module().UMAP(n_neighbors=neighbours, init="pca", random_state=seed, n_jobs=1)
    return np.asarray(reducer.fit_transform(scaled), np.float64)


def _umap_module() -> Any:
    try:
        import umap
    except ImportError as e:
        raise InputError(
            "UMAP is not installed.", "Install the extra: pip install 'barre[umap]'; or choose pca or tsne."
        ) from e
    return umap
