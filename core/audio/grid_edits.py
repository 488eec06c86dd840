"""Edits of a beat grid as values: the new grid, and where what lay on the old one goes.

Edits that say *which* beats there are (insert, remove, halve, double, bars) leave every moment where it is
and only number it anew. Edits that say *when* the beats are (move, shift, tap again) take what lies on them
along.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from core.audio.grid import BeatGrid
from core.errors import InputError

Times = NDArray[np.float64]

CLOSEST_S = 0.02
"""Beats closer than this are one beat: 3,000 beats a minute are no music."""

_STILL_S = 1e-9  # rounding, not a move


def _nowhere() -> Times:
    return np.empty(0)


@dataclass(frozen=True, eq=False)
class Mend:
    """A grid in the place of another, and how what lay on the old one follows.

    Attributes:
        before: the grid that is replaced; None where there was none.
        after: the grid in its place.
        from_s, to_s: (K,) seconds, rising: moments that move, and where to. What lies between two of them
            follows in proportion, what lies outside moves as far as the nearest one. K = 0: nothing moves.
    """

    before: BeatGrid | None
    after: BeatGrid
    from_s: Times = field(default_factory=_nowhere)
    to_s: Times = field(default_factory=_nowhere)

    def moment_s(self, at_s: float) -> float:
        """Return where a moment of the old grid is on the new one, seconds; never falls as `at_s` rises."""
        return float(self.moments_s(np.array([at_s]))[0])

    def moments_s(self, times_s: Times) -> Times:
        """Return `moment_s` of many moments at once, in their shape."""
        if not len(self.from_s):
            return times_s
        before, after = times_s < self.from_s[0], times_s > self.from_s[-1]
        to_s = np.interp(times_s, self.from_s, self.to_s)
        to_s = np.where(before, times_s + (self.to_s[0] - self.from_s[0]), to_s)
        to_s = np.where(after, times_s + (self.to_s[-1] - self.from_s[-1]), to_s)
        moved: Times = np.where(np.abs(to_s - times_s) < _STILL_S, times_s, to_s)
        return moved

    def number(self, beat: float) -> float:
        """Return which beat of the new grid a beat (or a place between two) of the old one is.

        Raises:
            InputError: there was no old grid.
        """
        if self.before is None:
            raise InputError("There were no beats before these.")
        return self.after.position(self.moment_s(self.before.time_s(beat)))


Edit = Callable[[BeatGrid], Mend]


def move_beat(grid: BeatGrid, beat: int, to_s: float) -> Mend:
    """Move one beat between its neighbours; `InputError` when it is not there or would pass one of them."""
    beats_s = grid.beats_s
    _check_beat(grid, beat)
    moved = beats_s.copy()
    moved[beat] = to_s
    near = slice(max(beat - 1, 0), beat + 2)
    if not (np.diff(moved[near]) >= CLOSEST_S).all():
        raise InputError(
            f"Beat {beat + 1} cannot be at {to_s:.3f} s: it has to stay between its neighbours.",
            "Remove the beat that is in the way first.",
        )
    after = BeatGrid(moved, grid.downbeat, grid.beats_per_bar)
    return Mend(grid, after, beats_s[near], moved[near])


def insert_beat(grid: BeatGrid, at_s: float) -> Mend:
    """Put a beat between, before or after the others; `InputError` when there is one already.

    The bars before it stay as they are; before the first bar, the bars after it do.
    """
    if not np.isfinite(at_s) or np.abs(grid.beats_s - at_s).min() < CLOSEST_S:
        raise InputError(f"There is a beat at {at_s:.3f} s already.")
    number = int(np.searchsorted(grid.beats_s, at_s))
    downbeat = grid.downbeat + (number <= grid.downbeat)
    return Mend(grid, _counted(np.insert(grid.beats_s, number, at_s), downbeat, grid))


def remove_beat(grid: BeatGrid, beat: int) -> Mend:
    """Take a beat away; the bars stay as in `insert_beat`.

    Raises:
        InputError: it is not there, or is one of the last two.
    """
    _check_beat(grid, beat)
    downbeat = grid.downbeat - (beat < grid.downbeat or beat == 0)
    return Mend(grid, _counted(np.delete(grid.beats_s, beat), downbeat, grid))


def halve(grid: BeatGrid, first: int | None = None) -> Mend:
    """Keep every second beat, for beats that were found twice as fast as people count.

    A bar has as many beats as before and is twice as long.

    Args:
        first: 0 or 1, the first beat that is kept; None keeps the first bar's first beat.

    Raises:
        InputError: fewer than two beats would be left.
    """
    first = grid.downbeat % 2 if first is None else first
    downbeat = max(grid.downbeat - first, 0) // 2
    return Mend(grid, _counted(grid.beats_s[first::2], downbeat, grid))


def double(grid: BeatGrid) -> Mend:
    """Put a beat half way between each two; a bar has as many beats as before and is half as long."""
    beats_s = np.empty(2 * len(grid.beats_s) - 1)
    beats_s[::2] = grid.beats_s
    beats_s[1::2] = (grid.beats_s[1:] + grid.beats_s[:-1]) / 2
    return Mend(grid, _counted(beats_s, 2 * grid.downbeat, grid))


def shift_downbeat(grid: BeatGrid, by: int) -> Mend:
    """Let all bars begin so many beats later (earlier when below 0)."""
    return Mend(grid, _counted(grid.beats_s, grid.downbeat + by, grid))


def begin_bar(grid: BeatGrid, beat: int) -> Mend:
    """Let a bar begin with a beat, and all others in step with it; `InputError` when it is not there."""
    _check_beat(grid, beat)
    return Mend(grid, _counted(grid.beats_s, beat, grid))


def set_beats_per_bar(grid: BeatGrid, beats_per_bar: int) -> Mend:
    """Give every bar so many beats; the first bar begins where it did, or a whole number of bars earlier.

    Raises:
        InputError: not 1 to 32.
    """
    downbeat = grid.downbeat % beats_per_bar if beats_per_bar > 0 else 0
    return Mend(grid, BeatGrid(grid.beats_s, downbeat, beats_per_bar))


def shift(grid: BeatGrid, by_s: float) -> Mend:
    """Move all beats, and what lies on them, by the same time; `InputError` when it is no number."""
    after = BeatGrid(grid.beats_s + by_s, grid.downbeat, grid.beats_per_bar)
    return Mend(grid, after, grid.beats_s, after.beats_s)


def replace(grid: BeatGrid, after: BeatGrid) -> Mend:
    """Put beats that were found in another way in the place of a grid.

    An old and a new beat are the same one when each is the nearest to the other and both are less than half
    an interval apart; what lies on such a beat goes with it, by less than half a beat therefore.
    """
    old, new = same_beats(grid.beats_s, after.beats_s)
    return Mend(grid, after, grid.beats_s[old], after.beats_s[new])


def same_beats(old_s: Times, new_s: Times) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the numbers of old and new beats that are the same one, both rising; see `replace`."""
    to_new, to_old = nearest(new_s, old_s), nearest(old_s, new_s)
    old = np.flatnonzero(to_old[to_new] == np.arange(len(old_s)))
    new = to_new[old]
    near = np.abs(old_s[old] - new_s[new]) < 0.5 * np.minimum(_shorter(old_s)[old], _shorter(new_s)[new])
    return old[near], new[near]


def nearest(beats_s: Times, times_s: Times) -> NDArray[np.intp]:
    """Return (N,) the number of the beat nearest to each time; the earlier of two that are as near."""
    after = np.clip(np.searchsorted(beats_s, times_s), 1, len(beats_s) - 1)
    return after - (times_s - beats_s[after - 1] <= beats_s[after] - times_s)


def _shorter(beats_s: Times) -> Times:
    """(B,) the shorter of the intervals on both sides of each beat."""
    gaps = np.diff(beats_s)
    shorter: Times = np.minimum(np.append(gaps, gaps[-1]), np.insert(gaps, 0, gaps[0]))
    return shorter


def _counted(beats_s: Times, downbeat: int, like: BeatGrid) -> BeatGrid:
    return BeatGrid(beats_s, downbeat % like.beats_per_bar, like.beats_per_bar)


def _check_beat(grid: BeatGrid, beat: int) -> None:
    if not 0 <= beat < len(grid.beats_s):
        raise InputError(f"There is no beat {beat + 1}; the beats are numbered 1 to {len(grid.beats_s)}.")
