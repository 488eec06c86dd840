"""Grades as what they are, ordered words: a cumulative link mixed model with rater and clip effects.

A grade is at most k with probability ``logistic(threshold_k - group - rater - clip)``; raters and clips are
drawn from normal distributions about 0. The likelihood integrates over them by Laplace's approximation.

Source: R. H. B. Christensen, "Cumulative link models for ordinal regression with the R package ordinal"
(2018), whose published fit of the wine data the tests reproduce.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from core.errors import InputError
from core.studies.intervals import LEVEL, Estimate

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

TINY = 1e-12
START_SD, SMALLEST_SD, LARGEST_SD = 0.5, 1e-3, 20.0
NEWTON_STEPS, NEWTON_DONE = 30, 1e-8
HESSIAN_STEP = 1e-3
LARGEST_EFFECT = 30.0  # on the logit scale; beyond it a threshold or a group has run away


@dataclass(frozen=True)
class OrdinalModel:
    """What the model says.

    Attributes:
        names, effect: groups and their effects on the latent logit scale against the first group, whose own
            is exactly 0; a group one unit higher has e = 2.7 times the odds of a better grade.
        thresholds: ascending, between the categories that were used.
        rater_sd, clip_sd: standard deviations of the random effects, logit scale; None where there were none.
        log_likelihood: by Laplace's approximation.
    """

    names: tuple[str, ...]
    effect: tuple[Estimate, ...]
    thresholds: tuple[float, ...]
    threshold_se: tuple[float, ...]
    rater_sd: float | None
    clip_sd: float | None
    log_likelihood: float


@dataclass(frozen=True, eq=False)
class _Data:
    """(N,) grades from 0 without gaps, (N, P) fixed effects, and (N, E) ones where a random effect acts, with
    (E,) which standard deviation is its."""

    grades: Ints
    fixed: Floats
    random: Floats
    sd_of: Ints
    n_categories: int

    @property
    def n_thresholds(self) -> int:
        return self.n_categories - 1

    @property
    def n_sds(self) -> int:
        return int(self.sd_of.max()) + 1 if len(self.sd_of) else 0


def fit_ordinal(
    grades: Ints, groups: Sequence[str], raters: Ints, clips: Ints, *, n_categories: int, names: Sequence[str]
) -> OrdinalModel:
    """Fit the model to (N,) grades 0 to `n_categories` - 1 of `groups` by `raters` on `clips`.

    Categories nobody used are left out. Raters, and clips, get an effect where there are at least two.

    Raises:
        InputError: only one category was used, a group has no grade, or the fit does not end, for example
            because two groups share no category.
    """
    names = tuple(names)
    fixed = np.array([[name == other for other in names[1:]] for name in groups], np.float64)
    if len(grades) and (missing := [name for name in names if name not in groups]):
        raise InputError(f"{missing[0]} has no grade yet.")
    return fit_effects(grades, fixed.reshape(len(grades), len(names) - 1), [raters, clips], names=names,
                       n_categories=n_categories)  # fmt: skip


def fit_effects(
    grades: Ints, fixed: Floats, random: Sequence[Ints], *, names: Sequence[str], n_categories: int
) -> OrdinalModel:
    """Fit (N,) grades to (N, P) fixed effects and any number of random intercepts, each (N,) cluster ids.

    `names` are of the reference and then of the fixed effects; see `fit_ordinal`.
    """
    from scipy import optimize

    used = np.unique(grades)
    if len(used) < 2:
        raise InputError("Every grade was the same; there is nothing to model.")
    if used.min() < 0 or used.max() >= n_categories:
        raise InputError(f"Grades are 0 to {n_categories - 1}; got {used.min()} to {used.max()}.")
    data, kept = _data(np.searchsorted(used, grades), fixed, random, len(used))

    def deviance(parameters: Floats) -> float:
        return -_log_likelihood(parameters, data)

    start = _start(data)
    bounds = [(-LARGEST_EFFECT, LARGEST_EFFECT)] * data.n_thresholds
    bounds += [(-LARGEST_EFFECT, LARGEST_EFFECT)] * fixed.shape[1]
    bounds += [(float(np.log(SMALLEST_SD)), float(np.log(LARGEST_SD)))] * data.n_sds
    best = optimize.minimize(deviance, start, method="L-BFGS-B", bounds=bounds, options={"maxiter": 300})
    n_free = data.n_thresholds + fixed.shape[1]
    if not np.isfinite(best.fun) or np.abs(best.x[:n_free]).max() > LARGEST_EFFECT - 1:
        raise InputError("The grades of the groups do not overlap enough for the model.")
    se = _standard_errors(deviance, best.x, data)
    return _told(best.x, se, -float(best.fun), data, tuple(names), kept)


def _data(grades: Ints, fixed: Floats, random: Sequence[Ints], n_categories: int) -> tuple[_Data, list[int]]:
    blocks, sd_of, kept = [np.empty((len(grades), 0))], list[int](), list[int]()
    for nth, ids in enumerate(random):
        _, at = np.unique(ids, return_inverse=True)
        n = int(at.max()) + 1
        if n > 1:
            sd_of += [len(kept)] * n
            kept.append(nth)
            blocks.append(np.eye(n)[at])
    return _Data(grades, fixed, np.hstack(blocks), np.array(sd_of, np.int64), n_categories), kept


def _start(data: _Data) -> Floats:
    below = np.array([(data.grades <= k).mean() for k in range(data.n_thresholds)])
    cut = np.log(below / (1 - below))
    thresholds = np.concatenate([cut[:1], np.log(np.maximum(np.diff(cut), 1e-3))])
    return np.concatenate([thresholds, np.zeros(data.fixed.shape[1]), np.full(data.n_sds, np.log(START_SD))])


def _thresholds(parameters: Floats, data: _Data) -> Floats:
    """The first one, then the logs of the gaps: ascending whatever the optimiser tries."""
    own = parameters[: data.n_thresholds]
    return np.concatenate([own[:1], own[0] + np.cumsum(np.exp(own[1:]))])


def _log_likelihood(parameters: Floats, data: _Data) -> float:
    """Return Laplace's approximation: at the best random effects, by how narrow it is there."""
    thresholds = _thresholds(parameters, data)
    n_fixed = data.fixed.shape[1]
    located = data.fixed @ parameters[data.n_thresholds : data.n_thresholds + n_fixed]
    edges = np.concatenate([[-np.inf], thresholds, [np.inf]])
    if not len(data.sd_of):
        return float(_pieces(edges, data.grades, located)[0].sum())
    sd = np.exp(parameters[data.n_thresholds + n_fixed :])[data.sd_of]
    scaled = data.random * sd  # effects are standard normal
    effects = np.zeros(scaled.shape[1])
    value = -np.inf
    for _ in range(NEWTON_STEPS):
        logs, slope, curve = _pieces(edges, data.grades, located + scaled @ effects)
        value = float(logs.sum() - 0.5 * effects @ effects)
        information = (scaled * curve[:, None]).T @ scaled + np.eye(len(effects))
        step = np.asarray(np.linalg.solve(information, scaled.T @ slope - effects), np.float64)
        effects = effects + _shortened(step, effects, value, edges, data, located, scaled)
        if np.abs(step).max() < NEWTON_DONE:
            break
    logs, _, curve = _pieces(edges, data.grades, located + scaled @ effects)
    information = (scaled * curve[:, None]).T @ scaled + np.eye(len(effects))
    _, log_det = np.linalg.slogdet(information)
    return float(logs.sum() - 0.5 * effects @ effects - 0.5 * log_det)


