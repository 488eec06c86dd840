"""Who somebody is when they come back: which of several tracks goes on where one ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

LOOK_S = 0.4
"""How long before and after a gap a person's motion is looked at: half a step of a slow dance."""

_COAST_S = 0.5  # how long somebody unseen is expected to move on as before, as in `core.pose.identity`
_PLACE = 0.15  # body sizes that the expected place is off by, one sigma, at once ...
_PLACE_PER_S = 1.0  # ... and as many more for each second of the gap: a dancer crosses the floor in a few
_SIZE = 0.18  # log of the ratio of sizes, one sigma: a turn towards the camera changes a body's extent
_SHAPE = 0.22  # mean distance of joints of two poses laid over each other, body sizes, one sigma ...
_SHAPE_PER_S = 0.25  # ... and as many more for each second, up to
_SHAPE_MOST = 0.45  # which two unrelated poses are apart
_FLOOR = 25.0  # squared body sizes of a picture, all over which a stranger may be
_SIZES = 1.0  # log of the ratio between the largest and the smallest stranger


@dataclass(frozen=True, eq=False)
class Glimpse:
    """A person for a moment, just before or just after a gap.

    Attributes:
        times_s: (n,) ascending; at least one frame, all of them within `LOOK_S`.
        xy: (n, J, 2) pixels; NaN = not seen, but in every frame some joint is.
    """

    times_s: NDArray[np.float64]
    xy: NDArray[np.float32]


@dataclass(frozen=True)
class Match:
    """How well a glimpse goes on from another one.

    Attributes:
        index: of the glimpse among those that were given.
        likelihood: from 0 to 1; with those of the other glimpses, and that it is none of them, 1.
        distance: between the expected and the found place, in body sizes.
        size_ratio: size after over size before.
        shape: mean distance of the joints of the two poses laid over each other, in body sizes.
    """

    index: int
    likelihood: float
    distance: float
    size_ratio: float
    shape: float


def matches(before: Glimpse, after: Sequence[Glimpse]) -> list[Match]:
    """Rank the glimpses that may be the person of another one again, the likeliest first.

    Nothing is known of looks, only of motion: the person is expected to have gone on with their velocity for
    half a second, from before the gap forwards and from after it backwards, and to have kept size and, over a
    short gap, pose. Deviations are taken as independent and normal, with sigmas that grow with the gap; a
    stranger may be anywhere in the picture, of any size, in any pose. Likelihoods are what Bayes' rule makes
    of that, when each candidate and "none of these" had equal chances before.

    Args:
        before: the last moment that the person was seen.
        after: the first moments of the candidates, each later than `before`.
    """
    told = [_evidence(before, glimpse) for glimpse in after]
    weights = [float(np.exp(evidence)) for evidence, *_ in told]
    total = sum(weights) + 1
    found = [
        Match(i, weight / total, *deviations)
        for i, (weight, (_, *deviations)) in enumerate(zip(weights, told, strict=True))
    ]
    return sorted(found, key=lambda match: -match.likelihood)


def glimpses(seen: NDArray[np.bool_], *, least: int = 1) -> list[tuple[int, int]]:
    """Return the stretches (start, stop) in which a person is seen.

    Args:
        seen: (T,) frames with somebody.
        least: shorter stretches, which are mostly somebody found by mistake, are left out.
    """
    edges = np.flatnonzero(np.diff(np.r_[False, seen, False].astype(np.int8)))
    return [(a, b) for a, b in edges.reshape(-1, 2).tolist() if b - a >= least]


def _evidence(before: Glimpse, after: Glimpse) -> tuple[float, float, float, float]:
    """Return the log of how much likelier this is the person than a stranger; distance, size ratio, shape."""
    gap_s = max(float(after.times_s[0] - before.times_s[-1]), 0.0)
    last, first = before.xy[-1].astype(np.float64), after.xy[0].astype(np.float64)
    sizes = _size(before), _size(after)
    size = max(float(np.mean(sizes)), 1.0)
    coast_s = min(gap_s, _COAST_S)
    ahead = _middle(last) + _velocity(before) * coast_s
    back = _middle(first) - _velocity(after) * coast_s
    off = (np.linalg.norm(ahead - _middle(first)) + np.linalg.norm(back - _middle(last))) / 2
    distance = float(off) / size
    ratio = sizes[1] / max(sizes[0], 1e-6)
    shape = _shape(last, first, sizes)
    place, like = _PLACE + _PLACE_PER_S * gap_s, min(_SHAPE + _SHAPE_PER_S * gap_s, _SHAPE_MOST)
    evidence = (
        np.log(_FLOOR / (2 * np.pi * place**2)) - (distance / place) ** 2 / 2
        + np.log(_SIZES / (np.sqrt(2 * np.pi) * _SIZE)) - (np.log(max(ratio, 1e-6)) / _SIZE) ** 2 / 2
        + np.log(_SHAPE_MOST / like) - (shape / like) ** 2 / 2 + (shape / _SHAPE_MOST) ** 2 / 2
    )  # fmt: skip
    return float(evidence), distance, ratio, shape


def _middle(xy: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(np.nanmedian(xy, axis=0))


def _size(glimpse: Glimpse) -> float:
    """The height or width of a body over a moment, in pixels; joints seen for one frame do not count much."""
    extent = [float(np.linalg.norm(np.nanmax(xy, axis=0) - np.nanmin(xy, axis=0))) for xy in glimpse.xy]
    return float(np.median(extent))


def _velocity(glimpse: Glimpse) -> NDArray[np.float64]:
    """Pixels a second, by least squares over the moment; 0 of a single frame."""
    times_s = glimpse.times_s - glimpse.times_s.mean()
    spread = float((times_s**2).sum())
    if spread <= 0:
        return np.zeros(2)
    middles = np.stack([_middle(xy.astype(np.float64)) for xy in glimpse.xy])
    return np.asarray(times_s @ (middles - middles.mean(axis=0)) / spread)


def _shape(last: NDArray[np.float64], first: NDArray[np.float64], sizes: tuple[float, float]) -> float:
    """How differently two bodies hold themselves, place and size apart; unrelated when nothing is common."""
    poses = [(xy - _middle(xy)) / max(size, 1e-6) for xy, size in zip((last, first), sizes, strict=True)]
    apart = np.linalg.norm(poses[0] - poses[1], axis=1)
    return float(np.nanmean(apart)) if np.isfinite(apart).any() else _SHAPE_MOST
