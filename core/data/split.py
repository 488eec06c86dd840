"""Splitting dances into training, validation and test so that nothing leaks between them.

Whole dances go to one side, and with them every dance to the same song. Motion that is also on another
side is left out: training gives way to the test, and validation to both, so that what is tested stays
whole and training loses as little as possible. Everything left out is named with its reason.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from core.data.dance import Dance
from core.data.dealing import SIDES, Fractions, prepare
from core.data.left_out import LeftOut, Reason
from core.data.songs import song_groups
from core.data.twins import AS_RECORDED, Likeness, Twin, near_duplicates
from core.data.windows import WindowRef, windows_of
from core.errors import InputError


@dataclass(frozen=True)
class Split:
    """Which windows are on which side, and what is on none.

    Attributes:
        train, valid, test: windows, ordered by dance and time.
        left_out: frames (or whole dances) on no side.
        keys, styles: of the dances that were split, in order; `WindowRef.dance` counts into them.
        test_in_training: share of the test frames whose motion is also in a training window.
        test_in_training_turned: the same when bodies are turned to one heading before they are compared.
        by_style, seed, fold, n_folds: how it was made; folds 0 up to `n_folds` of one seed test every dance.
    """

    train: tuple[WindowRef, ...]
    valid: tuple[WindowRef, ...]
    test: tuple[WindowRef, ...]
    left_out: tuple[LeftOut, ...]
    keys: tuple[str, ...]
    styles: tuple[str | None, ...]
    test_in_training: float = 0.0
    test_in_training_turned: float = 0.0
    by_style: bool = True
    seed: int = 0
    fold: int = 0
    n_folds: int = 1

    def side(self, name: str) -> tuple[WindowRef, ...]:
        """Return the windows of "train", "valid" or "test"."""
        return {"train": self.train, "valid": self.valid, "test": self.test}[name]

    def dances_of(self, name: str) -> tuple[int, ...]:
        """Return the indices of the dances with at least one window on a side."""
        return tuple(sorted({ref.dance for ref in self.side(name)}))

    def lacking(self) -> tuple[tuple[str, str], ...]:
        """Return (side, style) where a style that was dealt to all sides has no window left on one."""
        if not self.by_style:
            return ()
        on = {name: {self.styles[i] for i in self.dances_of(name)} for name in SIDES}
        everywhere = {style for styles in on.values() for style in styles if style is not None}
        return tuple((name, style) for name in SIDES if on[name] for style in sorted(everywhere - on[name]))

    def summary(self) -> str:
        """Say in sentences and counts what is on which side and what was left out why."""
        lines = [f"Fold {self.fold + 1} of {self.n_folds}, seed {self.seed}."]
        lines += [self._side_sentence(name) for name in SIDES]
        lines += [f"{style} has no window in {name}." for name, style in self.lacking()]
        lines += [self._left_out_sentence(reason) for reason in Reason if self._left_out(reason)]
        lines.append(
            f"Of the test frames {self.test_in_training:.1%} are also in training, "
            f"{self.test_in_training_turned:.1%} when figures facing another way count too."
        )
        return "\n".join(lines)

    def to_dict(self) -> dict[str, Any]:
        """Return a JSON-ready description; see `from_dict`."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Split:
        """Rebuild a split from `to_dict`, also after a detour through JSON."""
        sides = {name: tuple(WindowRef(**ref) for ref in data[name]) for name in SIDES}
        left_out = tuple(
            LeftOut(WindowRef(**left["ref"]), Reason(left["reason"]), left["because"])
            for left in data["left_out"]
        )
        lists = {name: tuple(data[name]) for name in ("keys", "styles")}
        return cls(**{**data, **sides, **lists, "left_out": left_out})

    def _left_out(self, reason: Reason) -> list[LeftOut]:
        return [left for left in self.left_out if left.reason == reason]

    def _side_sentence(self, name: str) -> str:
        refs = self.side(name)
        counts = Counter(self.styles[ref.dance] or "no style" for ref in refs)
        styles = ", ".join(f"{style} {n}" for style, n in sorted(counts.items()))
        sentence = (
            f"{name}: {_counted(len(refs), 'window')} of {_counted(len(self.dances_of(name)), 'dance')}"
        )
        return f"{sentence} ({styles})." if styles else f"{sentence}."

    def _left_out_sentence(self, reason: Reason) -> str:
        left_out = self._left_out(reason)
        frames = Counter({self.keys[left.ref.dance]: 0 for left in left_out})
        for left in left_out:
            frames[self.keys[left.ref.dance]] += left.ref.n_frames
        dances = ", ".join(f"{key} {n}" for key, n in sorted(frames.items()))
        stretches = _counted(len(left_out), "stretch", "stretches")
        return f"Left out, {reason}: {_counted(frames.total(), 'frame')} in {stretches} ({dances})."


def _counted(n: int, one: str, many: str | None = None) -> str:
    return f"{n} {one if n == 1 else many or one + 's'}"