def _shortened(
    step: Floats, effects: Floats, value: float, edges: Floats, data: _Data, located: Floats, scaled: Floats
) -> Floats:
    """Halve a step until it does not lose likelihood; the sum is concave, so a short one always gains."""
    for _ in range(20):
        tried = effects + step
        logs = _pieces(edges, data.grades, located + scaled @ tried)[0]
        if float(logs.sum() - 0.5 * tried @ tried) >= value - 1e-10:
            return step
        step = step / 2
    return step


def _pieces(edges: Floats, grades: Ints, located: Floats) -> tuple[Floats, Floats, Floats]:
    """Return each grade's log probability, its slope in the location, and its negative second slope."""
    upper, lower = _logistic(edges[grades + 1] - located), _logistic(edges[grades] - located)
    p = np.maximum(upper - lower, TINY)
    up, low = upper * (1 - upper), lower * (1 - lower)
    slope = -(up - low) / p
    # d2 log p = p'' / p - (p' / p)^2, and p'' of a logistic distribution is F (1 - F) (1 - 2 F).
    second = (up * (1 - 2 * upper) - low * (1 - 2 * lower)) / p
    return np.log(p), slope, np.maximum(slope**2 - second, 0.0)


def _logistic(x: Floats) -> Floats:
    from scipy.special import expit

    values: Floats = expit(x)
    return values


