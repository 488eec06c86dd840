"""Splitting dances into training, validation and test so that nothing leaks between them.

Whole dances go to one side, and with them every dance to the same song. Sides are dealt style by style, and
the folds of one seed together test every dance. What would still leak, stretches of motion that also
occur on another side, is left out window by window, and everything left out is named with its reason.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from math import ceil
from typing import Any

import numpy as np

from core.data.dance import Dance
from core.data.songs import song_groups
from core.data.windows import WindowRef, windows_of
from core.errors import InputError

SIDES = ("train", "valid", "test")


class Reason(StrEnum):
    """Why a window or a whole dance is on no side."""

    NO_STYLE = "no style"
    FEW_DANCES = "too few dances of its style"
    TOO_SHORT = "shorter than a window"
    NEAR_DUPLICATE = "near-duplicate motion"


@dataclass(frozen=True)
class LeftOut:
    """Frames that are on no side. `because` is a sentence; for a near-duplicate it names the twin."""

    ref: WindowRef
    reason: Reason
    because: str


@dataclass(frozen=True)
class Split:
    """Which windows are on which side, and what is on none.

    Attributes:
        train, valid, test: windows, ordered by dance and time.
        left_out: windows (or whole dances) on no side.
        keys, styles: of the dances that were split, in order; `WindowRef.dance` counts into them.
        seed, fold, n_folds: how it was made; folds 0 up to `n_folds` of one seed test every dance.
    """

    train: tuple[WindowRef, ...]
    valid: tuple[WindowRef, ...]
    test: tuple[WindowRef, ...]
    left_out: tuple[LeftOut, ...]
    keys: tuple[str, ...]
    styles: tuple[str | None, ...]
    seed: int = 0
    fold: int = 0
    n_folds: int = 1

    def side(self, name: str) -> tuple[WindowRef, ...]:
        """Return the windows of "train", "valid" or "test"."""
        return {"train": self.train, "valid": self.valid, "test": self.test}[name]

    def dances_of(self, name: str) -> tuple[int, ...]:
        """Return the indices of the dances with at least one window on a side."""
        return tuple(sorted({ref.dance for ref in self.side(name)}))

    def summary(self) -> str:
        """Say in sentences and counts what is on which side and what was left out why."""
        lines = [f"Fold {self.fold + 1} of {self.n_folds}, seed {self.seed}."]
        lines += [self._side_sentence(name) for name in SIDES]
        reasons = Counter(left.reason for left in self.left_out)
        lines += [self._left_out_sentence(reason, n) for reason, n in sorted(reasons.items())]
        return "\n".join(lines)

    def to_dict(self) -> dict[str, Any]:
        """Return a JSON-ready description; see `from_dict`."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Split:
        """Rebuild a split from `to_dict`, also after a detour through JSON."""
        train, valid, test = (tuple(WindowRef(**ref) for ref in data[name]) for name in SIDES)
        left_out = tuple(
            LeftOut(WindowRef(**left["ref"]), Reason(left["reason"]), left["because"])
            for left in data["left_out"]
        )
        keys, styles = tuple(data["keys"]), tuple(data["styles"])
        seed, fold, n_folds = (int(data[name]) for name in ("seed", "fold", "n_folds"))
        return cls(train, valid, test, left_out, keys, styles, seed, fold, n_folds)

    def _side_sentence(self, name: str) -> str:
        refs = self.side(name)
        counts = Counter(self.styles[ref.dance] or "no style" for ref in refs)
        by_style = ", ".join(f"{style} {n}" for style, n in sorted(counts.items()))
        sentence = f"{name}: {len(refs)} windows of {len(self.dances_of(name))} dances"
        return f"{sentence} ({by_style})." if by_style else f"{sentence}."

    def _left_out_sentence(self, reason: Reason, n: int) -> str:
        dances = sorted({left.ref.dance for left in self.left_out if left.reason == reason})
        keys = ", ".join(self.keys[dance] for dance in dances)
        return (
            f"Left out, {reason}: {n} {'window' if n == 1 else 'windows'} of {len(dances)} dances ({keys})."
        )


def split_dances(
    dances: Sequence[Dance],
    *,
    length_s: float,
    hop_s: float,
    seed: int,
    fractions: tuple[float, float, float] = (0.6, 0.2, 0.2),
    fold: int = 0,
    by_style: bool = True,
) -> Split:
    """Split dances into windows of training, validation and test, without leaks.

    Args:
        dances: with unique keys.
        length_s, hop_s: of a window; in frames of each dance's own rate, rounded, at least 1.
        seed: deals the dances to folds.
        fractions: shares of training, validation, test, summing to 1; of each style's songs, rounded, but at
            least one for a share above 0.
        fold: which songs are tested, 0 up to `Split.n_folds`.
        by_style: deal each style by itself; a style with fewer songs than sides is left out, and so is a
            dance without a style. When false (generators need no style) all dances are dealt together.

    Raises:
        InputError: when there is nothing to split, or the arguments contradict each other.
    """
    _check(dances, fractions)
    groups = song_groups(dances)
    strata, left_out = _strata(dances, groups, n_sides=sum(f > 0 for f in fractions), by_style=by_style)
    n_folds = _n_folds(strata, fractions)
    if not 0 <= fold < n_folds:
        raise InputError(f"There is no fold {fold}.", f"These dances have folds 0 to {n_folds - 1}.")
    sides = _deal(strata, fractions, fold=fold, rng=np.random.default_rng(seed))
    windows: dict[str, list[WindowRef]] = {}
    for name, members in sides.items():
        windows[name], short = _windows(dances, members, length_s=length_s, hop_s=hop_s)
        left_out += short
    return Split(
        **{name: tuple(refs) for name, refs in windows.items()},
        left_out=tuple(sorted(left_out, key=lambda left: left.ref)),
        keys=tuple(dance.key for dance in dances),
        styles=tuple(dance.style for dance in dances),
        seed=seed,
        fold=fold,
        n_folds=n_folds,
    )


