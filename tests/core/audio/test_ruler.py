"""What the ruler says in counts of eight."""

from __future__ import annotations

import numpy as np
import pytest

from core.audio.grid import BeatGrid
from core.audio.ruler import BAR, BEAT, EIGHT, counts_of, ticks


def test_dancers_count_to_eight_and_name_the_eights() -> None:
    grid = BeatGrid(np.arange(18) * 0.5)
    marks = ticks(grid, 0, 99)
    assert " ".join(mark.text for mark in marks) == "1 2 3 4 5 6 7 8 2 2 3 4 5 6 7 8 3 2"
    assert [mark.level for mark in marks[:9]] == [EIGHT, BEAT, BEAT, BEAT, BAR, BEAT, BEAT, BEAT, EIGHT]
    assert [mark.at_s for mark in marks] == grid.beats_s.tolist()


def test_a_waltz_is_counted_to_six() -> None:
    marks = ticks(BeatGrid(np.arange(9.0), downbeat=1, beats_per_bar=3), 0, 99)
    assert " ".join(mark.text for mark in marks) == "6 1 2 3 4 5 6 2 2"


@pytest.mark.parametrize(("per_bar", "counts"), [(1, 8), (2, 8), (3, 6), (4, 8), (5, 5), (6, 6), (8, 8)])
def test_counts_are_whole_bars(per_bar: int, counts: int) -> None:
    assert counts_of(per_bar) == counts


def test_only_what_is_in_view_is_made() -> None:
    grid = BeatGrid(np.arange(200_000) * 0.5)
    assert [mark.text for mark in ticks(grid, 4.0, 5.0)] == ["2", "2", "3"]
    assert ticks(grid, -9.0, -1.0) == []


@pytest.mark.parametrize(("apart_s", "step"), [(0.5, 1), (0.6, 4), (2.1, 8), (4.1, 16), (9.0, 32)])
def test_marks_that_would_be_crowded_are_left_out(apart_s: float, step: int) -> None:
    grid = BeatGrid(np.arange(100) * 0.5, downbeat=2)
    at_s = [mark.at_s for mark in ticks(grid, 0, 99, apart_s=apart_s)]
    assert at_s == grid.beats_s[2 % step :: step].tolist()
    assert np.diff(at_s).min() >= apart_s
