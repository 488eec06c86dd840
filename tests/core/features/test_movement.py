"""The richer features: known answers, and what must not change them."""

from __future__ import annotations

import numpy as np
import pytest

from core.features.movement import movement_names, movement_vector
from core.motion import Motion
from tests.conftest import make_motion


def named(motion: Motion) -> dict[str, float]:
    return dict(zip(movement_names(motion.skeleton), movement_vector(motion), strict=True))


def test_a_wrist_on_a_sine_has_the_extent_and_speed_of_a_sine():
    motion = make_motion(101)
    still = np.repeat(motion.positions[:1], 101, axis=0)
    wave = 0.3 * np.sin(2 * np.pi * np.arange(101) / 50)
    still[:, motion.skeleton.index("left_wrist"), 1] += wave
    found = named(motion.with_positions(still))
    assert found["extent left_wrist y"] == pytest.approx(0.6, abs=0.01)
    assert found["mean of speed left_wrist"] == pytest.approx(4 * 0.3 / 2, abs=0.01)  # 4 a each 2 s
    assert found["mean of speed right_wrist"] == pytest.approx(0, abs=1e-4)
    assert found["correlation left_wrist right_wrist"] == 0


def test_correlations_are_those_of_numpy():
    motion = make_motion(80, skeleton_name="coco17")
    centred = motion.root_centred().positions
    assert movement_vector(motion).shape == (len(movement_names(motion.skeleton)),)
    again = movement_vector(motion.with_positions(centred * 2))
    whole = movement_vector(motion.with_positions(centred))
    n = 17 * 16 // 2
    assert np.allclose(again[-n:], whole[-n:], atol=1e-3)
    assert (np.abs(whole[-n:]) <= 1.001).all()


def test_where_a_dancer_stands_and_faces_does_not_matter():
    motion = make_motion(60)
    cos, sin = np.cos(1.1), np.sin(1.1)
    turn = np.array([[cos, 0, -sin], [0, 1, 0], [sin, 0, cos]], np.float32)
    moved = motion.with_positions(motion.positions @ turn + np.float32([3, 0.2, -2]))
    assert np.allclose(movement_vector(moved), movement_vector(motion), atol=2e-2)


@pytest.mark.parametrize("n_frames", [1, 2, 3])
def test_short_motions_have_finite_features(n_frames):
    assert np.isfinite(movement_vector(make_motion(n_frames))).all()
