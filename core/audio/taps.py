"""Beats that a person taps along to the music.

People tap late or early by an amount that is their own and their machine's: anticipation, the way of the
sound to the ear and of the key to the program. Against beats that are known it can be learnt, and then taken
off. How far single taps scatter about it is some 2 to 5 % of the interval (Repp, *Sensorimotor
synchronization: a review of the tapping literature*, 2005).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.audio.grid import MAX_BEATS, BeatGrid
from core.audio.grid_edits import CLOSEST_S, Mend, replace, same_beats
from core.errors import InputError

Times = NDArray[np.float64]
Numbers = NDArray[np.int64]

FEWEST_TO_LEARN = 8
FEWEST_TO_FOLLOW = 4

_TO_DEVIATION = 1.4826  # of the median absolute deviation, for a normal spread
_SHORTEST_TAP_S = 0.12  # nobody taps 500 beats a minute: the key bounced
_CONSISTENT = 0.5  # mean length of the taps' directions on the circle of a beat; 0 is at random
_AROUND = 6  # beats on each side that say where one is, where the tempo changes


@dataclass(frozen=True)
class TapLag:
    """How late an annotator taps.

    Attributes:
        lag_s: median of tap - beat; below 0 for who taps early.
        spread_s: standard deviation of single taps about it, by the median absolute deviation.
        n: taps it was learnt from.
    """

    lag_s: float
    spread_s: float
    n: int


def learn_lag(taps_s: Times, grid: BeatGrid) -> TapLag:
    """Return how late somebody taps, from taps along beats that are known.

    Each tap belongs to the nearest beat once the common lag is taken off, so the taps of somebody who is late
    by nearly half a beat are not torn apart; a lag of more than half a beat cannot be told from an early tap.

    Args:
        taps_s: (N,) seconds of media time, any order.

    Raises:
        InputError: fewer than 8 taps, or taps that do not keep to the beats.
    """
    taps_s = _sorted(taps_s)
    if len(taps_s) < FEWEST_TO_LEARN:
        raise InputError(f"To learn how late you tap takes {FEWEST_TO_LEARN} taps; there are {len(taps_s)}.")
    turns = np.array([grid.position(tap) for tap in taps_s.tolist()])
    direction = np.exp(2j * np.pi * turns).mean()
    if abs(direction) < _CONSISTENT:
        raise InputError("The taps do not keep to the beats.", "Tap along once more, on every beat.")
    common = float(np.angle(direction)) / (2 * np.pi)
    numbers = np.round(turns - common)
    late_s = taps_s - np.array([grid.time_s(number) for number in numbers.tolist()])
    lag_s = float(np.median(late_s))
    return TapLag(lag_s, float(np.median(np.abs(late_s - lag_s)) * _TO_DEVIATION), len(taps_s))


def from_taps(taps_s: Times, *, beats_per_bar: int = 4, downbeat: int = 0) -> BeatGrid:
    """Return the beats that taps mean, from the first tap to the last.

    A tap that was left out is filled in, a double one is dropped, and so is one far from where its neighbours
    say that it should be. Where the tempo is steady as far as the taps can tell, the beats are a straight
    line through all of them; otherwise each beat is where the taps within six beats of it say.

    Args:
        taps_s: (N,) seconds, any order, on every beat, the lag taken off.
        downbeat: number of the first beat that begins a bar.

    Raises:
        InputError: fewer than 4 taps are left.
    """
    taps_s = _single(_sorted(taps_s))
    if len(taps_s) < FEWEST_TO_FOLLOW:
        raise InputError(f"Beats take at least {FEWEST_TO_FOLLOW} taps, on every beat; got {len(taps_s)}.")
    numbers = _numbers(taps_s)
    if numbers[-1] >= MAX_BEATS:
        raise InputError("The taps are too far apart to be beats.", "Tap on every beat.")
    beats_s = _line(numbers, taps_s)
    scatter_s = _scatter(numbers, taps_s)
    if _spread(taps_s - beats_s[numbers]) > 1.5 * scatter_s + 0.005 and len(taps_s) > 2 * _AROUND:
        followed = _local_lines(numbers, taps_s)
        beats_s = followed if (np.diff(followed) > CLOSEST_S).all() else beats_s
    return BeatGrid(beats_s, downbeat, beats_per_bar)


def tap_again(grid: BeatGrid, taps_s: Times) -> Mend:
    """Put tapped beats in the place of those of a grid from the first tap to the last; errors as `from_taps`.

    The beats around stay. Bars begin where most beats that stayed the same say; what lies on the old beats
    follows as in `core.audio.grid_edits.replace`.
    """
    tapped_s = from_taps(taps_s).beats_s
    half_s = float(np.median(np.diff(tapped_s))) / 2
    head = grid.beats_s[grid.beats_s < tapped_s[0] - half_s]
    tail = grid.beats_s[grid.beats_s > tapped_s[-1] + half_s]
    beats_s = np.concatenate([head, tapped_s, tail])
    old, new = same_beats(grid.beats_s, beats_s)
    further = np.bincount((new - old) % grid.beats_per_bar, minlength=1).argmax()
    downbeat = int(grid.downbeat + further) % grid.beats_per_bar
    return replace(grid, BeatGrid(beats_s, downbeat, grid.beats_per_bar))


def continued(grid: BeatGrid, start_s: float, end_s: float) -> BeatGrid:
    """Return a grid with more beats before and after, at its usual interval, as far as a stretch of time."""
    interval_s = float(np.median(np.diff(grid.beats_s)))
    room = MAX_BEATS - len(grid.beats_s)
    n_before = min(_whole((grid.beats_s[0] - start_s) / interval_s), room)
    n_after = min(_whole((end_s - grid.beats_s[-1]) / interval_s), room - n_before)
    before_s = grid.beats_s[0] - interval_s * np.arange(n_before, 0, -1)
    after_s = grid.beats_s[-1] + interval_s * np.arange(1, n_after + 1)
    downbeat = (grid.downbeat + n_before) % grid.beats_per_bar
    return BeatGrid(np.concatenate([before_s, grid.beats_s, after_s]), downbeat, grid.beats_per_bar)


def _whole(beats: float) -> int:
    """How many whole beats there is room for; a beat on the edge is inside, whatever rounding says."""
    return max(int(np.floor(beats + 1e-6)), 0)


def _sorted(taps_s: Times) -> Times:
    taps_s = np.asarray(taps_s, np.float64).ravel()
    return np.sort(taps_s[np.isfinite(taps_s)])


def _single(taps_s: Times) -> Times:
    """Taps without the second one of double ones."""
    gaps = np.diff(taps_s)
    gaps = gaps[gaps > _SHORTEST_TAP_S]
    closest_s = max(0.4 * float(np.median(gaps)), _SHORTEST_TAP_S) if len(gaps) else _SHORTEST_TAP_S
    kept: list[float] = []
    for tap in taps_s.tolist():
        if not kept or tap - kept[-1] >= closest_s:
            kept.append(tap)
    return np.array(kept)


def _numbers(taps_s: Times) -> Numbers:
    """(N,) which beat each tap is, the first one 0; a beat without a tap is counted, too."""
    interval_s = float(np.median(np.diff(taps_s)))
    numbers = [0]
    for gap in np.diff(taps_s).tolist():
        steps = max(1, round(gap / interval_s))
        numbers.append(numbers[-1] + steps)
        # The tempo may change: follow it, but not a single hasty tap.
        interval_s += 0.2 * (float(np.clip(gap / steps / interval_s, 0.85, 1.15)) - 1) * interval_s
    return np.array(numbers)


def _line(numbers: Numbers, taps_s: Times) -> Times:
    """(B,) beats at one tempo, by least squares without the taps that are far off."""
    use = np.ones(len(taps_s), np.bool_)
    slope = start = 0.0
    for _ in range(5):
        slope, start = np.polyfit(numbers[use], taps_s[use], 1)
        off = np.abs(taps_s - (start + slope * numbers))
        use = off <= max(3 * float(np.median(off)) * _TO_DEVIATION, 1e-6)
    return np.asarray(start + slope * np.arange(numbers[-1] + 1), np.float64)


def _local_lines(numbers: Numbers, taps_s: Times) -> Times:
    """(B,) each beat by a line through the taps around it, nearer ones weighing more (Cleveland, 1979)."""
    found = np.empty(numbers[-1] + 1)
    for beat in range(len(found)):
        reach = max(_AROUND + 1, int(np.sort(np.abs(numbers - beat))[3]) + 1)  # a gap widens it
        near = np.abs(numbers - beat) < reach
        x, y = numbers[near] - beat, taps_s[near]
        weight = (1 - (np.abs(x) / reach) ** 3) ** 1.5
        slope, at_s = np.polyfit(x, y, 1, w=weight)
        off = np.abs(y - (at_s + slope * x))
        fair = off <= max(3 * float(np.median(off)) * _TO_DEVIATION, 1e-6)
        found[beat] = np.polyfit(x[fair], y[fair], 1, w=weight[fair])[1] if fair.sum() > 2 else at_s
    return found


def _scatter(numbers: Numbers, taps_s: Times) -> float:
    """How far single taps are off, s, by how unequal neighbouring intervals are: no tempo change shows."""
    steps = np.diff(numbers)
    bends = np.diff(np.diff(taps_s))[(steps[1:] == 1) & (steps[:-1] == 1)]
    # The second difference of independent errors has six times their variance.
    return _spread(bends) / 6**0.5 if len(bends) else np.inf


def _spread(values: Times) -> float:
    return float(np.median(np.abs(values - np.median(values))) * _TO_DEVIATION)
