"""Kinetic features: how fast and how hard each joint moves, three numbers a joint.

Sources: Onuma, Faloutsos and Hodgins, "FMDistance: A Fast and Effective Distance Function for Motion Capture
Data" (Eurographics 2008, short papers); as computed by fairmotion and `aist_plusplus/features` of
google/aistplusplus_api, which the numbers of FACT (Li et al., ICCV 2021) rest on.

Pitfalls: the published code took ``p_i - p_(i-1) / dt`` for ``(p_i - p_(i-1)) / dt`` in the acceleration, so
that a third of its features measure how far a joint is from the origin. The same repository mended it later,
and so did Bailando's copy: a paper does not say which of the two it used. `reference` has the slip.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.errors import InputError
from core.metrics.motion_beats import Convention

Array = NDArray[np.float64]

REFERENCE_FPS = 60.0
_HALF_WINDOW = 2  # frames at 60 a second to either side
LEAST_FRAMES = 4


def kinetic_features(positions: Array, fps: float, convention: Convention = "corrected") -> Array:
    """Return (3 J,) features: for each joint the mean squares of its horizontal and of its vertical speed,
    (m/s)^2, and its "energy expenditure", the mean length of its acceleration, m/s^2.

    Velocity and acceleration are means over five frames at 60 a second; fewer at both ends.

    ``reference`` takes the frames as 1/60 s each, the places in the room as they are, and has the slip.
    ``corrected`` takes `fps` and as many frames as make up the same time, and every joint but the first
    relative to the first, which is the root.

    Args:
        positions: (T, J, 3) metres, y up, without gaps.

    Raises:
        InputError: less than `LEAST_FRAMES` frames.
    """
    if len(positions) < LEAST_FRAMES:
        raise InputError(f"Kinetic features need at least {LEAST_FRAMES} frames; got {len(positions)}.")
    rate, half = REFERENCE_FPS, _HALF_WINDOW
    if convention == "corrected":
        rate, half = fps, max(1, round(_HALF_WINDOW * fps / REFERENCE_FPS))
        positions = np.concatenate([positions[:, :1], positions[:, 1:] - positions[:, :1]], axis=1)
    steps = np.diff(positions, axis=0)
    n = len(steps)
    velocity = _windowed(steps, half, n) * rate
    acceleration = _windowed(_changes(positions, rate, convention), half, n)
    features = np.stack(
        [
            (velocity[..., [0, 2]] ** 2).sum(axis=-1).mean(axis=0),
            (velocity[..., 1] ** 2).mean(axis=0),
            np.linalg.norm(acceleration, axis=-1).mean(axis=0),
        ],
        axis=1,
    )
    flat: Array = features.reshape(-1)
    return flat


def _changes(positions: Array, rate: float, convention: Convention) -> Array:
    """Return (T - 2, J, 3) accelerations of the frames that have one before and one after them."""
    before, at, after = positions[:-2], positions[1:-1], positions[2:]
    incoming = at - before * rate if convention == "reference" else (at - before) * rate
    change: Array = ((after - at) * rate - incoming) * rate
    return change


def _windowed(values: Array, half: int, n: int) -> Array:
    """Return (n, ...) means over the entries up to `half` away from each of 0..n-1, as far as there are."""
    total = np.concatenate([np.zeros_like(values[:1]), np.cumsum(values, axis=0)])
    at = np.arange(n)
    first, stop = np.clip(at - half, 0, len(values)), np.clip(at + half + 1, 0, len(values))
    count = (stop - first).reshape(-1, *[1] * (values.ndim - 1))
    mean: Array = (total[stop] - total[first]) / count
    return mean
