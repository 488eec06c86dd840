"""Intervals where answers hang together: those of one rater, and those on one clip.

Clips of one scene are heard with the same music, so that answers are clustered by scenes, not by
clips.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

LEVEL = 0.95

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Estimate:
    """A number and where its true value lies with 95 % confidence.

    Attributes:
        value, low, high: NaN where it cannot be said, for example of one rater.
        se: standard error.
        df: degrees of freedom of the t distribution that `low` and `high` are of.
        n: answers.
    """

    value: float
    low: float
    high: float
    se: float
    df: float
    n: int

    @property
    def width(self) -> float:
        return self.high - self.low


def two_way(parts: Floats, raters: Ints, scenes: Ints) -> tuple[float, float]:
    """Return the variance of ``sum(parts)`` when parts of one rater, and of one scene, hang together; and its
    degrees of freedom.

    ``V = V_raters + V_scenes - V_answers``, each with its small-sample factor ``G / (G - 1)``, and never less
    than the larger of the first two. Degrees of freedom after Satterthwaite.

    Args:
        parts: (N,) what each answer adds to the estimate, less what it is expected to add.
        raters, scenes: (N,) whose and on what each answer is.

    Source: Cameron, Gelbach and Miller, "Robust inference with multiway clustering", Journal of Business &
    Economic Statistics 29 (2011).
    """
    by_rater, n_raters = _clustered(parts, raters)
    by_scene, n_scenes = _clustered(parts, scenes)
    if n_raters < 2 or n_scenes < 2:
        return float("nan"), float("nan")
    by_both, _ = _clustered(parts, raters * (int(scenes.max()) + 1) + scenes)
    return combined(by_rater, by_scene, by_both, n_raters, n_scenes)


def combined(
    by_rater: float, by_scene: float, by_answer: float, n_raters: int, n_scenes: int
) -> tuple[float, float]:
    """Return variance and degrees of freedom of three variances, see `two_way`."""
    variance = max(by_rater + by_scene - by_answer, by_rater, by_scene)
    spread = by_rater**2 / (n_raters - 1) + by_scene**2 / (n_scenes - 1)
    df = (by_rater + by_scene) ** 2 / spread if spread > 0 else float(min(n_raters, n_scenes) - 1)
    return variance, df


def estimate(value: float, variance: float, df: float, n: int) -> Estimate:
    """Return an estimate with its interval from a variance."""
    from scipy import stats

    se = float(np.sqrt(variance)) if variance >= 0 else float("nan")
    reach = float(stats.t.ppf(0.5 + LEVEL / 2, df)) * se if df > 0 else float("nan")
    return Estimate(value, value - reach, value + reach, se, df, n)


def mean(values: Floats, raters: Ints, scenes: Ints) -> Estimate:
    """Return the mean of (N,) values with an interval that knows of raters and scenes."""
    n = len(values)
    if not n:
        nan = float("nan")
        return Estimate(nan, nan, nan, nan, nan, 0)
    middle = float(values.mean())
    variance, df = two_way((values - middle) / n, raters, scenes)
    return estimate(middle, variance, df, n)


def difference(
    a: Floats, a_raters: Ints, a_scenes: Ints, b: Floats, b_raters: Ints, b_scenes: Ints
) -> Estimate:
    """Return mean(a) - mean(b) where the same raters, and perhaps the same scenes, stand behind both."""
    if not len(a) or not len(b):
        return mean(np.empty(0), np.empty(0, np.int64), np.empty(0, np.int64))
    parts = np.concatenate([(a - a.mean()) / len(a), -(b - b.mean()) / len(b)])
    raters, scenes = np.concatenate([a_raters, b_raters]), np.concatenate([a_scenes, b_scenes])
    variance, df = two_way(parts, raters, scenes)
    return estimate(float(a.mean() - b.mean()), variance, df, len(a) + len(b))


def p_value(found: Estimate) -> float:
    """Return how likely a difference at least this far from 0 is when there is none; NaN when unknown."""
    from scipy import stats

    if not found.se > 0:
        return float("nan") if np.isnan(found.se) else (1.0 if found.value == 0 else 0.0)
    return float(2 * stats.t.sf(abs(found.value) / found.se, found.df))


def _clustered(parts: Floats, clusters: Ints) -> tuple[float, int]:
    """Return the sum of squared sums of each cluster, with its small-sample factor, and their number."""
    _, at = np.unique(clusters, return_inverse=True)
    sums = np.bincount(at, weights=parts)
    n = len(sums)
    return float((sums**2).sum()) * (n / (n - 1) if n > 1 else float("nan")), n
