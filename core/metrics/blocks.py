"""How sure a number about one dance is: the dance is cut into blocks, and these are drawn again and again.

Source: Efron and Tibshirani, "An Introduction to the Bootstrap" (1993), the percentile interval; of blocks
and not of frames, since neighbouring frames are nearly the same (Künsch, Annals of Statistics 17, 1989).

Pitfall: this is how the number would vary over other stretches of dances like this one. It says nothing of
other dances by the same model: for that, compare the means of many dances (`barre evaluate`).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from core.metrics.bootstrap import bootstrap
from core.motion import Motion

Array = NDArray[np.float64]

BLOCK_S = 4.0
"""About two bars: longer than any step, so that blocks hardly depend on each other."""
LEAST_BLOCKS = 4
"""Of fewer no interval can be had."""
_DRAWS = 2000


@dataclass(frozen=True)
class Interval:
    """A mean and its 95 % interval, both NaN where there is none."""

    mean: float
    low: float
    high: float

    @property
    def holds_zero(self) -> bool:
        """Whether 0 is inside: a difference that chance may have made. False without an interval."""
        return self.low <= 0 <= self.high


def blocks_of(motion: Motion, block_s: float = BLOCK_S) -> list[Motion]:
    """Cut a motion into consecutive blocks; what is left at the end is one more from half a block on."""
    edges = _edges(motion.n_frames, motion.fps, block_s)
    return [motion.slice(a, b) for a, b in pairwise(edges)]


def interval(values: Array, *, seed: int = 0) -> Interval:
    """Return the mean of (B,) values of blocks, NaN left out, and its interval; see the module."""
    known = values[np.isfinite(values)]
    if not len(known):
        return Interval(float("nan"), float("nan"), float("nan"))
    if len(known) < LEAST_BLOCKS:
        return Interval(float(known.mean()), float("nan"), float("nan"))
    found = bootstrap(lambda drawn: float(known[drawn].mean()), len(known), n_draws=_DRAWS, seed=seed)
    return Interval(found.value, found.low, found.high)


def difference(values: Array, reference: Array, *, seed: int = 0) -> Interval:
    """Return the mean of the differences of (B,) and (B,) values of the same blocks, and its interval."""
    n = min(len(values), len(reference))
    return interval(values[:n] - reference[:n], seed=seed)


def _edges(n_frames: int, fps: float, block_s: float) -> list[int]:
    length = max(1, round(block_s * fps))
    edges = list(range(0, n_frames + 1, length))
    rest = n_frames - edges[-1]
    if rest >= length / 2 or (rest and len(edges) == 1):
        edges.append(n_frames)
    return edges
