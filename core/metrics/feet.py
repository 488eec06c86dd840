"""Where the feet are above a floor that may drift."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.skeleton import Skeleton

Array = NDArray[np.float64]

_TIPS = ("toe", "foot_index", "big_toe", "foot")
_BIN_S = 2.0  # a foot is on the floor at some time of every two seconds
_LOW_PERCENT = 10.0  # the lowest of all frames would be an outlier
_MOST_BINS = 200  # bounds the pairs that a slope is the median of


@dataclass(frozen=True)
class Foot:
    """The joints of one foot, as indices of a skeleton.

    Attributes:
        ankle, tip: what the reference implementation of the physical foot contact reads; None: not there.
        sole: those that touch the floor: heel and toe where there are any, otherwise the ankle.
    """

    ankle: int | None
    tip: int | None
    sole: tuple[int, ...]


def feet_of(skeleton: Skeleton) -> tuple[Foot, ...]:
    """Return the left and the right foot, as far as the skeleton has joints of theirs by name."""
    feet = (_foot(skeleton, side) for side in ("left", "right"))
    return tuple(foot for foot in feet if foot.sole)


def _foot(skeleton: Skeleton, side: str) -> Foot:
    def find(*parts: str) -> int | None:
        names = [f"{side}_{part}" for part in parts]
        return next((skeleton.index(name) for name in names if name in skeleton.joints), None)

    ankle, heel, tip = find("ankle"), find("heel"), find(*_TIPS)
    sole = [j for j in (heel, tip) if j is not None] or [j for j in (ankle,) if j is not None]
    return Foot(ankle, tip, tuple(sole))


def heights(positions: NDArray[np.floating], fps: float) -> Array:
    """Return (T, P) heights of foot joints above where each of them stands, metres.

    The floor may rise or sink evenly: captured dances drift by up to half a metre (the public ballroom set).
    Its slope is the median over joints of the Theil-Sen slopes (Sen, JASA 1968) of their low points in
    stretches of two seconds; where a joint stands is the tenth percentile of what is left, for each joint
    by itself, since a marker lies some way above the sole.

    Pitfall: a dancer who rises or sinks evenly all the time is taken for a floor that does.

    Args:
        positions: (T, P, 3) metres, without gaps.
    """
    height: Array = positions[..., 1].astype(np.float64)
    if not height.size:
        return height
    level = height - floor_slope(height, fps) * (np.arange(len(height)) / fps)[:, None]
    rest: Array = np.percentile(level, _LOW_PERCENT, axis=0)
    return level - rest


def floor_slope(height: Array, fps: float) -> float:
    """Return how fast the floor rises under (T, P) heights of foot joints, metres a second."""
    n = max(1, round(_BIN_S * fps), -(-len(height) // _MOST_BINS))
    n_bins = len(height) // n
    if n_bins < 2:
        return 0.0
    bins = height[: n_bins * n].reshape(n_bins, n, -1)
    low = np.percentile(bins, _LOW_PERCENT, axis=1)
    i, j = np.triu_indices(n_bins, 1)
    slopes = (low[j] - low[i]) / ((j - i) * n / fps)[:, None]
    return float(np.median(np.median(slopes, axis=0)))
