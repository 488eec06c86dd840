"""Edits of beat grids, and where what lies on the beats goes."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from core.audio.grid import BeatGrid
from core.audio.grid_edits import (
    Mend,
    begin_bar,
    double,
    halve,
    insert_beat,
    move_beat,
    nearest,
    remove_beat,
    replace,
    set_beats_per_bar,
    shift,
    shift_downbeat,
)
from core.errors import InputError

WALTZ = BeatGrid(np.arange(12) * 0.5 + 1.0, downbeat=1, beats_per_bar=3)

gaps = st.lists(st.floats(0.1, 2.0), min_size=3, max_size=30)
times = st.floats(-5, 70)


@st.composite
def grids(draw: st.DrawFn) -> BeatGrid:
    beats_per_bar = draw(st.integers(1, 8))
    return BeatGrid(np.cumsum(draw(gaps)), draw(st.integers(0, beats_per_bar - 1)), beats_per_bar)


@st.composite
def mends(draw: st.DrawFn) -> Mend:
    """Any edit of any grid."""
    grid = draw(grids())
    beat = draw(st.integers(0, len(grid.beats_s) - 1))
    kind = draw(st.sampled_from(["move", "insert", "remove", "halve", "double", "bar", "shift", "replace"]))
    if kind == "move":
        low = grid.beats_s[beat - 1] if beat else grid.beats_s[0] - 3
        high = grid.beats_s[beat + 1] if beat + 1 < len(grid.beats_s) else grid.beats_s[-1] + 3
        return move_beat(grid, beat, draw(st.floats(low + 0.03, high - 0.03)))
    if kind == "insert":
        at_s = draw(times)
        assume(np.abs(grid.beats_s - at_s).min() > 0.03)
        return insert_beat(grid, at_s)
    if kind == "remove":
        return remove_beat(grid, beat)
    if kind == "shift":
        return shift(grid, draw(st.floats(-5, 5)))
    if kind == "replace":
        return replace(grid, draw(grids()))
    if kind == "halve":
        assume(len(grid.beats_s) > 3)
        return halve(grid)
    return double(grid) if kind == "double" else begin_bar(grid, beat)


@given(mends(), times, times)
def test_no_edit_exchanges_two_moments_or_makes_them_one(mend: Mend, a_s: float, b_s: float) -> None:
    assume(b_s - a_s > 1e-3)
    assert mend.moment_s(a_s) < mend.moment_s(b_s)


@given(mends())
def test_beats_that_move_take_what_lies_on_them_along(mend: Mend) -> None:
    for from_s, to_s in zip(mend.from_s, mend.to_s, strict=True):
        assert mend.moment_s(float(from_s)) == pytest.approx(to_s, abs=1e-9)
        assert mend.after.position(mend.moment_s(float(from_s))) == pytest.approx(
            round(mend.after.position(float(to_s))), abs=1e-6
        )


@given(grids(), st.data(), times)
def test_a_beat_moved_there_and_back_changes_nothing(
    grid: BeatGrid, data: st.DataObject, at_s: float
) -> None:
    beat = data.draw(st.integers(1, len(grid.beats_s) - 2))
    to_s = data.draw(st.floats(grid.beats_s[beat - 1] + 0.03, grid.beats_s[beat + 1] - 0.03))
    there = move_beat(grid, beat, to_s)
    back = move_beat(there.after, beat, float(grid.beats_s[beat]))
    assert back.after == grid
    assert back.moment_s(there.moment_s(at_s)) == pytest.approx(at_s, abs=1e-9)
    assert there.number(beat + 0.25) == pytest.approx(beat + 0.25)


@given(grids(), times)
def test_a_beat_put_in_and_taken_out_changes_nothing(grid: BeatGrid, at_s: float) -> None:
    assume(np.abs(grid.beats_s - at_s).min() > 0.03)
    put = insert_beat(grid, at_s)
    number = int(np.flatnonzero(put.after.beats_s == at_s)[0])
    taken = remove_beat(put.after, number)
    assert np.array_equal(taken.after.beats_s, grid.beats_s)
    # Where the first whole bar had a beat too many it is a bar of its own, and stays one.
    assume(grid.downbeat + 1 < grid.beats_per_bar or number in (0, *range(grid.downbeat + 1, 99)))
    assert taken.after == grid


@given(grids(), times)
def test_half_as_many_of_twice_as_many_are_the_same_beats(grid: BeatGrid, at_s: float) -> None:
    doubled = double(grid)
    halved = halve(doubled.after, first=0)
    assert np.array_equal(halved.after.beats_s, grid.beats_s)
    assert doubled.moment_s(at_s) == halved.moment_s(at_s) == at_s
    assert halved.number(doubled.number(1.25)) == pytest.approx(1.25)


@given(grids(), st.integers(-20, 20))
def test_downbeats_shifted_there_and_back_are_where_they_were(grid: BeatGrid, by: int) -> None:
    there = shift_downbeat(grid, by)
    assert shift_downbeat(there.after, -by).after == grid
    assert not len(there.from_s)


@given(grids(), st.floats(-5, 5), times)
def test_a_shift_keeps_every_beat_and_offset(grid: BeatGrid, by_s: float, at_s: float) -> None:
    mend = shift(grid, by_s)
    assert mend.moment_s(at_s) == pytest.approx(at_s + by_s, abs=1e-6)
    assert mend.number(1.5) == pytest.approx(1.5, abs=1e-6)


def test_halving_keeps_the_beats_that_begin_bars() -> None:
    four = BeatGrid(np.arange(16.0), downbeat=3, beats_per_bar=4)
    mend = halve(four)
    assert mend.after.beats_s.tolist() == [1, 3, 5, 7, 9, 11, 13, 15]
    assert (mend.after.downbeats_s[0], mend.after.beats_per_bar) == (3, 4)
    with pytest.raises(InputError):
        halve(BeatGrid(np.arange(2.0)))


def test_doubling_puts_beats_between_and_keeps_where_bars_begin() -> None:
    mend = double(WALTZ)
    assert mend.after.beats_s[:4].tolist() == [1.0, 1.25, 1.5, 1.75]
    assert set(WALTZ.downbeats_s) <= set(mend.after.downbeats_s)


def test_a_missing_beat_put_in_keeps_the_bars_before_it() -> None:
    missing = BeatGrid(np.delete(np.arange(12.0), 6), beats_per_bar=4)
    mend = insert_beat(missing, 6.0)
    assert mend.after.downbeats_s.tolist() == [0, 4, 8]
    assert [mend.number(beat) for beat in (5.0, 6.0)] == [5.0, 7.0]
    assert insert_beat(missing, -1.0).after.downbeats_s.tolist()[:2] == [0, 4]


def test_bars_are_set_by_length_and_by_where_one_begins() -> None:
    assert set_beats_per_bar(WALTZ, 4).after.downbeats_s.tolist() == [1.5, 3.5, 5.5]
    assert begin_bar(WALTZ, 5).after.downbeats_s.tolist() == [2.0, 3.5, 5.0, 6.5]
    with pytest.raises(InputError):
        set_beats_per_bar(WALTZ, 0)


@pytest.mark.parametrize("to_s", [1.0, 0.5, 2.0, 2.4, 1.01, float("nan")])
def test_a_beat_does_not_pass_its_neighbours(to_s: float) -> None:
    with pytest.raises(InputError, match="Beat 2"):
        move_beat(WALTZ, 1, to_s)


def test_edits_of_beats_that_are_not_there_are_refused() -> None:
    for edit in (
        lambda: move_beat(WALTZ, 12, 9.0),
        lambda: remove_beat(WALTZ, -1),
        lambda: begin_bar(WALTZ, 12),
    ):
        with pytest.raises(InputError, match="numbered 1 to 12"):
            edit()
    with pytest.raises(InputError, match="already"):
        insert_beat(WALTZ, 1.5)
    with pytest.raises(InputError):
        remove_beat(BeatGrid(np.arange(2.0)), 0)
    with pytest.raises(InputError, match="no beats before"):
        Mend(None, WALTZ).number(0.0)


def test_other_beats_take_along_what_lies_on_the_same_beat() -> None:
    """The old beats are 40 ms late, and stop early; the new ones begin earlier."""
    old = BeatGrid(np.arange(2, 8) * 0.5 + 0.04)
    mend = replace(old, BeatGrid(np.arange(20) * 0.5))
    assert mend.moment_s(2.04) == pytest.approx(2.0)
    assert mend.moment_s(2.29) == pytest.approx(2.25)
    assert mend.moment_s(9.0) == pytest.approx(8.96)
    assert [mend.number(beat) for beat in range(6)] == pytest.approx(range(2, 8))


def test_beats_at_half_the_tempo_leave_everything_in_its_place() -> None:
    old = BeatGrid(np.arange(20) * 0.5)
    mend = replace(old, BeatGrid(old.beats_s[::2]))
    assert [mend.moment_s(at_s) for at_s in (0.0, 0.5, 1.3)] == pytest.approx([0.0, 0.5, 1.3])


def test_beats_far_from_the_old_ones_move_nothing() -> None:
    mend = replace(BeatGrid(np.arange(4.0)), BeatGrid(np.arange(4.0) + 100))
    assert mend.moment_s(2.0) == 2.0


@given(grids(), st.lists(times, min_size=1, max_size=20))
def test_the_nearest_beat_is_the_nearest(grid: BeatGrid, at_s: list[float]) -> None:
    found = nearest(grid.beats_s, np.array(at_s))
    apart = np.abs(grid.beats_s[:, None] - np.array(at_s))
    assert np.array_equal(apart[found, range(len(at_s))], apart.min(axis=0))


@given(mends())
def test_what_comes_out_is_a_grid(mend: Mend) -> None:
    assert all(b > a for a, b in pairwise(mend.after.beats_s))
    assert 0 <= mend.after.downbeat < mend.after.beats_per_bar
