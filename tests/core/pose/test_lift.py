"""A correction in the picture moves the joint in space by what the camera makes of it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.pose.lift import lift_corrections

SCALE, OFFSET = 250.0, np.array([320.0, 240.0])


def seen_by(world: np.ndarray, scale: float = SCALE, offset: np.ndarray = OFFSET) -> np.ndarray:
    """(T, J, 4) image landmarks of a weak-perspective camera."""
    image = world.copy()
    image[..., :2] = world[..., :2] * [scale, -scale] + offset
    return image


@pytest.fixture
def world() -> np.ndarray:
    poses = np.random.default_rng(0).normal(0, 0.5, (4, 33, 4)).astype(np.float32)
    poses[..., 3] = 0.9
    return poses


def test_nothing_corrected_is_nothing_changed(world: np.ndarray) -> None:
    world[1] = np.nan
    image = seen_by(world)
    np.testing.assert_array_equal(lift_corrections(image, image.copy(), world), world)


def test_a_moved_joint_moves_in_space_and_no_other_does(world: np.ndarray) -> None:
    image = seen_by(world)
    corrected = image.copy()
    corrected[2, 15, :2] += [50, 25]  # right and down
    corrected[2, 15, 3] = 1
    expected = world.copy()
    expected[2, 15] += [0.2, -0.1, 0, 0.1]
    np.testing.assert_allclose(lift_corrections(image, corrected, world), expected, atol=1e-5)


@settings(deadline=None)
@given(st.floats(20, 2000), st.floats(-500, 500), st.floats(-500, 500), st.integers(0, 2**32 - 1))
def test_each_frame_has_its_own_camera(scale: float, dx_px: float, dy_px: float, seed: int) -> None:
    world = np.random.default_rng(seed).normal(0, 0.5, (2, 33, 4)).astype(np.float32)
    world[..., 3] = 1
    image = np.concatenate([seen_by(world[:1]), seen_by(world[1:], scale, np.array([dx_px, 7.0]))])
    corrected = image.copy()
    corrected[:, 4, :2] += np.float32([dx_px, dy_px])
    moved = lift_corrections(image, corrected, world)[:, 4, :2] - world[:, 4, :2]
    expected = np.array([[dx_px, -dy_px]]) / [[SCALE], [scale]]
    np.testing.assert_allclose(moved, expected, atol=1e-3 * (1 + np.abs(expected).max()))


def test_a_hidden_joint_keeps_its_place_and_loses_its_confidence(world: np.ndarray) -> None:
    image = seen_by(world)
    corrected = image.copy()
    corrected[0, 7, 3] = 0
    expected = world.copy()
    expected[0, 7, 3] = 0
    np.testing.assert_array_equal(lift_corrections(image, corrected, world), expected)


def test_joints_the_machine_is_unsure_of_do_not_bend_the_scale(world: np.ndarray) -> None:
    image = seen_by(world)
    image[:, 20:, :2] = 9999
    image[:, 20:, 3] = 0.1
    corrected = image.copy()
    corrected[3, 2, 0] += 100
    moved = lift_corrections(image, corrected, world)[3, 2, 0] - world[3, 2, 0]
    assert moved == pytest.approx(0.4, abs=1e-4)


def test_a_joint_that_was_not_seen_is_placed_at_the_depth_of_the_hips(world: np.ndarray) -> None:
    truth = world[1, 9, :2].copy()
    image = seen_by(world)
    corrected = image.copy()
    image[1, 9], world[1, 9] = [np.nan, np.nan, np.nan, 0], [np.nan, np.nan, np.nan, 0]
    corrected[1, 9, 3] = 1
    np.testing.assert_allclose(lift_corrections(image, corrected, world)[1, 9], [*truth, 0, 1], atol=1e-4)


def test_a_person_placed_where_the_machine_saw_nobody_stays_missing_in_space(world: np.ndarray) -> None:
    image = seen_by(world)
    corrected = image.copy()
    image[0, :, :3], world[0, :, :3] = np.nan, np.nan
    assert np.isnan(lift_corrections(image, corrected, world)[0, :, :3]).all()


def test_no_frames_and_points_on_one_spot_are_no_trouble(world: np.ndarray) -> None:
    nothing = np.zeros((0, 33, 4), np.float32)
    assert lift_corrections(nothing, nothing, nothing).shape == (0, 33, 4)
    world[..., :2] = 0.3
    image = seen_by(world)
    corrected = image.copy()
    corrected[0, 0, 0] += 10
    np.testing.assert_array_equal(lift_corrections(image, corrected, world), world)
