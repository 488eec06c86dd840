from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import InputError
from core.metrics.beat_warp import beat_comparison
from core.metrics.dtw import warp
from core.motion import Motion
from tests.conftest import make_motion

BEATS = np.arange(0.2, 12, 0.5)


def late_by(motion: Motion, seconds: float) -> Motion:
    return motion.at_frames(np.arange(motion.n_frames) - seconds * motion.fps)


def test_a_dance_is_on_time_and_in_shape_with_itself():
    found = beat_comparison(make_motion(300), make_motion(300), BEATS, BEATS)
    assert (found.shape, found.unwarped, found.timing_ms, found.on_time) == (0, 0, 0, 1)
    assert found.n_beats == 24
    assert found.beat_ms == pytest.approx(np.zeros(23))


@pytest.mark.parametrize("late_s", [-0.16, -0.08, 0.08, 0.16])
def test_who_is_late_by_a_known_time_is_told_so_and_not_as_wrong(late_s):
    motion = make_motion(300)
    found = beat_comparison(motion, late_by(motion, late_s), BEATS, BEATS)
    assert found.timing_ms == pytest.approx(late_s * 1000, abs=1)
    assert found.shape < 0.25 * found.unwarped
    assert (found.late if late_s > 0 else found.early) > 0.9
    assert found.early + found.late + found.on_time == pytest.approx(1)


def test_timing_is_told_by_beat():
    motion = make_motion(300)
    frames = np.arange(300, dtype=float)
    frames[150:] -= 3  # 120 ms late from the middle on
    found = beat_comparison(motion, motion.at_frames(frames), BEATS, BEATS)
    assert found.beat_ms[1:10] == pytest.approx(np.zeros(9), abs=15)
    assert found.beat_ms[13:-1] == pytest.approx(np.full(9, 120), abs=15)


@given(tempo=st.floats(0.7, 1.4))
@settings(max_examples=10, deadline=None)
def test_another_tempo_costs_nothing(tempo):
    motion = make_motion(300, fps=50.0)
    slower = motion.at_frames(np.arange(round(300 * tempo)) / tempo)
    beats = np.arange(0.2, 5.5, 0.5)
    found = beat_comparison(motion, slower, beats, beats * tempo)
    assert found.shape < 0.01
    assert found.timing_ms == pytest.approx(0, abs=1)


def test_a_song_that_breathes_costs_nothing():
    motion = make_motion(300, fps=50.0)
    beats = np.arange(0.2, 5.5, 0.5)
    other = beats + 0.1 * np.sin(beats)
    times_s = np.interp(np.arange(300) / 50, other, beats)
    breathing = motion.at_frames(times_s * 50)
    found = beat_comparison(motion, breathing, beats, other)
    assert found.unwarped < 0.01


def test_shape_that_is_wrong_is_wrong_in_any_timing():
    found = beat_comparison(make_motion(300, seed=1), make_motion(300, seed=2), BEATS, BEATS)
    assert found.shape > 0.5 * found.unwarped > 0.1


def test_more_than_half_a_beat_is_outside_the_window():
    motion = make_motion(300)
    within, beyond = (beat_comparison(motion, late_by(motion, s), BEATS, BEATS).shape for s in (0.2, 0.4))
    assert beyond > 3 * within


def test_little_noise_is_no_lateness():
    motion = make_motion(300)
    noise = np.random.default_rng(0).normal(0, 0.01, motion.positions.shape).astype(np.float32)
    found = beat_comparison(motion, motion.with_positions(motion.positions + noise), BEATS, BEATS)
    assert found.on_time > 0.98
    assert found.timing_ms == 0


def test_frames_without_a_dancer_are_left_out_and_the_clock_goes_on():
    motion = make_motion(300)
    gappy = late_by(motion, 0.12)
    positions = gappy.positions.copy()
    positions[100:120] = np.nan
    found = beat_comparison(motion, gappy.with_positions(positions), BEATS, BEATS)
    assert found.n_missing == 20 * 33
    assert found.timing_ms == pytest.approx(120, abs=1)


def test_dances_without_two_common_beats_are_refused():
    with pytest.raises(InputError, match="1 beats in common"):
        beat_comparison(make_motion(50), make_motion(50), np.array([0.5, 4.0]), np.array([0.5, 1.0]))
    with pytest.raises(InputError, match="0 beats"):
        beat_comparison(make_motion(50), make_motion(50), np.empty(0), BEATS)


@given(n=st.integers(1, 15), band=st.integers(0, 20), seed=st.integers(0, 999))
@settings(max_examples=60, deadline=None)
def test_a_path_is_monotone_within_its_band_and_costs_what_it_says(n, band, seed):
    cost = np.random.default_rng(seed).random((n, n))
    path = warp(lambda i, j: cost[i, j], n, band)
    assert (path.i[0], path.j[0], path.i[-1], path.j[-1]) == (0, 0, n - 1, n - 1)
    assert set(zip(np.diff(path.i).tolist(), np.diff(path.j).tolist(), strict=True)) <= {
        (1, 1),
        (1, 0),
        (0, 1),
    }
    assert np.abs(path.i - path.j).max() <= band
    assert cost[path.i, path.j].mean() == pytest.approx(path.mean)


def test_a_path_that_costs_infinity_everywhere_is_still_a_path():
    path = warp(lambda i, j: np.full(len(i), np.nan), 4, 2)
    assert (path.i[0], path.i[-1], path.j[0], path.j[-1]) == (0, 3, 0, 3)
    assert path.mean == np.inf
