"""What a ruler says in counts of eight."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from core.audio.grid import BeatGrid

EIGHT, BAR, BEAT = 0, 1, 2
"""Levels of a tick: an eight begins, a bar begins within it, any other beat."""


class Tick(NamedTuple):
    """A mark on the ruler: seconds of media time, what it says, and its level (0 is the strongest)."""

    at_s: float
    text: str
    level: int


def counts_of(beats_per_bar: int) -> int:
    """Return how far dancers count before they begin again: 8, or 6 in bars of three, in whole bars."""
    if 8 % beats_per_bar == 0:
        return 8
    return 6 if beats_per_bar == 3 else beats_per_bar


def ticks(grid: BeatGrid, left_s: float, right_s: float, *, apart_s: float = 0.0) -> list[Tick]:
    """Return the marks from `left_s` to `right_s`, by time.

    Beats say their count, 1 to 8, from the first downbeat on; where an eight begins, its number stands
    instead of "1", as dancers count them: 1 2 3 4 5 6 7 8, 2 2 3 4 ... Before the first downbeat the eight
    has the number 0.

    Args:
        apart_s: marks stand at least so far apart, by the grid's usual tempo: first the beats are left out,
            then the bars, then every second eight, and so on.
    """
    counts = counts_of(grid.beats_per_bar)
    step = _step(grid, counts, apart_s)
    first, stop = np.searchsorted(grid.beats_s, [left_s, np.nextafter(right_s, np.inf)]).tolist()
    first += (grid.downbeat - first) % step
    found = []
    for number in range(first, stop, step):
        beat = number - grid.downbeat
        eight, count = divmod(beat, counts)
        level = EIGHT if count == 0 else BAR if beat % grid.beats_per_bar == 0 else BEAT
        text = str(eight + 1 if count == 0 else count + 1)
        found.append(Tick(float(grid.beats_s[number]), text, level))
    return found


def _step(grid: BeatGrid, counts: int, apart_s: float) -> int:
    """Every how many beats there is a mark."""
    interval_s = float(np.median(np.diff(grid.beats_s)))
    step = 1
    for wider in (grid.beats_per_bar, counts):
        if step * interval_s < apart_s:
            step = wider
    while step * interval_s < apart_s:
        step *= 2
    return step
