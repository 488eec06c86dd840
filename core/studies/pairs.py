"""Strengths from pairs: Bradley-Terry with ties after Davidson, intervals by bootstrap.

A beats B with probability ``a / (a + b + v sqrt(a b))`` and they tie with ``v sqrt(a b) / (a + b + v sqrt(a
b))``; strengths are told as logs, less their mean, so that 0 is the average group.

Source: R. R. Davidson, "On extending the Bradley-Terry model to accommodate ties in paired comparison
experiments", Journal of the American Statistical Association 65 (1970).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.errors import InputError
from core.studies.groups import alike
from core.studies.intervals import Estimate, combined, estimate, p_value

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

PRIOR = 1e-3
"""Weight of a normal prior at 0 on strengths and log tie: far too little to be seen where there are answers,
enough that a group that won all (in the study or in a drawn sample) gets a large strength, not none."""

N_DRAWS = 500
N_STEPS = 60
LARGEST_STEP = 2.0
CONVERGED = 1e-9


@dataclass(frozen=True, eq=False)
class Comparisons:
    """N answers to pairs.

    Attributes:
        first, second: (N,) groups compared, as indices; never the same.
        outcome: (N,) 1 the first was better, -1 the second, 0 equal.
        raters, scenes: (N,) who compared, and in which scene.
    """

    first: Ints
    second: Ints
    outcome: Ints
    raters: Ints
    scenes: Ints


@dataclass(frozen=True)
class Strengths:
    """What pairs say of groups.

    Attributes:
        names: of the groups, in the order of `strength`.
        strength: log strength less the mean of all.
        tie: Davidson's v; 0 where nobody ever said equal.
        wins: (M, M) nested: probability that the row's group beats the column's, ties left as ties.
        ties: (M, M) nested: probability of a tie.
        differences: row less column, log strength; for every pair with the row before the column.
        alike: groups that cannot be told apart, see `core.studies.groups`.
    """

    names: tuple[str, ...]
    strength: tuple[Estimate, ...]
    tie: float
    wins: tuple[tuple[float, ...], ...]
    ties: tuple[tuple[float, ...], ...]
    differences: tuple[tuple[str, str, Estimate], ...]
    alike: tuple[tuple[str, ...], ...]


def fit(wins: Floats, ties: Floats) -> tuple[Floats, Floats]:
    """Return log strengths (B, M), each row with mean 0, and log v (B,) of B tables of comparisons.

    Args:
        wins: (B, M, M) how often the row's group beat the column's.
        ties: (B, M, M) how often they were equal, symmetric, each tie counted in both halves.
    """
    n_groups = wins.shape[1]
    upper = np.triu_indices(n_groups, 1)
    won, lost, even = (table[:, upper[0], upper[1]] for table in (wins, wins.swapaxes(1, 2), ties))
    contrast = np.zeros((len(upper[0]), n_groups))
    contrast[np.arange(len(upper[0])), upper[0]] = 1
    contrast[np.arange(len(upper[0])), upper[1]] = -1
    theta, log_v = np.zeros((len(wins), n_groups)), np.zeros(len(wins))
    n = won + lost + even
    for _ in range(N_STEPS):
        p_win, p_lose, p_tie = _probabilities(theta @ contrast.T, log_v[:, None])
        # d log(a / b) of a row's outcome is +1/2, -1/2 or 0 beside its expectation.
        slope = 0.5 * (won - lost - n * (p_win - p_lose))
        gradient = np.concatenate(
            [slope @ contrast - PRIOR * theta, (even - n * p_tie).sum(1, keepdims=True)], 1
        )
        gradient[:, -1] -= PRIOR * log_v
        var_d = n * 0.25 * (p_win + p_lose - (p_win - p_lose) ** 2)
        var_v = (n * p_tie * (1 - p_tie)).sum(1)
        cross = -n * 0.5 * (p_win - p_lose) * p_tie
        information = np.zeros((len(wins), n_groups + 1, n_groups + 1))
        information[:, :-1, :-1] = np.einsum("bp,pi,pj->bij", var_d, contrast, contrast)
        information[:, :-1, -1] = information[:, -1, :-1] = cross @ contrast
        information[:, -1, -1] = var_v
        information += PRIOR * np.eye(n_groups + 1)
        step = np.linalg.solve(information, gradient[..., None])[..., 0]
        step *= np.minimum(1, LARGEST_STEP / np.maximum(np.abs(step).max(1, keepdims=True), 1e-12))
        theta, log_v = theta + step[:, :-1], log_v + step[:, -1]
        if np.abs(step).max() < CONVERGED:
            break
    return theta - theta.mean(1, keepdims=True), log_v


def strengths(
    comparisons: Comparisons, names: Sequence[str], *, seed: int = 0, n_draws: int = N_DRAWS
) -> Strengths:
    """Return the strengths of groups, with intervals that know of raters and scenes.

    Three bootstraps draw whole raters, whole scenes and single answers with replacement. Their variances make
    one of both, as in `core.studies.intervals.two_way`: drawing raters and scenes at once would count the
    noise of single answers three times (A. B. Owen, "The pigeonhole bootstrap", Annals of Applied Statistics
    1, 2007) and give intervals that are too wide.

    Raises:
        InputError: there are no comparisons, or fewer than two groups.
    """
    n_groups = len(names)
    if not len(comparisons.outcome) or n_groups < 2:
        raise InputError("There is nothing to compare yet.")
    table = _cells(comparisons, n_groups)
    theta, log_v = fit(*_tables(np.ones((1, len(comparisons.outcome))), table, n_groups))
    spread = _bootstraps(comparisons, table, n_groups, seed, n_draws)
    has_tie = bool((comparisons.outcome == 0).any())
    n_of = [int(((comparisons.first == i) | (comparisons.second == i)).sum()) for i in range(n_groups)]
    one = [np.eye(n_groups)[i] for i in range(n_groups)]
    found = tuple(
        _estimate(one[i] - 1 / n_groups, theta[0], spread, comparisons, n_of[i]) for i in range(n_groups)
    )
    between = {
        (i, j): _estimate(one[i] - one[j], theta[0], spread, comparisons, n_of[i])
        for i in range(n_groups)
        for j in range(i + 1, n_groups)
    }
    gap = theta[0][:, None] - theta[0][None]
    p_win, _, p_tie = _probabilities(gap, log_v[0] if has_tie else np.float64(-np.inf))
    np.fill_diagonal(p_win, np.nan)
    np.fill_diagonal(p_tie, np.nan)
    return Strengths(
        tuple(names),
        found,
        float(np.exp(log_v[0])) if has_tie else 0.0,
        tuple(map(tuple, p_win.tolist())),
        tuple(map(tuple, p_tie.tolist())),
        tuple((names[i], names[j], gap_) for (i, j), gap_ in between.items()),
        alike(names, {(names[i], names[j]): p_value(gap_) for (i, j), gap_ in between.items()}),
    )


def _probabilities(gap: Floats, log_v: Floats | np.float64) -> tuple[Floats, Floats, Floats]:
    """Return the probabilities that the first wins, the second wins, and of a tie, for log strengths `gap`
    apart. Scaled by the geometric mean, so that nothing overflows but a gap of hundreds."""
    up, down, even = np.exp(gap / 2), np.exp(-gap / 2), np.exp(log_v)
    total = up + down + even
    return up / total, down / total, even / total


def _cells(comparisons: Comparisons, n_groups: int) -> Ints:
    """Return (N,) the cell of (winner, loser), then (first, second) for ties, in 2 M M flat cells."""
    c = comparisons
    winner, loser = np.where(c.outcome >= 0, c.first, c.second), np.where(c.outcome >= 0, c.second, c.first)
    cells: Ints = winner * n_groups + loser + np.where(c.outcome == 0, n_groups**2, 0)
    return cells


def _tables(weights: Floats, cells: Ints, n_groups: int) -> tuple[Floats, Floats]:
    """Return wins and ties (B, M, M) of answers weighted by (B, N)."""
    one_hot = np.zeros((len(cells), 2 * n_groups**2))
    one_hot[np.arange(len(cells)), cells] = 1
    flat = (weights @ one_hot).reshape(len(weights), 2, n_groups, n_groups)
    return flat[:, 0], flat[:, 1] + flat[:, 1].swapaxes(1, 2)


@dataclass(frozen=True, eq=False)
class _Spread:
    """(D, M) strengths of each bootstrap."""

    raters: Floats
    scenes: Floats
    answers: Floats


def _bootstraps(comparisons: Comparisons, cells: Ints, n_groups: int, seed: int, n_draws: int) -> _Spread:
    rng = np.random.default_rng(seed)
    fits = []
    for clusters in (comparisons.raters, comparisons.scenes, np.arange(len(cells))):
        _, at = np.unique(clusters, return_inverse=True)
        n = int(at.max()) + 1
        drawn = rng.multinomial(n, np.full(n, 1 / n), n_draws).astype(np.float64)
        fits.append(fit(*_tables(drawn[:, at], cells, n_groups))[0])
    return _Spread(*fits)


def _estimate(contrast: Floats, theta: Floats, spread: _Spread, comparisons: Comparisons, n: int) -> Estimate:
    n_raters, n_scenes = len(np.unique(comparisons.raters)), len(np.unique(comparisons.scenes))
    if n_raters < 2 or n_scenes < 2:
        return estimate(float(contrast @ theta), float("nan"), float("nan"), n)
    by_rater, by_scene, by_answer = (
        float(np.var(draws @ contrast, ddof=1)) for draws in (spread.raters, spread.scenes, spread.answers)
    )
    variance, df = combined(
        by_rater * n_raters / (n_raters - 1), by_scene * n_scenes / (n_scenes - 1), by_answer,
        n_raters, n_scenes,
    )  # fmt: skip
    return estimate(float(contrast @ theta), variance, df, n)
