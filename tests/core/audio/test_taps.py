"""Simulated people tap along; what they meant and how late they are is known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.audio.grid import BeatGrid
from core.audio.taps import continued, from_taps, learn_lag, tap_again
from core.errors import InputError

STEADY = BeatGrid(np.arange(64) * 0.5 + 3.0)


def taps(beats_s: np.ndarray, *, lag_s: float = 0.0, jitter_s: float = 0.02, seed: int = 0) -> np.ndarray:
    """A person of a lag and a scatter."""
    return beats_s + lag_s + np.random.default_rng(seed).normal(0, jitter_s, len(beats_s))


@pytest.mark.parametrize("lag_s", [-0.06, 0.0, 0.03, 0.12, 0.22, 0.245])
def test_the_lag_of_a_person_is_learnt(lag_s: float) -> None:
    for seed in range(20):
        found = learn_lag(taps(STEADY.beats_s, lag_s=lag_s, seed=seed), STEADY)
        assert found.lag_s == pytest.approx(lag_s, abs=0.012)
        assert found.spread_s == pytest.approx(0.02, abs=0.012)
        assert found.n == 64


def test_some_wild_taps_do_not_change_a_lag() -> None:
    tapped = taps(STEADY.beats_s, lag_s=0.08)
    tapped[::9] += np.random.default_rng(1).uniform(-0.2, 0.2, len(tapped[::9]))
    assert learn_lag(tapped, STEADY).lag_s == pytest.approx(0.08, abs=0.012)


def test_a_lag_is_learnt_where_the_tempo_changes() -> None:
    grid = BeatGrid(np.cumsum(np.linspace(0.4, 0.9, 60)))
    assert learn_lag(taps(grid.beats_s, lag_s=0.1), grid).lag_s == pytest.approx(0.1, abs=0.012)


def test_a_lag_is_not_learnt_from_few_taps_or_from_taps_at_random() -> None:
    with pytest.raises(InputError, match="8 taps; there are 7"):
        learn_lag(STEADY.beats_s[:7], STEADY)
    with pytest.raises(InputError, match="keep to the beats"):
        learn_lag(np.random.default_rng(0).uniform(3, 30, 40), STEADY)


@given(st.integers(0, 1000), st.floats(0.3, 1.0), st.floats(0, 0.03))
def test_steady_taps_give_a_steady_tempo_near_the_true_one(
    seed: int, interval_s: float, jitter: float
) -> None:
    true_s = np.arange(32) * interval_s + 1.0
    beats_s = from_taps(taps(true_s, jitter_s=jitter * interval_s, seed=seed)).beats_s
    assert len(beats_s) == 32
    assert np.abs(beats_s - true_s).max() < 0.08 * interval_s + 1e-6


@given(st.integers(0, 1000))
def test_missing_and_double_taps_do_not_change_the_beats(seed: int) -> None:
    rng = np.random.default_rng(seed)
    true_s = np.arange(48) * 0.5
    tapped = taps(true_s, jitter_s=0.015, seed=seed)
    missing = rng.choice(np.arange(1, 47), 6, replace=False)
    twice = tapped[rng.choice(48, 4, replace=False)] + rng.uniform(0.03, 0.1, 4)
    beats_s = from_taps(np.concatenate([np.delete(tapped, missing), twice])).beats_s
    assert len(beats_s) == 48
    assert np.abs(beats_s - true_s).max() < 0.04


@given(st.integers(0, 1000))
def test_a_tempo_that_changes_is_followed(seed: int) -> None:
    true_s = np.cumsum(np.linspace(0.6, 0.42, 60))
    beats_s = from_taps(taps(true_s, jitter_s=0.012, seed=seed)).beats_s
    assert len(beats_s) == 60
    assert np.abs(beats_s - true_s).max() < 0.06


def test_the_first_tap_is_the_one_unless_told_otherwise() -> None:
    assert from_taps(STEADY.beats_s).downbeats_s[0] == pytest.approx(3.0)
    waltz = from_taps(STEADY.beats_s, beats_per_bar=3, downbeat=2)
    assert waltz.downbeats_s[:2].tolist() == pytest.approx([4.0, 5.5])


@pytest.mark.parametrize("tapped", [[], [1.0], [1.0, 1.01, 1.02, 1.03, 1.04], [1, 2, float("nan"), 3]])
def test_too_few_taps_are_no_beats(tapped: list[float]) -> None:
    with pytest.raises(InputError, match="at least 4 taps"):
        from_taps(np.array(tapped))


def test_taps_ages_apart_are_no_beats() -> None:
    with pytest.raises(InputError, match="too far apart"):
        from_taps(np.array([0.0, 0.5, 1.0, 1.5, 2.0, 1e9]))


@given(st.lists(st.floats(0, 300), min_size=4, max_size=40))
def test_whatever_is_tapped_is_a_grid_or_a_sentence(tapped: list[float]) -> None:
    try:
        grid = from_taps(np.array(tapped))
    except InputError:
        return
    assert (np.diff(grid.beats_s) > 0).all()


def test_a_stretch_that_is_tapped_again_leaves_the_rest_alone() -> None:
    """Between beats 20 and 40 the tracker was 150 ms late."""
    wrong = STEADY.beats_s.copy()
    wrong[20:41] += 0.15
    grid = BeatGrid(wrong, downbeat=2)
    mend = tap_again(grid, taps(STEADY.beats_s[20:41], jitter_s=0.01))
    assert np.abs(mend.after.beats_s - STEADY.beats_s).max() < 0.015
    assert mend.after.downbeat == 2
    assert mend.moment_s(float(wrong[30])) == mend.after.beats_s[30]
    assert mend.moment_s(4.2) == 4.2


def test_bars_stay_when_beats_are_tapped_before_the_first_one() -> None:
    late = BeatGrid(STEADY.beats_s[3:], downbeat=1)  # a bar begins at 5 s
    mend = tap_again(late, STEADY.beats_s[:10])
    assert mend.after.beats_s == pytest.approx(STEADY.beats_s)
    assert 5.0 in mend.after.downbeats_s.round(6)


def test_beats_are_continued_over_the_whole_video() -> None:
    grid = continued(BeatGrid(np.arange(8) * 0.5 + 3.1, downbeat=1), 0.0, 9.0)
    assert grid.beats_s[[0, -1]] == pytest.approx([0.1, 8.6])
    assert 3.6 in grid.downbeats_s.round(6)
    assert continued(grid, 1.0, 2.0) == grid


def test_taps_learnt_and_corrected_give_the_true_beats() -> None:
    lag = learn_lag(taps(STEADY.beats_s, lag_s=0.11, seed=3), STEADY)
    song = BeatGrid(np.arange(40) * 0.45 + 0.7)
    beats_s = from_taps(taps(song.beats_s, lag_s=0.11, seed=4) - lag.lag_s).beats_s
    assert np.abs(beats_s - song.beats_s).max() < 0.015
