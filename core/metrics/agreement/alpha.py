"""Krippendorff's alpha for values of any level of measurement."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from core.errors import InputError
from core.metrics.agreement.score import Score

Level = Literal["nominal", "ordinal", "interval"]
Floats = NDArray[np.float64]

NO_PAIR = "No two raters answered the same."
ONE_VALUE = "Only one answer was used, so that agreement by chance is certain."
DEFINITION = (
    "1 - D_o / D_e: the disagreement within what at least two rated over that of the same answers dealt at "
    "random (Krippendorff 2011); two answers disagree {}. 1: the same; 0: chance."
)
HOW = {
    "nominal": "or not",
    "ordinal": "by how many answers lie between them",
    "interval": "by the square of their distance",
}


def alpha(values: Floats, level: Level, *, unit: str = "clips") -> Score:
    """Return alpha of (R, N) values of R raters on N things, NaN where a rater did not answer.

    Source: K. Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011).
    """
    if values.ndim != 2:
        raise InputError(f"Values are (R, N) of raters and things; got {values.shape}.")
    name, definition = f"Krippendorff's alpha, {level}", DEFINITION.format(HOW[level])
    used = values[:, (~np.isnan(values)).sum(axis=0) >= 2]
    n_things = used.shape[1]
    if not n_things:
        return Score(name, None, 0, unit, definition, NO_PAIR)
    codes = np.unique(used[~np.isnan(used)])
    if len(codes) < 2:
        return Score(name, None, n_things, unit, definition, ONE_VALUE)
    counts = (used[None] == codes[:, None, None]).sum(axis=1).astype(np.float64)  # (C, N)
    n_raters = counts.sum(axis=0)
    together = np.einsum("cn,dn->cd", counts / (n_raters - 1), counts)
    together -= np.diag((counts / (n_raters - 1)).sum(axis=1))
    totals = together.sum(axis=1)
    by_chance = (np.outer(totals, totals) - np.diag(totals)) / (totals.sum() - 1)
    apart = _distances(codes, totals, level)
    return Score(name, float(1 - (together * apart).sum() / (by_chance * apart).sum()), n_things, unit,
                 definition)  # fmt: skip


def _distances(codes: Floats, totals: Floats, level: Level) -> Floats:
    """Return (C, C) how far two answers disagree."""
    if level == "nominal":
        return 1.0 - np.eye(len(codes))
    if level == "interval":
        gaps: Floats = (codes[:, None] - codes[None]) ** 2
        return gaps
    up_to = np.cumsum(totals) - totals / 2  # the mean rank of an answer, but for a constant
    ranks: Floats = (up_to[:, None] - up_to[None]) ** 2
    return ranks
