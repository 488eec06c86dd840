"""Who sees what, in which order, on which side: balanced over raters and drawn from the study's seed.

Pure functions of the design, the clips and the rater's number: the same rater always gets the same plan.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import combinations

import numpy as np

from core.studies.design import Design, Kind
from core.studies.records import Clip, Role, Trial

Shown = tuple[int, ...]
"""The numbers of the clips of a trial, left to right."""

FAR_APART = 3  # trials at least between something and its repeat, where there are so many


def plan(design: Design, clips: Sequence[Clip], rater: int) -> tuple[Trial, ...]:
    """Return all trials of the `rater`-th rater (from 0): practice, then rated ones with checks among them.

    Over any number of raters in a row each unit (a clip, or a pair) is shown equally often, to within one;
    within a rater the order is a row of a Williams square, so that each unit also follows each other one
    equally often over a full square. Sides of a pair alternate from one showing to the next.
    """
    rng = np.random.default_rng([design.seed, rater])
    rated = [clip for clip in clips if clip.role is Role.RATED]
    units = pair_units(rated) if design.kind is Kind.PAIR else [(clip.number,) for clip in rated]
    per_rater = min(design.trials_per_rater or len(units), len(units))
    window = _window(len(units), per_rater, rater, design.seed, shuffled=design.kind is not Kind.PAIR)
    order = williams(per_rater)
    row = order[rater % len(order)]
    chosen = [units[window[place][0]] for place in row]
    sides = [_flipped(window[place], design.seed) for place in row]
    shown = [unit[::-1] if flip else unit for unit, flip in zip(chosen, sides, strict=True)]
    trials = [Trial(0, Role.RATED, unit) for unit in shown]
    trials = _with_checks(trials, design, clips, rng)
    practice = _practice(design, clips, shown, rng)
    numbered = [*practice, *trials]
    return tuple(
        Trial(position, trial.role, trial.clips, _of(trial, len(practice)))
        for position, trial in enumerate(numbered)
    )


def williams(n: int) -> list[list[int]]:
    """Return a Williams design of n treatments: n rows (2n for odd n), each a permutation of 0 to n-1.

    Each treatment stands in each place equally often, and follows each other treatment equally often.
    Source: E. J. Williams, "Experimental designs balanced for the estimation of residual effects of
    treatments", Australian Journal of Scientific Research A 2 (1949).
    """
    if n < 1:
        return [[]]
    first = [0]
    low, high = 1, n - 1
    while len(first) < n:  # 0, 1, n-1, 2, n-2 ...
        first.append(low)
        low += 1
        if len(first) < n:
            first.append(high)
            high -= 1
    rows = [[(value + shift) % n for value in first] for shift in range(n)]
    return rows if n % 2 == 0 else rows + [row[::-1] for row in rows]


def pair_units(rated: Sequence[Clip]) -> list[Shown]:
    """Return the pairs of clips of different groups in the same scene, in rounds.

    Within a round every pair of groups stands once, each in another scene while scenes last: any stretch of
    the list compares all groups about equally often (a balanced incomplete block).
    """
    by_scene: dict[int, dict[str, int]] = {}
    for clip in rated:
        by_scene.setdefault(clip.scene, {}).setdefault(clip.group, clip.number)
    scenes = sorted(by_scene)
    pairs = list(combinations(sorted({clip.group for clip in rated}), 2))
    units: list[Shown] = []
    for turn in range(len(scenes)):
        for nth, (a, b) in enumerate(pairs):
            here = by_scene[scenes[(turn + nth) % len(scenes)]]
            if a in here and b in here:
                units.append((here[a], here[b]))
    return units


def _window(n: int, size: int, rater: int, seed: int, *, shuffled: bool) -> list[tuple[int, int]]:
    """Return the units of a rater as (unit, lap): the next `size` of an endless walk through all units.

    Each lap holds every unit once. A lap that begins within a rater's window begins with units that this
    rater has not had. Where everybody has all units, all have them from the same walk, so that a full square
    of raters is one Williams square.
    """
    if not n or not size:
        return []
    if size == n:
        return [(unit, rater) for unit, _ in _lap(n, 0, seed, set(), shuffled=shuffled)]
    queue: list[tuple[int, int]] = []
    lap = 0
    for _ in range(rater + 1):
        window: list[tuple[int, int]] = []
        while len(window) < size:
            if not queue:
                queue = _lap(n, lap, seed, {unit for unit, _ in window}, shuffled=shuffled)
                lap += 1
            window.append(queue.pop(0))
    return window


def _lap(n: int, lap: int, seed: int, taken: set[int], *, shuffled: bool) -> list[tuple[int, int]]:
    rng = np.random.default_rng([seed, 7, lap])
    # Pairs keep their rounds; only where the walk through them begins is drawn.
    order = rng.permutation(n) if shuffled else np.roll(np.arange(n), -int(rng.integers(n)))
    new = [int(unit) for unit in order if int(unit) not in taken]
    return [(unit, lap) for unit in (*new, *(int(unit) for unit in order if int(unit) in taken))]


def _flipped(place: tuple[int, int], seed: int) -> bool:
    """Whether a pair is shown with its sides exchanged: every other showing of it."""
    unit, lap = place
    return bool((unit + lap + seed) % 2)


def _with_checks(
    trials: list[Trial], design: Design, clips: Sequence[Clip], rng: np.random.Generator
) -> list[Trial]:
    """Put the attention checks among the rated trials, none first, repeats well after what they repeat."""
    out = list(trials)
    for role, n in ((Role.FROZEN, design.n_frozen), (Role.WRONG_SONG, design.n_wrong_song)):
        pool = [clip for clip in clips if clip.role is role]
        for nth in range(min(n, len(pool))):
            clip = pool[int(rng.integers(len(pool)))]
            pool.remove(clip)
            check = Trial(0, role, _check_clips(clip, clips, design.kind, nth, rng))
            out.insert(int(rng.integers(1, len(out) + 1)) if out else 0, check)
    early = out[: max(len(out) - FAR_APART, 1)]
    originals = [trial for trial in early if trial.role is Role.RATED]
    drawn = rng.permutation(len(originals))[: design.n_repeats]
    for nth in sorted(drawn.tolist()):
        original = originals[nth]
        at = out.index(original)
        lowest = min(at + 1 + FAR_APART, len(out))
        place = int(rng.integers(lowest, len(out) + 1))
        # Found again by position once all trials have theirs; see `_of`.
        out.insert(place, Trial(0, Role.REPEAT, original.clips[::-1], -1))
    return [
        Trial(0, trial.role, trial.clips, _index_of_original(out, trial))
        if trial.role is Role.REPEAT
        else trial
        for trial in out
    ]


def _index_of_original(trials: Sequence[Trial], repeat: Trial) -> int:
    same = {repeat.clips, repeat.clips[::-1]}
    return next(i for i, trial in enumerate(trials) if trial.role is Role.RATED and trial.clips in same)


def _of(trial: Trial, n_before: int) -> int | None:
    return None if trial.of is None else trial.of + n_before


def _check_clips(clip: Clip, clips: Sequence[Clip], kind: Kind, nth: int, rng: np.random.Generator) -> Shown:
    """A check's clip alone; of a pair, beside the moving dance that it was made of."""
    if kind is not Kind.PAIR:
        return (clip.number,)
    moving = next(
        other.number for other in clips if other.role is Role.RATED and other.source == clip.source
        and other.scene == clip.scene
    )  # fmt: skip
    left = bool((nth + int(rng.integers(2))) % 2)
    return (clip.number, moving) if left else (moving, clip.number)


def _practice(
    design: Design, clips: Sequence[Clip], shown: Sequence[Shown], rng: np.random.Generator
) -> list[Trial]:
    pool = [clip for clip in clips if clip.role is Role.PRACTICE]
    if design.kind is Kind.PAIR:
        units = pair_units(pool)
    else:
        units = [(clip.number,) for clip in pool]
    if not units:
        units = list(shown)
    picked = rng.permutation(len(units))[: design.n_practice]
    return [Trial(0, Role.PRACTICE, units[i]) for i in picked.tolist()]


def exposures(plans: Sequence[Sequence[Trial]]) -> Counter[frozenset[int]]:
    """Return how often each unit is rated over some raters, whatever the sides."""
    return Counter(frozenset(t.clips) for plan_ in plans for t in plan_ if t.role is Role.RATED)
