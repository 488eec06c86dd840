from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.features.heading import heading, side_pairs, turned
from core.motion import Motion
from core.skeleton import Skeleton, skeleton
from tests.conftest import make_motion

BODY = skeleton("h36m17")


def standing(left: tuple[float, float, float]) -> Motion:
    """A body whose left hip and shoulder are at `left` of the right ones."""
    positions = np.zeros((1, 17, 3), np.float32)
    for joint in ("left_hip", "left_shoulder"):
        positions[0, BODY.index(joint)] = left
    return Motion(positions, 25.0, BODY)


@pytest.mark.parametrize(
    ("left", "angle"),
    [((1, 0, 0), 0), ((0, 0, -1), np.pi / 2), ((0, 0, 1), -np.pi / 2), ((1, 0, -1), np.pi / 4)],
)
def test_facing_z_is_heading_nought_and_turning_left_adds(left, angle):
    assert heading(standing(left))[0] == pytest.approx(angle)


def test_a_body_lying_on_its_side_has_heading_nought():
    assert heading(standing((0, 1, 0)))[0] == 0


def test_heading_is_measured_at_hips_and_shoulders():
    joints = {BODY.joints[j] for pair in side_pairs(BODY) for j in pair}
    assert joints == {"left_hip", "right_hip", "left_shoulder", "right_shoulder"}


def test_a_skeleton_of_other_names_uses_its_mirrored_pairs_and_one_without_sides_faces_front():
    wings = Skeleton("wings", ("spine", "a", "b"), (), (0, 2, 1), (0,))
    assert side_pairs(wings) == [(1, 2)]
    worm = Skeleton("worm", ("head", "tail"), ((0, 1),), (0, 1), (0,))
    assert heading(Motion(np.ones((3, 2, 3), np.float32), 25.0, worm)).tolist() == [0, 0, 0]


@given(angle=st.floats(-3, 3), seed=st.integers(0, 99))
@settings(max_examples=30, deadline=None)
def test_turning_a_body_adds_to_its_heading(angle, seed):
    motion = make_motion(5, seed=seed)
    by = np.full(5, angle, np.float32)
    after = heading(motion.with_positions(turned(motion.positions, by)))
    difference = np.angle(np.exp(1j * (after - heading(motion) - angle)))
    assert difference == pytest.approx(0, abs=1e-4)


def test_turning_there_and_back_changes_nothing():
    motion = make_motion(20)
    by = np.linspace(-3, 3, 20, dtype=np.float32)
    assert turned(turned(motion.positions, by), -by) == pytest.approx(motion.positions, abs=1e-5)
