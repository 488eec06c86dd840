"""Splitting films in time, where there are too few of them to deal whole ones to the sides.

The beginning of each film is trained on, then come validation and test. Between two sides a gap is left out,
so that no movement that goes on over the cut is on both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from core.data.dance import Dance
from core.data.dealing import SIDES, Fractions
from core.data.left_out import LeftOut, Reason
from core.data.split import Split, share_of
from core.data.twins import AS_RECORDED
from core.data.windows import WindowRef, windows_of
from core.errors import InputError


def split_in_time(
    dances: Sequence[Dance],
    *,
    length_s: float,
    hop_s: float,
    gap_s: float,
    seed: int,
    fractions: tuple[float, float, float],
) -> Split:
    """Split each dance by time into training, validation and test.

    Motion that is danced again later in the same film stays: leaving it out could leave nothing of a dance
    that repeats itself. How much of the test is also in training is measured, as in `split_dances`.

    Args:
        dances: with unique keys.
        length_s, hop_s: of a window; in frames of each dance's own rate, rounded, at least 1.
        gap_s: left out between two sides, rounded up to frames.
        seed: is only remembered; nothing is dealt.
        fractions: shares of training, validation and test of each dance, summing to 1.

    Raises:
        InputError: no window is left to train on or to test.
    """
    shares = Fractions(*fractions)
    sides: dict[str, list[WindowRef]] = {name: [] for name in SIDES}
    left_out: list[LeftOut] = []
    for i, dance in enumerate(dances):
        n, fps = dance.motion.n_frames, dance.motion.fps
        length, hop = (max(1, round(s * fps)) for s in (length_s, hop_s))
        spans, gaps = _spans(n, shares, gap=int(gap_s * fps + 0.999))
        for name, (start, stop) in spans.items():
            found = windows_of(max(0, stop - start), length, hop)
            sides[name] += [WindowRef(i, start + a, start + b) for a, b in found]
        because = f"{dance.key} is on several sides, and {gap_s:g} s between them on none."
        left_out += [LeftOut(WindowRef(i, a, b), Reason.GAP, because) for a, b in gaps]
    if not sides["train"] or (shares.test > 0 and not sides["test"]):
        raise InputError(
            f"No window of {length_s:g} s is left for {'the test' if sides['train'] else 'training'}.",
            "Use shorter windows, or a longer film.",
        )
    return Split(
        train=tuple(sides["train"]),
        valid=tuple(sides["valid"]),
        test=tuple(sides["test"]),
        left_out=tuple(left_out),
        keys=tuple(dance.key for dance in dances),
        styles=tuple(dance.style for dance in dances),
        test_in_training=share_of(dances, sides["test"], sides["train"], AS_RECORDED),
        test_in_training_turned=share_of(
            dances, sides["test"], sides["train"], replace(AS_RECORDED, turned=True)
        ),
        by_style=False,
        seed=seed,
    )


def _spans(
    n: int, shares: Fractions, *, gap: int
) -> tuple[dict[str, tuple[int, int]], list[tuple[int, int]]]:
    """Return (start, stop) of the sides with a share, by name, and of the gaps between them."""
    named = [(name, getattr(shares, name)) for name in SIDES if getattr(shares, name) > 0]
    left = max(0, n - gap * (len(named) - 1))
    spans: dict[str, tuple[int, int]] = {}
    start, done = 0, 0.0
    for name, share in named:
        stop = start + round((done + share) * left) - round(done * left)
        spans[name] = (start, stop)
        start, done = min(stop + gap, n), done + share
    return spans, [(a[1], b[0]) for a, b in pairwise(spans.values()) if a[1] < b[0]]
