from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import InputError
from core.features.augment import augmented, tempo_jittered
from core.motion import Motion
from core.skeleton import Skeleton
from tests.conftest import make_motion

CLOCK = Skeleton("clock", ("hand",), (), (0,), (0,))


def clock(n_frames: int) -> Motion:
    """A joint whose x is the frame number."""
    positions = np.zeros((n_frames, 1, 3), np.float32)
    positions[:, 0, 0] = np.arange(n_frames)
    return Motion(positions, 25.0, CLOCK)


@given(n=st.integers(2, 60), extra=st.integers(0, 30), seed=st.integers(0, 999), tempo=st.floats(0, 0.4))
@settings(max_examples=60, deadline=None)
def test_jitter_reads_evenly_and_only_from_the_window(n, extra, seed, tempo):
    jittered = tempo_jittered(clock(n + extra), n_frames=n, rng=np.random.default_rng(seed), tempo=tempo)
    read = jittered.positions[:, 0, 0]
    assert len(read) == n
    assert read.min() >= 0
    assert read.max() <= n + extra - 1
    steps = np.diff(read)
    assert steps == pytest.approx(steps[0], abs=1e-3)
    assert 1 - tempo - 1e-3 <= steps[0] <= 1 + tempo + 1e-3
    assert jittered.fps == 25.0


def test_jitter_goes_both_ways_when_the_window_has_room_and_only_slower_when_not():
    def speeds(window: int) -> list[float]:
        drawn = [
            tempo_jittered(clock(window), n_frames=50, rng=np.random.default_rng(seed)) for seed in range(40)
        ]
        return [float(np.diff(motion.positions[:2, 0, 0])[0]) for motion in drawn]

    assert min(speeds(55)) < 0.95 < 1.05 < max(speeds(55))
    assert max(speeds(50)) <= 1


def test_the_same_generator_gives_the_same_variation():
    motion = make_motion(60)
    one, two = (augmented(motion, n_frames=50, rng=np.random.default_rng(3)) for _ in range(2))
    assert np.array_equal(one.positions, two.positions)


def test_mirroring_happens_as_often_as_asked():
    motion = make_motion(20)
    rng = np.random.default_rng(0)
    for chance, expected in ((0.0, motion), (1.0, motion.mirrored())):
        varied = augmented(motion, n_frames=20, rng=rng, mirror=chance, tempo=0.0)
        assert varied.positions == pytest.approx(expected.positions, abs=1e-6)
    hands = [augmented(motion, n_frames=20, rng=rng, tempo=0.0).positions[0, 15, 0] for _ in range(200)]
    share = np.mean(np.isclose(hands, motion.mirrored().positions[0, 15, 0]))
    assert 0.4 < share < 0.6


def test_missing_joints_stay_missing():
    motion = make_motion(40)
    positions = motion.positions.copy()
    positions[:, 3] = np.nan
    varied = augmented(motion.with_positions(positions), n_frames=30, rng=np.random.default_rng(0), mirror=0)
    assert varied.missing.any(axis=0).nonzero()[0].tolist() == [3]


@pytest.mark.parametrize(("window", "n_frames", "tempo"), [(10, 11, 0.1), (10, 0, 0.1), (10, 5, 1.0)])
def test_impossible_jitter_is_refused(window, n_frames, tempo):
    with pytest.raises(InputError, match="Tempo jitter"):
        tempo_jittered(clock(window), n_frames=n_frames, rng=np.random.default_rng(0), tempo=tempo)


def test_a_single_frame_can_be_drawn():
    assert tempo_jittered(clock(1), n_frames=1, rng=np.random.default_rng(0)).n_frames == 1
    drawn = tempo_jittered(clock(9), n_frames=1, rng=np.random.default_rng(0))
    assert 0 <= drawn.positions[0, 0, 0] <= 8
