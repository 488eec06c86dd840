"""Agreement beyond chance on labels without an order: kappas and alpha.

Codes are (R, N) int: R annotators, N things; `MISSING` where an annotator says nothing. Which label has which
code (0 and up) does not matter.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.errors import InputError
from core.metrics.agreement.score import NO_OVERLAP, ONE_LABEL, Score

Codes = NDArray[np.int32]
MISSING = -1

RAW = "Share of what both labelled that has the same label."
COHEN = (
    "(p_o - p_e) / (1 - p_e): the share p_o with the same label, beyond the share p_e that two annotators "
    "with these habits would share by chance (Cohen 1960). 1: the same; 0: chance."
)
FLEISS = (
    "(P - P_e) / (1 - P_e): the share P of pairs of annotators with the same label, beyond chance with the "
    "labels' overall shares (Fleiss 1971). Only what every annotator labelled counts."
)
KRIPPENDORFF = (
    "1 - D_o / D_e for labels without an order: the disagreement D_o within what at least two labelled, over "
    "the disagreement D_e of labels dealt at random (Krippendorff 2011). Missing labels are left out."
)


def percent_agreement(codes: Codes, *, unit: str = "slices") -> Score:
    """Return the share of what two annotators both labelled that they labelled the same; codes (2, N)."""
    a, b = _both(codes)
    if not len(a):
        return Score("Agreement", None, 0, unit, RAW, NO_OVERLAP)
    return Score("Agreement", float((a == b).mean()), len(a), unit, RAW)


def cohens_kappa(codes: Codes, *, unit: str = "slices") -> Score:
    """Return Cohen's kappa of two annotators; codes (2, N).

    Source: J. Cohen, "A coefficient of agreement for nominal scales", Educational and Psychological
    Measurement 20 (1960).
    """
    name = "Cohen's kappa"
    a, b = _both(codes)
    n = len(a)
    if not n:
        return Score(name, None, 0, unit, COHEN, NO_OVERLAP)
    size = int(max(a.max(), b.max())) + 1
    used_a, used_b = (np.bincount(codes_, minlength=size) for codes_ in (a, b))
    by_chance = float((used_a / n) @ (used_b / n))
    if _is_single(used_a + used_b):
        return Score(name, None, n, unit, COHEN, ONE_LABEL)
    return Score(name, (float((a == b).mean()) - by_chance) / (1 - by_chance), n, unit, COHEN)


def fleiss_kappa(codes: Codes, *, unit: str = "slices") -> Score:
    """Return Fleiss' kappa of R >= 2 annotators on what all of them labelled.

    Source: J. L. Fleiss, "Measuring nominal scale agreement among many raters", Psychological Bulletin 76
    (1971).
    """
    name = "Fleiss' kappa"
    codes = _many(codes)
    counts, weights = _counts(codes[:, (codes != MISSING).all(axis=0)])
    n, raters = int(weights.sum()), len(codes)
    if not n:
        return Score(name, None, 0, unit, FLEISS, "There is no time that every annotator labelled.")
    same = float(weights @ (counts * (counts - 1)).sum(axis=1) / (n * raters * (raters - 1)))
    shares = weights @ counts / (n * raters)
    by_chance = float(shares @ shares)
    if _is_single(shares):
        return Score(name, None, n, unit, FLEISS, ONE_LABEL)
    return Score(name, (same - by_chance) / (1 - by_chance), n, unit, FLEISS)


def krippendorffs_alpha(codes: Codes, *, unit: str = "slices") -> Score:
    """Return Krippendorff's alpha, nominal, of R >= 2 annotators; `n` is what at least two labelled.

    Source: K. Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011).
    """
    name = "Krippendorff's alpha"
    counts, weights = _counts(_many(codes))
    is_pairable = counts.sum(axis=1) >= 2
    counts, weights = counts[is_pairable], weights[is_pairable]
    n = int(weights.sum())
    if not n:
        return Score(name, None, 0, unit, KRIPPENDORFF, NO_OVERLAP)
    raters, totals = counts.sum(axis=1), weights @ counts
    if _is_single(totals):
        return Score(name, None, n, unit, KRIPPENDORFF, ONE_LABEL)
    # The coincidence matrix's diagonal and total; what is off the diagonal is the disagreement.
    same = weights @ ((counts * (counts - 1)).sum(axis=1) / (raters - 1))
    values = weights @ raters
    differing = (values - same) / values
    expected = 1 - (totals * (totals - 1)).sum() / (values * (values - 1))
    return Score(name, float(1 - differing / expected), n, unit, KRIPPENDORFF)


def _both(codes: Codes) -> tuple[Codes, Codes]:
    if codes.ndim != 2 or len(codes) != 2:
        raise InputError(f"Two annotators' codes are (2, N); got {codes.shape}.")
    a, b = codes[:, (codes != MISSING).all(axis=0)]
    return a, b


def _many(codes: Codes) -> Codes:
    if codes.ndim != 2 or len(codes) < 2:
        raise InputError(f"Codes are (R, N) of at least two annotators; got {codes.shape}.")
    return codes


def _counts(codes: Codes) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return (M, C) how many annotators gave each label, and (M,) for how many things in a row.

    Neighbouring slices mostly say the same: hours of them are some thousands of runs.
    """
    changes = (codes[:, 1:] != codes[:, :-1]).any(axis=0)
    starts = np.flatnonzero(np.concatenate([[True], changes])) if codes.shape[1] else np.empty(0, np.intp)
    weights = np.diff(np.append(starts, codes.shape[1])).astype(np.float64)
    counts = np.zeros((len(starts), int(codes.max(initial=MISSING)) + 1))
    for row in codes[:, starts]:
        given = np.flatnonzero(row != MISSING)
        counts[given, row[given]] += 1
    return counts, weights


def _is_single(used: NDArray[np.generic]) -> bool:
    return int(np.count_nonzero(used)) < 2