Stratum = list[tuple[int, ...]]
"""Groups of dances (their indices) that stay together, dealt to the sides by themselves."""


def _check(dances: Sequence[Dance], fractions: tuple[float, float, float]) -> None:
    if len({dance.key for dance in dances}) != len(dances):
        raise InputError("Two dances have the same key, so a split could not name them.")
    if min(fractions) < 0 or abs(sum(fractions) - 1) > 1e-6 or fractions[0] == 0:
        raise InputError(
            f"The shares of training, validation and test are {fractions}.",
            "They must be at least 0, sum to 1, and leave something to train on.",
        )


def _strata(
    dances: Sequence[Dance], groups: Iterable[tuple[int, ...]], *, n_sides: int, by_style: bool
) -> tuple[list[Stratum], list[LeftOut]]:
    """Sort the groups by style, and leave out dances that cannot be on every side."""
    groups = list(groups)
    if not by_style:
        if len(groups) < n_sides:
            raise InputError(f"{len(groups)} different songs cannot be dealt to {n_sides} sides.")
        return [groups], []
    n_groups = Counter(style for group in groups for style in {dances[i].style for i in group})
    left_out = [_not_dealt(i, dance, n_groups[dance.style], n_sides) for i, dance in enumerate(dances)]
    gone = {left.ref.dance for left in left_out if left}
    strata: dict[str, Stratum] = {}
    for group in groups:
        kept = tuple(i for i in group if i not in gone)
        if kept:
            # A song danced in two styles counts for the rarer one, which can spare it less.
            rarest = min((str(dances[i].style) for i in kept), key=lambda style: (n_groups[style], style))
            strata.setdefault(rarest, []).append(kept)
    if not strata:
        raise InputError(
            f"No style has dances to {n_sides} different songs, so nothing can be split.",
            "Label more dances with their style.",
        )
    return [strata[style] for style in sorted(strata)], [left for left in left_out if left]


def _not_dealt(i: int, dance: Dance, n_songs: int, n_sides: int) -> LeftOut | None:
    """Return why a dance cannot be dealt, or None when it can."""
    whole = WindowRef(i, 0, dance.motion.n_frames)
    if dance.style is None:
        return LeftOut(whole, Reason.NO_STYLE, f"{dance.key} has no style.")
    if n_songs < n_sides:
        songs = "1 song" if n_songs == 1 else f"{n_songs} songs"
        because = f"{dance.style} was danced to {songs}; {n_sides} sides need one each."
        return LeftOut(whole, Reason.FEW_DANCES, because)
    return None


def _n_held(n: int, fraction: float) -> int:
    """Return how many of n groups a share above 0 takes: at least one, and two are left where they can be."""
    return min(max(1, round(n * fraction)), max(1, n - 2)) if fraction > 0 else 0


def _n_folds(strata: Sequence[Stratum], fractions: tuple[float, float, float]) -> int:
    """Return how many folds it takes until every group was tested."""
    held = [(len(groups), _n_held(len(groups), fractions[2])) for groups in strata]
    return max(ceil(n / n_test) if n_test else 1 for n, n_test in held)


def _deal(
    strata: Sequence[Stratum],
    fractions: tuple[float, float, float],
    *,
    fold: int,
    rng: np.random.Generator,
) -> dict[str, list[int]]:
    """Return the dances of each side: each stratum is shuffled once, and the fold turns it like a wheel."""
    sides: dict[str, list[int]] = {name: [] for name in SIDES}
    for groups in strata:
        n = len(groups)
        n_test = _n_held(n, fractions[2])
        n_valid = min(_n_held(n, fractions[1]), n - n_test - 1)
        wheel = np.roll(rng.permutation(n), -fold * n_test)
        for place, group in enumerate(wheel):
            side = "test" if place < n_test else "valid" if place < n_test + n_valid else "train"
            sides[side].extend(groups[group])
    return {name: sorted(members) for name, members in sides.items()}


def _windows(
    dances: Sequence[Dance], members: Sequence[int], *, length_s: float, hop_s: float
) -> tuple[list[WindowRef], list[LeftOut]]:
    """Cut dances into windows; one that has none is returned as left out."""
    refs: list[WindowRef] = []
    short: list[LeftOut] = []
    for i in members:
        motion = dances[i].motion
        length, hop = (max(1, round(s * motion.fps)) for s in (length_s, hop_s))
        cut = windows_of(motion.n_frames, length, hop)
        refs += [WindowRef(i, start, stop) for start, stop in cut]
        if not cut:
            because = f"{dances[i].key} lasts {motion.duration_s:.1f} s, a window {length_s:g} s."
            short.append(LeftOut(WindowRef(i, 0, motion.n_frames), Reason.TOO_SHORT, because))
    return refs, short
