"""How far two sets of feature vectors are apart as Gaussians, and how varied a set is.

Sources: Dowson and Landau, "The Fréchet distance between multivariate normal distributions" (Journal of
Multivariate Analysis, 1982); Heusel et al. (NIPS 2017) for its use on generators; Ledoit and Wolf, "A
well-conditioned estimator for large-dimensional covariance matrices" (Journal of Multivariate Analysis,
2004).

Pitfall: with fewer samples than features the covariance is singular and the distance is mostly a number of
the sample size: two halves of one set are far apart, too. Then the shrunk estimate stands beside it, and the
distance of real dances to real dances beside that.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.errors import InputError
from core.metrics.motion_beats import Convention

Array = NDArray[np.float64]
_RootTrace = Callable[[Array, Array], float]

_TINY = 1e-10  # that the published code adds to deviations
_OFFSET = 1e-6  # and to the diagonals where the square root of a singular product fails
_MOST_IMAGINARY = 1e-3


@dataclass(frozen=True)
class SetDistance:
    """A set of dances beside the real one, after both were z-scored with the real one's mean and deviation.

    Attributes:
        frechet: squared distance of the means plus the trace of ``C1 + C2 - 2 (C1 C2)^(1/2)``.
        shrunk: the same with both covariances shrunk as by Ledoit and Wolf.
        diversity_raw, real_diversity_raw: mean distance of two samples of a set, features as they are.
        diversity, real_diversity: the same of z-scored features, as Bailando has it.
        n_samples, n_real, n_features: counted; of the features those that are not constant in the real set.
        n_constant: features left out of everything but the raw diversity, because they are constant in the
            real set; `reference` leaves none out.
        warnings: why the numbers have to be read with care, a sentence each.
    """

    frechet: float
    shrunk: float
    diversity_raw: float
    real_diversity_raw: float
    diversity: float
    real_diversity: float
    n_samples: int
    n_real: int
    n_features: int
    n_constant: int
    warnings: tuple[str, ...]


def set_distance(real: Array, made: Array, convention: Convention = "corrected") -> SetDistance:
    """Compare (N, D) and (M, D) feature vectors.

    ``reference`` computes the matrix root of the product as the published code, adds 1e-10 to deviations, so
    that one sample that differs in a feature that is constant in the real set is infinitely far away, and
    1e-6 to the diagonals where the root fails. ``corrected`` leaves such features out and takes the root by
    the eigenvalues of a symmetric matrix, which exists for singular covariances, too.

    Raises:
        InputError: less than two samples on a side, or vectors that are not finite or not of one length.
    """
    if real.ndim != 2 or made.ndim != 2 or real.shape[1:] != made.shape[1:] or min(len(real), len(made)) < 2:
        raise InputError(
            f"A Fréchet distance needs at least two samples of the same features; got {real.shape} and "
            f"{made.shape}.",
            "Use more or longer dances.",
        )
    if not (np.isfinite(real).all() and np.isfinite(made).all()):
        raise InputError("A Fréchet distance needs finite features.")
    varies = np.ones(real.shape[1], np.bool_) if convention == "reference" else real.std(axis=0) > _TINY
    deviation = real.std(axis=0) + (_TINY if convention == "reference" else 0.0)
    a, b = (
        ((side - real.mean(axis=0)) / np.where(varies, deviation, 1.0))[:, varies] for side in (real, made)
    )
    notes = _notes(len(real), len(made), int(varies.sum()), int((~varies).sum()))
    frechet = float("nan")
    if varies.any():
        root_trace = _published_root_trace if convention == "reference" else _root_trace
        frechet = _frechet(a, b, np.cov(a, rowvar=False), np.cov(b, rowvar=False), root_trace)
        if not np.isfinite(frechet):
            notes.append("The covariances are singular and their product has no real square root.")
    return SetDistance(
        frechet=frechet,
        shrunk=_frechet(a, b, _shrunk(a), _shrunk(b), _root_trace) if varies.any() else float("nan"),
        diversity_raw=diversity(made),
        real_diversity_raw=diversity(real),
        diversity=diversity(b),
        real_diversity=diversity(a),
        n_samples=len(made),
        n_real=len(real),
        n_features=int(varies.sum()),
        n_constant=int((~varies).sum()),
        warnings=tuple(notes),
    )


def shrunk_distance(real: Array) -> Callable[[Array], float]:
    """Return what gives `SetDistance.shrunk` of any samples to these; for many sets against one."""
    mean, deviation = real.mean(axis=0), real.std(axis=0)
    varies = deviation > _TINY
    mean, deviation = mean[varies], deviation[varies]
    a = (real[:, varies] - mean) / deviation
    of_a = _shrunk(a)
    root = _root(of_a)

    def measure(made: Array) -> float:
        b = (made[:, varies] - mean) / deviation
        gap, of_b = a.mean(axis=0) - b.mean(axis=0), _shrunk(b)
        shared = np.sqrt(np.maximum(np.linalg.eigvalsh(root @ of_b @ root), 0)).sum()
        return float(gap @ gap + np.trace(of_a) + np.trace(of_b) - 2 * shared)

    return measure if varies.any() else lambda _: float("nan")


def diversity(samples: Array) -> float:
    """Return the mean Euclidean distance between two of (N, D) samples; NaN for less than two."""
    from scipy.spatial.distance import pdist

    return float(pdist(samples).mean()) if len(samples) > 1 else float("nan")


def _notes(n_real: int, n_made: int, n_features: int, n_constant: int) -> list[str]:
    notes = []
    for name, n in (("real", n_real), ("generated", n_made)):
        if n <= n_features:
            notes.append(
                f"{n} {name} samples of {n_features} features: their covariance is singular; read the shrunk "
                "estimate."
            )
    if n_constant:
        notes.append(f"{n_constant} features are constant in the real dances and were left out.")
    return notes


def _frechet(a: Array, b: Array, of_a: Array, of_b: Array, root_trace: _RootTrace) -> float:
    of_a, of_b = np.atleast_2d(of_a), np.atleast_2d(of_b)
    gap = a.mean(axis=0) - b.mean(axis=0)
    return float(gap @ gap + np.trace(of_a) + np.trace(of_b) - 2 * root_trace(of_a, of_b))


def _root_trace(a: Array, b: Array) -> float:
    """Trace of ``(A B)^(1/2)`` by the eigenvalues of ``A^(1/2) B A^(1/2)``, which are the same."""
    root = _root(a)
    return float(np.sqrt(np.maximum(np.linalg.eigvalsh(root @ b @ root), 0)).sum())


def _root(covariance: Array) -> Array:
    values, vectors = np.linalg.eigh(covariance)
    root: Array = vectors * np.sqrt(np.maximum(values, 0)) @ vectors.T
    return root


def _published_root_trace(a: Array, b: Array) -> float:
    """The same by SciPy's matrix root of the product; NaN where it is not real."""
    from scipy.linalg import sqrtm

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that the product is singular is said in `SetDistance.warnings`
        root = sqrtm(a @ b)
        if not np.isfinite(root).all():
            offset = np.eye(len(a)) * _OFFSET
            root = sqrtm((a + offset) @ (b + offset))
    diagonal = np.diagonal(root)
    if np.iscomplexobj(root) and not np.allclose(diagonal.imag, 0, atol=_MOST_IMAGINARY):
        return float("nan")
    return float(diagonal.real.sum())


def _shrunk(samples: Array) -> Array:
    from sklearn.covariance import ledoit_wolf

    covariance: Array = ledoit_wolf(samples)[0]
    return covariance
