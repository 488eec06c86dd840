"""Dealing dances to training, validation and test: whole songs, style by style, fold by fold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np

from core.data.dance import Dance
from core.data.left_out import LeftOut, Reason
from core.data.windows import WindowRef
from core.errors import InputError

SIDES = ("train", "valid", "test")


@dataclass(frozen=True)
class Fractions:
    """Shares of the songs of each style; they sum to 1, and something is left to train on."""

    train: float
    valid: float
    test: float

    def __post_init__(self) -> None:
        shares = (self.train, self.valid, self.test)
        if min(shares) < 0 or abs(sum(shares) - 1) > 1e-6 or self.train == 0:
            raise InputError(
                f"The shares of training, validation and test are {shares}.",
                "They must be at least 0, sum to 1, and leave something to train on.",
            )

    @property
    def n_sides(self) -> int:
        return sum(share > 0 for share in (self.train, self.valid, self.test))

    def n_test(self, n: int) -> int:
        """Return how many of n songs are tested: at least one of a share above 0, and two stay if any can."""
        return min(max(1, round(n * self.test)), max(1, n - 2)) if self.test > 0 else 0

    def n_valid(self, n: int) -> int:
        """Return how many of n songs validate: at least one of a share above 0, and one stays to train on."""
        return min(max(1, round(n * self.valid)), n - self.n_test(n) - 1) if self.valid > 0 else 0


Group = tuple[int, ...]
"""Dances (their indices) that stay together."""


@dataclass(frozen=True)
class Deal:
    """Groups of dances by stratum, ready to be dealt; and the dances that cannot be on every side."""

    strata: tuple[tuple[Group, ...], ...]
    left_out: tuple[LeftOut, ...]
    fractions: Fractions

    @property
    def n_folds(self) -> int:
        """How many folds it takes until every group was tested."""
        sizes = [(len(groups), self.fractions.n_test(len(groups))) for groups in self.strata]
        return max(ceil(n / n_test) if n_test else 1 for n, n_test in sizes)

    def sides(self, *, fold: int, seed: int) -> dict[str, list[int]]:
        """Return the dances of each side: a stratum is shuffled once, and the fold turns it like a wheel."""
        if not 0 <= fold < self.n_folds:
            raise InputError(f"There is no fold {fold}.", f"These dances have folds 0 to {self.n_folds - 1}.")
        rng = np.random.default_rng(seed)
        dealt: dict[str, list[int]] = {name: [] for name in SIDES}
        for groups in self.strata:
            n_test, n_valid = self.fractions.n_test(len(groups)), self.fractions.n_valid(len(groups))
            wheel = np.roll(rng.permutation(len(groups)), -fold * n_test)
            for place, group in enumerate(wheel):
                side = "test" if place < n_test else "valid" if place < n_test + n_valid else "train"
                dealt[side].extend(groups[group])
        return {name: sorted(members) for name, members in dealt.items()}


def prepare(
    dances: Sequence[Dance], groups: Sequence[Group], *, fractions: Fractions, by_style: bool
) -> Deal:
    """Sort groups of dances into strata.

    Args:
        groups: a partition of the indices of `dances`.
        by_style: a stratum is a style, and dances without a style, or with one that has fewer groups than
            there are sides, are left out. Otherwise all groups are one stratum.
    """
    nobody = [i for i, dance in enumerate(dances) if dance.motion.missing.all()]
    left_out = [_left_out(i, dances[i], Reason.NO_PERSON, "shows nobody on any frame") for i in nobody]
    groups = _without(groups, nobody)
    if by_style:
        few = _too_few(dances, groups, fractions.n_sides)
        left_out += few
        groups = _without(groups, [left.ref.dance for left in few])
        strata = _by_style(dances, groups)
    else:
        strata = [groups] if len(groups) >= fractions.n_sides else []
    if not strata:
        what = "No style has" if by_style else "There are not"
        raise InputError(
            f"{what} dances to {fractions.n_sides} different songs, so nothing can be split.",
            "Add dances, or label more of them with their style.",
        )
    return Deal(tuple(tuple(groups) for groups in strata), tuple(left_out), fractions)


def _by_style(dances: Sequence[Dance], groups: Sequence[Group]) -> list[list[Group]]:
    """Return the groups of each style; a song danced in two counts for the rarer, which can spare it less."""
    n_groups = Counter(style for group in groups for style in {str(dances[i].style) for i in group})
    strata: dict[str, list[Group]] = {}
    for group in groups:
        rarest = min((str(dances[i].style) for i in group), key=lambda style: (n_groups[style], style))
        strata.setdefault(rarest, []).append(group)
    return [strata[style] for style in sorted(strata)]


def _too_few(dances: Sequence[Dance], groups: Sequence[Group], n_sides: int) -> list[LeftOut]:
    """Return the dances that cannot be stratified: no style, or one of fewer groups than sides."""
    n_groups = Counter(style for group in groups for style in {dances[i].style for i in group})
    left_out = []
    for i in sorted(i for group in groups for i in group):
        style = dances[i].style
        if style is None:
            left_out.append(_left_out(i, dances[i], Reason.NO_STYLE, "has no style"))
        elif n_groups[style] < n_sides:
            songs = "1 song" if n_groups[style] == 1 else f"{n_groups[style]} songs"
            fault = f"is one of the {style} dances, to {songs} only; {n_sides} sides need one each"
            left_out.append(_left_out(i, dances[i], Reason.FEW_DANCES, fault))
    return left_out


def _left_out(i: int, dance: Dance, reason: Reason, fault: str) -> LeftOut:
    return LeftOut(WindowRef(i, 0, dance.motion.n_frames), reason, f"{dance.key} {fault}.")


def _without(groups: Sequence[Group], gone: Sequence[int]) -> list[Group]:
    kept = [tuple(i for i in group if i not in set(gone)) for group in groups]
    return [group for group in kept if group]
