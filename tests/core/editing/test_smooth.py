from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.editing.smooth import low_pass, smooth
from core.errors import InputError

FPS = 60.0
T = 600


def sine(hz: float, n: int = T, fps: float = FPS) -> np.ndarray:
    wave = 100 * np.sin(2 * np.pi * hz * np.arange(n) / fps)
    return np.stack([wave, wave], axis=1).astype(np.float32)


def gain(path: np.ndarray, hz: float) -> float:
    middle = slice(len(path) // 4, 3 * len(path) // 4)
    return float(np.ptp(path[middle, 0]) / np.ptp(sine(hz)[middle, 0]))


@pytest.mark.parametrize("cutoff_hz", [3.0, 6.0, 20.0])
def test_half_the_power_of_the_cut_off_goes_through(cutoff_hz: float) -> None:
    assert gain(low_pass(sine(cutoff_hz), fps=FPS, cutoff_hz=cutoff_hz), cutoff_hz) == pytest.approx(
        np.sqrt(0.5), abs=0.02
    )


def test_slow_motion_stays_where_and_when_it_was_and_a_tremble_goes() -> None:
    slow = sine(0.5)
    assert np.abs(low_pass(slow, fps=FPS, cutoff_hz=6) - slow)[30:-30].max() < 0.1  # no lag
    assert gain(low_pass(sine(25), fps=FPS, cutoff_hz=6), 25) < 0.01


def test_time_has_no_direction() -> None:
    path = np.random.default_rng(1).normal(0, 10, (200, 2)).astype(np.float32)
    backwards = low_pass(path[::-1], fps=FPS, cutoff_hz=5)[::-1]
    assert np.allclose(low_pass(path, fps=FPS, cutoff_hz=5)[40:-40], backwards[40:-40], atol=1e-2)


@settings(deadline=None)  # the first of them loads a library
@given(n=st.integers(0, 40), x=st.floats(-500, 500), step=st.floats(-5, 5))
def test_a_straight_line_is_given_back_to_its_ends(n: int, x: float, step: float) -> None:
    line = np.repeat((x + step * np.arange(n))[:, None], 2, axis=1).astype(np.float32)
    assert np.allclose(low_pass(line, fps=25, cutoff_hz=4), line, atol=0.05)


def test_gaps_stay_gaps_and_do_not_spread() -> None:
    path = sine(1, 100)
    path[40:45] = np.nan
    path[97] = np.nan
    out = low_pass(path, fps=FPS, cutoff_hz=6)
    assert np.array_equal(np.isnan(out), np.isnan(path))
    assert np.array_equal(out[98:], path[98:])  # too short to have a shape


def test_only_the_selection_changes_and_what_is_around_it_counts() -> None:
    poses = np.zeros((T, 3, 4), np.float32)
    poses[..., 3] = 0.5
    poses[:, :2, :2] = (sine(1) + sine(20))[:, None]
    poses[300, 0, 3] = 0
    part = smooth(poses, fps=FPS, cutoff_hz=5, first=200, last=400, joints=[0], start=1000)
    assert part.joints == (0,)
    assert part.frames.min() >= 1200
    assert part.frames.max() <= 1400
    assert 1300 not in part.frames  # a hidden joint stays where it was put
    whole = smooth(poses, fps=FPS, cutoff_hz=5, joints=[0])
    assert np.array_equal(part.poses[200:401, 0, :2], whole.poses[200:401, 0, :2])
    margin = smooth(poses[140:461], fps=FPS, cutoff_hz=5, first=60, last=260, joints=[0])
    assert np.allclose(margin.poses[60:261, 0], whole.poses[200:401, 0], atol=0.2)


@pytest.mark.parametrize("cutoff_hz", [0.0, -1.0, 30.0, float("nan")])
def test_a_cut_off_that_cannot_be_had_is_refused(cutoff_hz: float) -> None:
    with pytest.raises(InputError, match="cut-off"):
        low_pass(sine(1), fps=FPS, cutoff_hz=cutoff_hz)
