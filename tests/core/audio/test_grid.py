"""Time in seconds, in beats, and as dancers count it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.audio.grid import BeatGrid
from core.errors import InputError

WALTZ = BeatGrid(np.arange(12) * 0.5 + 1.0, downbeat=1, beats_per_bar=3)

grids = st.lists(st.floats(0.05, 2.0), min_size=2, max_size=40).map(lambda gaps: BeatGrid(np.cumsum(gaps)))


@given(grids, st.floats(-10, 100))
def test_beats_and_seconds_are_each_others_inverse(grid: BeatGrid, at_s: float) -> None:
    assert grid.time_s(grid.position(at_s)) == pytest.approx(at_s, abs=1e-6)


@given(grids)
def test_every_beat_is_at_its_number(grid: BeatGrid) -> None:
    assert [grid.position(at_s) for at_s in grid.beats_s] == pytest.approx(range(len(grid.beats_s)))


def test_a_waltz_is_counted_in_threes_from_its_downbeat() -> None:
    assert WALTZ.count(1.5)[:2] == (1, 1)
    assert WALTZ.count(2.5)[:2] == (1, 3)
    assert WALTZ.count(3.0)[:2] == (2, 1)
    assert WALTZ.count(1.0)[:2] == (0, 3)  # an upbeat
    assert WALTZ.count(3.1).offset_s == pytest.approx(0.1)
    assert WALTZ.downbeats_s.tolist() == [1.5, 3.0, 4.5, 6.0]


@pytest.mark.parametrize(
    ("beats_s", "downbeat", "per_bar"),
    [([1.0], 0, 4), ([1.0, 1.0], 0, 4), ([1.0, float("nan")], 0, 4), ([1.0, 2.0], 4, 4), ([1.0, 2.0], 0, 0)],
)
def test_what_is_no_grid_is_refused(beats_s: list[float], downbeat: int, per_bar: int) -> None:
    with pytest.raises(InputError):
        BeatGrid(np.array(beats_s), downbeat, per_bar)


def test_a_count_reads_as_bar_and_beat_with_what_is_over() -> None:
    assert [str(WALTZ.count(at_s)) for at_s in (1.5, 2.503, 3.12)] == ["1.1", "1.3", "2.1+0.12"]
