"""Joints that are suddenly elsewhere."""

from __future__ import annotations

import numpy as np
import pytest

from core.data.outliers import held, without_outliers
from tests.conftest import make_motion


def make_wave(n_frames: int = 100, fps: float = 25.0):
    """A body whose left wrist swings half a metre to either side, each 0.8 s."""
    motion = make_motion(1, fps=fps)
    positions = np.repeat(motion.positions, n_frames, axis=0)
    positions[:, 15, 0] += (0.5 * np.sin(2 * np.pi * np.arange(n_frames) / fps / 0.8)).astype(np.float32)
    return motion.with_positions(positions)


@pytest.mark.parametrize("length", [1, 2, 3])
def test_a_slip_is_missing_and_nothing_else(length):
    motion = make_wave()
    positions = motion.positions.copy()
    positions[40 : 40 + length, 12] += [0.0, 0.6, 0.0]
    missing = without_outliers(motion.with_positions(positions)).missing
    expected = np.zeros_like(missing)
    expected[40 : 40 + length, 12] = True
    assert np.array_equal(missing, expected)


def test_a_swing_is_believed():
    assert not without_outliers(make_wave()).missing.any()


def test_gaps_stay_gaps():
    motion = make_wave()
    positions = motion.positions.copy()
    positions[:5, 3] = np.nan
    positions[50:60, 15] = np.nan
    positions[:, 7] = np.nan
    gapped = motion.with_positions(positions)
    assert np.array_equal(without_outliers(gapped).missing, gapped.missing)


def test_a_missing_joint_is_held_where_it_was_last_seen():
    motion = make_wave()
    positions = motion.positions.copy()
    positions[:5, 3] = np.nan
    positions[50:60, 15] = np.nan
    still = held(motion.with_positions(positions))
    assert np.array_equal(still.positions[50:60, 15], np.repeat(positions[49:50, 15], 10, axis=0))
    assert still.missing[:, 3].tolist() == [True] * 5 + [False] * 95
