from __future__ import annotations

import numpy as np
import pytest

from core.demo.choreography import choreograph
from core.motion import Motion
from core.training.pose_vectors import N_ROOT, n_numbers, to_motion, to_vectors


def make_dance() -> Motion:
    return choreograph("waltz", duration_s=4, seed=3, fps=24)


def turned_by(motion: Motion, angle: float) -> Motion:
    cos, sin = np.cos(angle), np.sin(angle)
    rotation = np.array([[cos, 0, -sin], [0, 1, 0], [sin, 0, cos]], np.float32)
    return motion.with_positions(motion.positions @ rotation)


def test_a_dance_comes_back_from_its_vectors_but_for_where_it_began():
    motion = make_dance()
    back = to_motion(to_vectors(motion), motion.fps, motion.skeleton)
    assert back.positions.shape == motion.positions.shape
    there, here = to_vectors(motion), to_vectors(back)
    assert np.allclose(there[:-1], here[:-1], atol=2e-3)
    distances = np.linalg.norm(np.diff(motion.root, axis=0)[:, [0, 2]], axis=1)
    assert np.allclose(np.linalg.norm(np.diff(back.root, axis=0)[:, [0, 2]], axis=1), distances, atol=1e-4)


@pytest.mark.parametrize("angle", [0.5, 2.0, -3.0])
def test_facing_another_wall_is_the_same_vectors(angle):
    motion = make_dance()
    assert np.allclose(to_vectors(motion), to_vectors(turned_by(motion, angle)), atol=1e-3)


def test_a_drifting_floor_is_no_movement():
    motion = make_dance()
    drift = np.linspace(0, 0.03, motion.n_frames, dtype=np.float32)[:, None, None] * np.float32([0, 1, 0])
    steady, drifting = (to_vectors(m) for m in (motion, motion.with_positions(motion.positions + drift)))
    assert np.abs(steady - drifting).max() < 0.015


def test_feet_touch_the_floor():
    motion = make_dance()
    back = to_motion(to_vectors(motion), motion.fps, motion.skeleton)
    assert abs(np.percentile(back.positions[..., 1].min(axis=1), 20)) < 0.03


def test_one_frame_is_enough():
    motion = make_dance().slice(0, 1)
    vectors = to_vectors(motion)
    assert vectors.shape == (1, n_numbers(motion.skeleton))
    assert np.array_equal(vectors[0, -N_ROOT : -N_ROOT + 2], [0, 0])
    assert to_motion(vectors, 24, motion.skeleton).n_frames == 1
