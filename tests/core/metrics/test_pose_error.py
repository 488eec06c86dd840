from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import InputError
from core.features.heading import turned
from core.metrics.mirroring import Side, mirroring
from core.metrics.pose_error import PCK_M, joint_errors, pose_error
from core.metrics.procrustes import aligned, turned_to
from core.motion import Motion
from core.skeleton import Skeleton, skeleton
from tests.conftest import make_motion


def turned_motion(motion: Motion, angle: float) -> Motion:
    return motion.with_positions(turned(motion.positions, np.full(motion.n_frames, angle, np.float32)))


def naive_procrustes(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """One frame, by scipy's orthogonal Procrustes and a search over the scale by calculus."""
    from scipy.spatial.transform import Rotation

    centre_a, centre_b = a.mean(axis=0), b.mean(axis=0)
    turn, _ = Rotation.align_vectors(a - centre_a, b - centre_b)
    laid = turn.apply(b - centre_b)
    scale = ((a - centre_a) * laid).sum() / (laid**2).sum()
    return laid * scale + centre_a


def test_a_dance_has_no_error_against_itself():
    found = pose_error(make_motion(), make_motion())
    assert (found.mpjpe_m, found.room_m, found.pck, found.oks) == (0, 0, 1, 1)
    assert found.pa_mpjpe_m == pytest.approx(0, abs=1e-6)
    assert (found.n_frames, found.n_joints, found.n_missing) == (50, 33, 0)


def test_a_joint_that_is_off_by_a_known_way_gives_that_over_the_number_of_joints():
    motion = make_motion()
    moved = motion.positions.copy()
    moved[:, motion.skeleton.index("left_wrist"), 1] += 0.33
    found = pose_error(motion, motion.with_positions(moved))
    assert found.mpjpe_m == found.room_m == pytest.approx(0.01, abs=1e-6)
    assert found.pck == pytest.approx(32 / 33)


@pytest.mark.parametrize("seed", range(5))
def test_alignment_of_all_frames_at_once_is_that_of_each_by_itself(seed):
    a, b = (make_motion(4, seed=seed + i).positions.astype(np.float64) for i in (0, 100))
    expected = np.stack([naive_procrustes(p, q) for p, q in zip(a, b, strict=True)])
    assert aligned(a, b) == pytest.approx(expected, abs=1e-6)


def test_alignment_never_mirrors():
    motion = make_motion()
    assert pose_error(motion, motion.mirrored()).pa_mpjpe_m > 0.05


@given(angle=st.floats(-3, 3), scale=st.floats(0.2, 5), shift=st.tuples(*[st.floats(-3, 3)] * 3))
@settings(max_examples=20, deadline=None)
def test_procrustes_forgives_place_facing_and_size(angle, scale, shift):
    a, b = make_motion(20, seed=1), make_motion(20, seed=2)
    moved = turned_motion(b, angle)
    moved = moved.with_positions(moved.positions * np.float32(scale) + np.float32(shift))
    assert pose_error(a, moved).pa_mpjpe_m == pytest.approx(pose_error(a, b).pa_mpjpe_m, rel=1e-3)


@given(angle=st.floats(-3, 3), shift=st.tuples(*[st.floats(-3, 3)] * 3))
@settings(max_examples=20, deadline=None)
def test_where_both_dance_and_which_way_the_room_lies_does_not_matter(angle, shift):
    a, b = make_motion(20, seed=1), make_motion(20, seed=2)
    plain = pose_error(a, b)
    there = [
        turned_motion(m, angle).with_positions(turned_motion(m, angle).positions + np.float32(shift))
        for m in (a, b)
    ]
    other = pose_error(*there)
    assert [other.mpjpe_m, other.room_m, other.pa_mpjpe_m, other.oks] == pytest.approx(
        [plain.mpjpe_m, plain.room_m, plain.pa_mpjpe_m, plain.oks], rel=1e-3
    )
    assert other.pck == pytest.approx(plain.pck, abs=0.01)


def test_another_place_in_the_room_counts_in_the_room_only():
    motion = make_motion()
    found = pose_error(motion, motion.with_positions(motion.positions + np.float32([3, 0, 4])))
    assert found.room_m == pytest.approx(5, rel=1e-5)
    assert found.mpjpe_m == pytest.approx(0, abs=1e-5)


def test_oks_of_one_joint_is_its_gaussian():
    motion = make_motion(1, skeleton_name="coco17")
    positions = motion.positions.copy()
    wrist = motion.skeleton.index("left_wrist")
    moved = positions.copy()
    moved[:, wrist, 2] += 0.2
    # Looked at from its front: turned so that hips and shoulders lie along x.
    body = motion.skeleton
    left, right = (body.indices(f"{s}_hip", f"{s}_shoulder") for s in ("left", "right"))
    side = (positions[0, left] - positions[0, right]).sum(axis=0)
    across = np.array([side[0], 0, side[2]]) / np.hypot(side[0], side[2])
    area = np.ptp(positions[0] @ across) * np.ptp(positions[0, :, 1])
    expected = (16 + np.exp(-(0.2**2) / (2 * 0.53 * area * (2 * 0.062) ** 2))) / 17
    assert pose_error(motion, motion.with_positions(moved)).oks == pytest.approx(expected, rel=1e-5)


def test_the_threshold_of_pck_is_inclusive_on_both_sides_of_it():
    motion = make_motion().root_centred()
    still = motion.with_positions(np.zeros_like(motion.positions))
    near, far = still.positions.copy(), still.positions.copy()
    near[:, 0, 0], far[:, 0, 0] = PCK_M - 1e-4, PCK_M + 1e-4
    assert pose_error(still, still.with_positions(near)).pck == 1
    assert pose_error(still, still.with_positions(far)).pck == pytest.approx(32 / 33)


def test_what_is_not_seen_is_left_out_and_counted():
    motion = make_motion()
    gappy = motion.positions.copy()
    gappy[5:10, 0] = np.nan
    gappy[20] = np.nan
    found = pose_error(motion, motion.with_positions(gappy))
    assert (found.n_missing, found.n_frames) == (5 + 33, 49)
    assert (found.mpjpe_m, found.oks) == (0, 1)
    assert found.pa_mpjpe_m == pytest.approx(0, abs=1e-6)


def test_two_joints_can_be_laid_on_each_other_in_too_many_ways():
    stick = Skeleton("stick", ("a", "b"), ((0, 1),), (0, 1), (0,))
    motion = Motion(np.random.default_rng(0).normal(size=(5, 2, 3)).astype(np.float32), 25.0, stick)
    found = pose_error(motion, motion)
    assert np.isnan([found.pa_mpjpe_m, found.oks]).all()
    assert found.mpjpe_m == 0


def test_never_seen_together_is_refused():
    motion = make_motion()
    a, b = motion.positions.copy(), motion.positions.copy()
    a[:25], b[25:] = np.nan, np.nan
    with pytest.raises(InputError, match="never both seen"):
        pose_error(motion.with_positions(a), motion.with_positions(b))


def test_errors_by_joint_and_frame_are_those_whose_mean_is_given():
    a, b = make_motion(seed=1), make_motion(seed=2)
    found = joint_errors(a, b)
    assert found.distances_m.shape == (50, 33)
    assert found.joints == a.skeleton.joints
    assert found.distances_m.mean() == pytest.approx(pose_error(a, b).mpjpe_m)


@given(angle=st.floats(-3, 3))
@settings(max_examples=20, deadline=None)
def test_one_turn_undoes_one_turn(angle):
    motion = make_motion(20).root_centred()
    back = turned_to(motion.positions, turned_motion(motion, angle).positions)
    assert back == pytest.approx(motion.positions, abs=1e-5)


@pytest.mark.parametrize("angle", [0.0, 1.0, 3.0])
def test_a_mirrored_dance_is_told_from_the_same_whichever_way_it_faces(angle):
    motion = make_motion()
    assert mirroring(motion, turned_motion(motion, angle)).side is Side.SAME
    found = mirroring(motion, turned_motion(motion.mirrored(), angle))
    assert found.side is Side.MIRRORED
    assert found.mirrored_distance == pytest.approx(0, abs=1e-5)


def test_dances_that_have_nothing_to_do_with_each_other_are_on_no_side():
    sides = [mirroring(make_motion(seed=0), make_motion(seed=seed)).side for seed in range(1, 6)]
    symmetric = make_motion()
    symmetric = symmetric.with_positions((symmetric.positions + symmetric.mirrored().positions) / 2)
    assert sides.count(Side.UNDECIDED) >= 4
    assert mirroring(symmetric, symmetric).side is Side.UNDECIDED


def test_mirroring_exchanges_joints_that_are_only_on_one_skeleton():
    markers, _ = make_motion().on(skeleton("ballroom23"))
    assert mirroring(make_motion(), markers.mirrored()).side is Side.MIRRORED