def _standard_errors(deviance: Callable[[Floats], float], best: Floats, data: _Data) -> Floats:
    """Return (K, K) the covariance of the parameters that are not at a bound, zeros for the rest."""
    at_bound = np.zeros(len(best), bool)
    if data.n_sds:
        at_bound[-data.n_sds :] = best[-data.n_sds :] < np.log(SMALLEST_SD) + 2.0  # no such spread: fixed
    free = np.flatnonzero(~at_bound)
    steps = np.eye(len(best)) * HESSIAN_STEP
    hessian = np.empty((len(free), len(free)))
    for i, a in enumerate(free):
        for j, b in enumerate(free[: i + 1]):
            hessian[i, j] = hessian[j, i] = (
                deviance(best + steps[a] + steps[b]) - deviance(best + steps[a] - steps[b])
                - deviance(best - steps[a] + steps[b]) + deviance(best - steps[a] - steps[b])
            ) / (4 * HESSIAN_STEP**2)  # fmt: skip
    covariance = np.zeros((len(best), len(best)))
    covariance[np.ix_(free, free)] = np.linalg.pinv(hessian)
    return covariance


def _told(
    best: Floats, covariance: Floats, log_likelihood: float, data: _Data, names: tuple[str, ...],
    kept: Sequence[int],
) -> OrdinalModel:  # fmt: skip
    n_thresholds, n_fixed = data.n_thresholds, data.fixed.shape[1]
    # Thresholds are sums of their parameters' exponentials: the delta rule.
    slopes = np.zeros((n_thresholds, len(best)))
    slopes[:, 0] = 1
    for k in range(1, n_thresholds):
        slopes[k:, k] = np.exp(best[k])
    threshold_se = np.sqrt(np.maximum(np.diag(slopes @ covariance @ slopes.T), 0))
    z = NormalDist().inv_cdf(0.5 + LEVEL / 2)
    nothing = Estimate(0.0, 0.0, 0.0, 0.0, float("inf"), len(data.grades))
    effects = [nothing]
    for value, variance in zip(
        best[n_thresholds : n_thresholds + n_fixed],
        np.diag(covariance)[n_thresholds : n_thresholds + n_fixed],
        strict=True,
    ):
        se = float(np.sqrt(max(variance, 0)))
        effects.append(
            Estimate(float(value), float(value) - z * se, float(value) + z * se, se, float("inf"),
                     len(data.grades))
        )  # fmt: skip
    sds = dict(zip(kept, np.exp(best[n_thresholds + n_fixed :]).tolist(), strict=True))
    return OrdinalModel(
        names, tuple(effects), tuple(_thresholds(best, data).tolist()), tuple(threshold_se.tolist()),
        sds.get(0), sds.get(1), log_likelihood,
    )  # fmt: skip
