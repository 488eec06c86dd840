from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.gui.widgets.timeline.levels import Averages, Bands, Extremes, frame_columns, marked_columns


@settings(max_examples=50)
@given(st.integers(1, 5000), st.floats(0.05, 400), st.floats(-5, 60), st.integers(0, 2**32 - 1))
def test_no_peak_in_view_is_lost_and_none_is_made_up(
    n_bins: int, px_per_s: float, left_s: float, seed: int
) -> None:
    values = np.random.default_rng(seed).normal(size=(n_bins, 2)).astype(np.float32)
    bins = np.sort(values, axis=1)
    columns = Extremes.of(bins, 50.0).columns(left_s, px_per_s, 300)
    right_s = left_s + 300 / px_per_s
    first, last = int(np.ceil(left_s * 50)), int(np.floor(right_s * 50))
    inside = bins[max(first, 0) : max(last, 0)]
    if len(inside):
        assert columns[:, 1].max() >= inside[:, 1].max()
        assert columns[:, 0].min() <= inside[:, 0].min()
    assert set(np.unique(columns)) <= {0.0, *np.unique(bins).tolist()}


def test_a_click_is_seen_within_a_column_of_where_it_is() -> None:
    bins = np.zeros((1000, 2), np.float32)
    bins[430] = -1, 1
    columns = Extremes.of(bins, 100.0).columns(0.0, 10.0, 100)  # 10 bins a column
    assert {43} <= set(np.flatnonzero(columns[:, 1]).tolist()) <= {42, 43, 44}


def test_the_work_of_a_strip_does_not_grow_with_its_length() -> None:
    short, long = (Extremes.of(np.zeros((n, 2), np.float32), 100.0) for n in (1000, 1_000_000))
    for extremes, length_s in ((short, 10), (long, 10_000)):
        px_per_s = 500 / length_s
        level = next(i for i, bins in enumerate(extremes.levels) if len(bins) < 4 * 500)
        assert extremes.bins_per_s / 4**level / px_per_s <= 4
        assert extremes.columns(0, px_per_s, 500).shape == (500, 2)


def test_columns_hold_the_mean_of_their_frames_and_the_share_that_is_missing() -> None:
    values = np.array([0.2, 0.4, np.nan, np.nan, 1.0, 0.0])
    means, missing = Averages.of(values).over(np.array([0, 2, 4, 1]), np.array([2, 4, 6, 3]))
    assert means == pytest.approx([0.3, np.nan, 0.5, 0.4], nan_ok=True)
    assert missing.tolist() == [0, 1, 0, 0.5]


def test_a_column_shows_the_frame_on_show_even_between_two_beginnings() -> None:
    times_s = np.arange(5) / 5.0
    first, last = frame_columns(times_s, 0.0, 50.0, 60)  # 10 columns a frame, 10 beyond the end
    assert first[:50].tolist() == [i // 10 for i in range(50)]
    assert (last - first)[:50].tolist() == [1] * 50
    assert (last - first)[51:].tolist() == [0] * 9


def test_marks_closer_than_a_column_are_one() -> None:
    marks_s = np.array([0.5, 0.501, 0.502, 3.0])
    assert marked_columns(marks_s, 0.0, 10.0, 100).tolist() == [5, 30]


@settings(max_examples=30)
@given(st.integers(1, 3000), st.floats(0.05, 400), st.floats(-5, 60), st.integers(0, 2**32 - 1))
def test_a_band_is_as_loud_as_its_loudest_in_a_column_and_silent_outside(
    n_bins: int, px_per_s: float, left_s: float, seed: int
) -> None:
    bins = np.random.default_rng(seed).integers(1, 256, (n_bins, 4), dtype=np.uint8)
    columns = Bands.of(bins, 50.0).columns(left_s, px_per_s, 200)
    assert columns.shape == (200, 4)
    edges_s = left_s + np.arange(201) / px_per_s
    outside = (edges_s[1:] <= 0) | (edges_s[:-1] >= n_bins / 50)
    beyond = (edges_s[1:] <= 0) | (edges_s[:-1] >= n_bins / 50 + 1 / px_per_s)  # a coarse bin may reach over
    assert not columns[beyond].any()
    for i in np.flatnonzero(~outside)[:: max(1, 200 // 20)].tolist():
        first, last = int(np.floor(edges_s[i] * 50)), int(np.ceil(edges_s[i + 1] * 50))
        inside = bins[max(first, 0) : max(last, max(first, 0) + 1)]
        if len(inside):
            assert (columns[i] >= inside.max(axis=0)).all()  # a coarse level may reach into a neighbour
