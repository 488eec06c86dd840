"""Times drawn to beats."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.audio.grid import BeatGrid
from core.audio.snap import snap

GRID = BeatGrid(np.arange(10) * 0.5)

grids = st.lists(st.floats(0.1, 2.0), min_size=2, max_size=30).map(lambda gaps: BeatGrid(np.cumsum(gaps)))


def test_a_time_near_a_beat_is_drawn_to_it_and_another_is_left_alone() -> None:
    assert snap(GRID, 1.04, tolerance_s=0.05) == 1.0
    assert snap(GRID, 0.97, tolerance_s=0.05) == 1.0
    assert snap(GRID, 1.06, tolerance_s=0.05) == 1.06
    assert snap(GRID, 5.52, tolerance_s=0.05) == 5.5  # after the last beat they go on


def test_halves_and_quarters_of_beats_attract_too() -> None:
    assert snap(GRID, 1.24, tolerance_s=0.05) == 1.24
    assert snap(GRID, 1.24, tolerance_s=0.05, parts=2) == 1.25
    assert snap(GRID, 1.12, tolerance_s=0.05, parts=4) == 1.125


@given(grids, st.floats(-5, 70), st.floats(0, 1), st.sampled_from([1, 2, 4]))
def test_what_is_drawn_stays_where_it_was_drawn(
    grid: BeatGrid, at_s: float, tolerance_s: float, parts: int
) -> None:
    drawn = snap(grid, at_s, tolerance_s=tolerance_s, parts=parts)
    assert abs(drawn - at_s) <= tolerance_s
    assert snap(grid, drawn, tolerance_s=1e-6, parts=parts) == pytest.approx(drawn, abs=1e-6)


@given(grids, st.floats(0, 60))
def test_without_a_limit_the_nearest_beat_is_had(grid: BeatGrid, at_s: float) -> None:
    inside = min(max(at_s, grid.beats_s[0]), grid.beats_s[-1])
    drawn = snap(grid, inside, tolerance_s=10)
    assert abs(drawn - inside) == pytest.approx(np.abs(grid.beats_s - inside).min(), abs=1e-9)
