"""How near a set of dances is to real ones as a whole: kinetic and geometric features of windows.

A few dances are too few samples for a covariance of 72 features. So dances are cut into windows of
`SAMPLE_S` seconds, one every `HOP_S`, and each window is a sample. The windows of one dance are alike, and
neighbours overlap: their number is not that of independent samples. Published numbers are of whole sequences
of 20 s; with another length of the windows the numbers differ, so compare those of one length only.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from core.data.gaps import fill_gaps
from core.data.windows import windows_of
from core.metrics.frechet import SetDistance, set_distance
from core.metrics.geometric import geometric_features
from core.metrics.kinetic import REFERENCE_FPS, kinetic_features
from core.metrics.motion_beats import Convention
from core.metrics.resampling import at_rate
from core.metrics.smpl_order import in_smpl_order
from core.motion import Motion

Array = NDArray[np.float64]
Features = Literal["kinetic", "geometric"]

SAMPLE_S = 5.0
HOP_S = 2.5

_OF: dict[Features, Callable[[Array, float, Convention], Array]] = {
    "kinetic": kinetic_features,
    "geometric": geometric_features,
}


@dataclass(frozen=True)
class Distribution:
    """A set of dances beside real ones, by kinetic (72) and by geometric (32) features."""

    convention: Convention
    kinetic: SetDistance
    geometric: SetDistance


def distribution(
    real: Sequence[Motion], made: Sequence[Motion], convention: Convention = "corrected"
) -> Distribution:
    """Compare two sets of dances; bring both onto one body first.

    Raises:
        InputError: less than two windows on a side, a body without the joints that are needed, or a dance in
            which one of them is never seen.
    """
    compared = {
        features: set_distance(
            window_features(real, features, convention),
            window_features(made, features, convention),
            convention,
        )
        for features in _OF
    }
    return Distribution(convention, **compared)


def window_features(
    motions: Sequence[Motion], features: Features, convention: Convention = "corrected"
) -> Array:
    """Return (N, D) features of all windows of some dances; a dance shorter than a window is one."""
    rows = [row for motion in motions for row in motion_features(motion, features, convention)]
    return np.stack(rows) if rows else np.empty((0, 0))


def motion_features(motion: Motion, features: Features, convention: Convention = "corrected") -> Array:
    """Return (N, D) features of the windows of a dance.

    For the reference the dance is brought to 60 frames a second (cubic spline), and each window begins with
    its root at the origin, as in Bailando's evaluation; FACT took the places that AIST++ has. Gaps are filled
    in between.

    Raises:
        InputError: see `distribution`.
    """
    positions, fps = in_smpl_order(fill_gaps(motion).motion), motion.fps
    if convention == "reference":
        positions, fps = (
            at_rate(positions.astype(np.float32), fps, REFERENCE_FPS).astype(float),
            REFERENCE_FPS,
        )
    length, hop = max(2, round(SAMPLE_S * fps)), max(1, round(HOP_S * fps))
    windows = windows_of(len(positions), length, hop) or [(0, len(positions))]
    cut = [positions[start:stop] - positions[start, 0] for start, stop in windows]
    return np.stack([_OF[features](window, fps, convention) for window in cut])