def split_dances(
    dances: Sequence[Dance],
    *,
    length_s: float,
    hop_s: float,
    seed: int,
    fractions: tuple[float, float, float] = (0.6, 0.2, 0.2),
    fold: int = 0,
    by_style: bool = True,
    likeness: Likeness | None = AS_RECORDED,
) -> Split:
    """Split dances into windows of training, validation and test, without leaks.

    Args:
        dances: with unique keys.
        length_s, hop_s: of a window; in frames of each dance's own rate, rounded, at least 1.
        seed: deals the songs to folds.
        fractions: shares of training, validation, test, summing to 1; of each style's songs, rounded, but at
            least one for a share above 0.
        fold: which songs are tested, 0 up to `Split.n_folds`.
        by_style: deal each style by itself; a style with fewer songs than sides is left out, and so is a
            dance without a style. When false (generators need no style) all dances are dealt together.
        likeness: when motion counts as the same; None lets near-duplicates stay. How much of the test is in
            training is measured either way.

    Raises:
        InputError: when there is nothing to split, nothing is left to train on, or the arguments contradict
            each other.
    """
    if len({dance.key for dance in dances}) != len(dances):
        raise InputError("Two dances have the same key, so a split could not name them.")
    deal = prepare(dances, song_groups(dances), fractions=Fractions(*fractions), by_style=by_style)
    members = deal.sides(fold=fold, seed=seed)
    cutter = _Cutter(dances, length_s, hop_s, likeness)
    test = cutter.cut(members["test"], ())
    train = cutter.cut(members["train"], cutter.whole(members["test"]))
    valid = cutter.cut(members["valid"], [*cutter.whole(members["test"]), *train])
    if not train or (members["test"] and not test):
        raise InputError(
            f"No window of {length_s:g} s is left for {'training' if not train else 'the test'}.",
            "Use shorter windows, or more dances.",
        )
    plain = likeness or AS_RECORDED
    return Split(
        train=tuple(train),
        valid=tuple(valid),
        test=tuple(test),
        left_out=tuple(sorted([*deal.left_out, *cutter.left_out], key=lambda left: left.ref)),
        keys=tuple(dance.key for dance in dances),
        styles=tuple(dance.style for dance in dances),
        test_in_training=share_of(dances, test, train, replace(plain, turned=False)),
        test_in_training_turned=share_of(dances, test, train, replace(plain, turned=True)),
        by_style=by_style,
        seed=seed,
        fold=fold,
        n_folds=deal.n_folds,
    )


class _Cutter:
    """Cuts dances into windows around what is also on another side, and keeps account of it."""

    def __init__(
        self, dances: Sequence[Dance], length_s: float, hop_s: float, likeness: Likeness | None
    ) -> None:
        self.dances, self.length_s, self.hop_s = dances, length_s, hop_s
        # Left out is a little more than counts as the same, so that nothing that does is left at an edge.
        self.likeness = likeness and likeness.wider()
        self.left_out: list[LeftOut] = []

    def whole(self, members: Iterable[int]) -> list[WindowRef]:
        return [WindowRef(i, 0, self.dances[i].motion.n_frames) for i in members]

    def cut(self, members: Sequence[int], held: Sequence[WindowRef]) -> list[WindowRef]:
        """Return the windows of some dances in which no motion of the `held` spans occurs."""
        spans = self.whole(members)
        copies = near_duplicates(self.dances, spans, held, self.likeness) if self.likeness else []
        self.left_out += [LeftOut(copy.ref, Reason.NEAR_DUPLICATE, self._because(copy)) for copy in copies]
        refs = []
        for span in spans:
            for clean in _between(span, [copy.ref for copy in copies if copy.ref.dance == span.dance]):
                refs += self._windows(clean)
        return refs

    def _windows(self, clean: WindowRef) -> list[WindowRef]:
        """Return the windows of a stretch of one dance; one that holds none is left out."""
        motion = self.dances[clean.dance].motion
        length, hop = (max(1, round(s * motion.fps)) for s in (self.length_s, self.hop_s))
        found = windows_of(clean.n_frames, length, hop)
        if not found:
            lasts = f"{self.dances[clean.dance].key} has {clean.n_frames / motion.fps:.1f} s here"
            because = f"{lasts}, and a window takes {self.length_s:g} s."
            self.left_out.append(LeftOut(clean, Reason.TOO_SHORT, because))
        return [WindowRef(clean.dance, clean.start + start, clean.start + stop) for start, stop in found]

    def _because(self, copy: Twin) -> str:
        key, twin = self.dances[copy.ref.dance].key, self.dances[copy.dance].key
        mirror = "in the mirror " if copy.mirrored else ""
        return (
            f"{key} {mirror}repeats what {twin} dances around frame {copy.frame}, "
            f"{copy.distance_m * 1000:.1f} mm apart."
        )


def _between(span: WindowRef, gone: Sequence[WindowRef]) -> list[WindowRef]:
    """Return what is left of a span without some stretches of it, which are in order and apart."""
    edges = [span.start, *(edge for ref in gone for edge in (ref.start, ref.stop)), span.stop]
    pairs = zip(edges[::2], edges[1::2], strict=True)
    return [WindowRef(span.dance, start, stop) for start, stop in pairs if start < stop]


def share_of(
    dances: Sequence[Dance], spans: Sequence[WindowRef], others: Sequence[WindowRef], likeness: Likeness
) -> float:
    """Return the share of the frames of `spans` (overlaps counted once) that are also in `others`."""
    covered = _mask(dances, spans)
    found = _mask(dances, [twin.ref for twin in near_duplicates(dances, spans, others, likeness)])
    return float((covered & found).sum() / covered.sum()) if covered.any() else 0.0


def _mask(dances: Sequence[Dance], refs: Iterable[WindowRef]) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Return the frames of all dances, end to end, true inside one of the windows."""
    starts = np.cumsum([0, *(dance.motion.n_frames for dance in dances)])
    mask = np.zeros(starts[-1], np.bool_)
    for ref in refs:
        mask[starts[ref.dance] + ref.start : starts[ref.dance] + ref.stop] = True
    return mask
