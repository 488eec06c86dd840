"""New stretches in an old dance: they begin and end where the old one goes on."""

from __future__ import annotations

import numpy as np
import pytest

from core.editing.rejoin import rejoined
from core.errors import InputError
from core.features.heading import heading, turned
from core.motion import Motion
from core.skeleton import skeleton

T = 60


def make_walk(*, turn_rate: float = 0.0, side: float = 0.0, height: float = 0.0, seed: int = 0) -> Motion:
    """A body that walks a curve, with something of its own in every joint."""
    body = skeleton("blazepose33")
    rng = np.random.default_rng(seed)
    rest = rng.normal(0, 0.3, (len(body.joints), 3))
    for part, x in (("hip", 0.1), ("shoulder", 0.2)):
        rest[body.index(f"left_{part}")] = (x, 0.0, 0.0)
        rest[body.index(f"right_{part}")] = (-x, 0.0, 0.0)
    t = np.arange(T) / 25
    angle = (turn_rate * t).astype(np.float32)
    positions = turned(np.repeat(rest[None], T, axis=0).astype(np.float32), angle)
    path = np.stack([np.sin(t) + side * t, np.full(T, 1 + height), 0.8 * t], axis=1)
    return Motion((positions + path[:, None]).astype(np.float32), 25.0, body)


def free_between(start: int, stop: int) -> np.ndarray:
    free = np.zeros(T, bool)
    free[start:stop] = True
    return free


def largest_step(motion: Motion) -> float:
    return float(np.linalg.norm(np.diff(motion.root, axis=0), axis=1).max())


def test_what_stays_is_the_original_to_the_bit():
    original, free = make_walk(turn_rate=0.5), free_between(20, 40)
    result = rejoined(make_walk(turn_rate=-1, side=2, height=0.3), original, free)
    assert np.array_equal(result.positions[~free], original.positions[~free])
    assert not np.allclose(result.positions[free], original.positions[free], atol=0.05)


def test_a_stretch_begins_and_ends_where_the_old_dance_goes_on():
    original = make_walk(turn_rate=0.5)
    result = rejoined(make_walk(turn_rate=-0.7, side=1, height=0.3), original, free_between(20, 40))
    # No frame is further from the next one than a fast step, nor turned by more than a fast turn.
    assert largest_step(result) < 0.15
    assert np.abs(np.diff(np.unwrap(heading(result)))).max() < 0.2


@pytest.mark.parametrize(("start", "stop"), [(0, 25), (35, T)])
def test_a_stretch_at_an_end_is_laid_against_the_other_side_and_keeps_its_shape(start, stop):
    original, made = make_walk(turn_rate=0.5), make_walk(turn_rate=-0.7, side=1)
    result = rejoined(made, original, free_between(start, stop))
    assert largest_step(result) < 0.15
    length = np.linalg.norm(np.diff(made.root[start:stop], axis=0), axis=1)
    assert np.allclose(np.linalg.norm(np.diff(result.root[start:stop], axis=0), axis=1), length, atol=1e-4)


def test_the_same_dance_elsewhere_in_space_comes_back_as_it_was():
    original = make_walk(turn_rate=0.5)
    angle = np.full(T, 1.3, np.float32)
    elsewhere = original.with_positions(turned(original.positions, angle) + np.float32(3))
    result = rejoined(elsewhere, original, free_between(10, 50))
    assert np.allclose(result.positions, original.positions, atol=1e-4)


def test_joints_that_are_still_stay_in_place():
    original, free = make_walk(turn_rate=0.5), free_between(20, 40)
    legs = original.skeleton.indices("left_knee", "left_ankle")
    result = rejoined(make_walk(seed=3), original, free, legs)
    assert np.array_equal(result.positions[:, legs], original.positions[:, legs])


def test_joints_that_are_still_throughout_carry_the_rest():
    original = make_walk(turn_rate=0.5)
    angle = np.full(T, 1.3, np.float32)
    elsewhere = original.with_positions(turned(original.positions, angle) + np.float32(3))
    result = rejoined(
        elsewhere, original, np.ones(T, bool), original.skeleton.indices("left_hip", "right_hip")
    )
    assert np.allclose(result.positions, original.positions, atol=1e-4)


def test_joints_that_nobody_saw_stay_unseen_where_the_dance_stays():
    original, free = make_walk(), free_between(20, 40)
    positions = original.positions.copy()
    positions[10:30, 5] = np.nan
    result = rejoined(make_walk(side=1), original.with_positions(positions), free)
    assert result.missing[10:20, 5].all()
    assert not result.missing[20:40].any()


def test_a_dance_that_is_all_new_is_as_made():
    made = make_walk(side=1)
    assert rejoined(made, make_walk(), np.ones(T, bool)) is made


def test_dances_of_different_lengths_are_refused():
    with pytest.raises(InputError, match="cannot be put into"):
        rejoined(make_walk().slice(0, 50), make_walk(), np.ones(50, bool))
