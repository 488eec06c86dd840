from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import InputError
from core.metrics.dtw import warped_mean
from core.metrics.similarity import similarity
from core.motion import Motion
from core.skeleton import Skeleton, skeleton
from tests.conftest import make_motion


def delayed(motion: Motion, frames: int) -> Motion:
    held = np.repeat(motion.positions[:1], frames, axis=0)
    return motion.with_positions(np.concatenate([held, motion.positions])[: motion.n_frames])


def test_a_dance_is_like_itself():
    found = similarity(make_motion(), make_motion())
    assert (found.distance, found.dtw_distance) == (0, 0)
    assert found.cosine == pytest.approx(1)
    assert found.dtw_cosine == pytest.approx(1)
    assert (found.n_frames, found.n_joints, found.n_missing) == (50, 33, 0)


def test_a_mirrored_symmetric_pose_is_itself_and_an_asymmetric_one_is_not():
    motion = make_motion()
    symmetric = motion.with_positions((motion.positions + motion.mirrored().positions) / 2)
    assert similarity(symmetric, symmetric.mirrored()).distance == pytest.approx(0, abs=1e-6)
    assert similarity(motion, motion.mirrored()).distance > 0.1


def test_opposite_poses_have_cosine_minus_one():
    motion = make_motion().root_centred()
    assert similarity(motion, motion.with_positions(-motion.positions)).cosine == pytest.approx(-1)


@pytest.mark.parametrize("frames", [3, 10, 20])
def test_warping_undoes_a_delay_within_the_band(frames):
    motion = make_motion(300)
    found = similarity(motion, delayed(motion, frames))
    # What is left is the end that the delay pushed out of the song: up to `frames` unmatched frames.
    assert found.dtw_distance < 0.35 * found.distance
    assert found.dtw_cosine > found.cosine


def test_a_longer_delay_is_further_away_without_warping():
    motion = make_motion(300)
    distances = [similarity(motion, delayed(motion, frames)).distance for frames in (1, 2, 4)]
    assert distances == sorted(distances)


def test_a_delay_beyond_the_band_is_not_undone():
    motion = make_motion(300)
    near, far = (similarity(motion, delayed(motion, 25), band_s=band_s) for band_s in (1.0, 0.2))
    assert far.dtw_distance > 2 * near.dtw_distance


def test_noise_of_known_sigma_gives_the_mean_of_its_length():
    # |N(0, sigma^2 I_3)| has mean sigma * sqrt(8 / pi); the joints of the root carry no noise here.
    motion, sigma = make_motion(2000).root_centred(), 0.001
    noise = np.random.default_rng(1).normal(0, sigma, motion.positions.shape).astype(np.float32)
    noise[:, list(motion.skeleton.root)] = 0
    size = np.sqrt((motion.positions**2).sum(-1).mean())
    share = 1 - len(motion.skeleton.root) / motion.n_joints
    found = similarity(motion, motion.with_positions(motion.positions + noise))
    assert found.distance == pytest.approx(share * sigma * np.sqrt(8 / np.pi) / size, rel=0.01)


@given(scale=st.floats(0.1, 10), shift=st.tuples(*[st.floats(-5, 5)] * 3))
@settings(max_examples=25, deadline=None)
def test_where_and_how_large_the_dancer_is_does_not_matter(scale, shift):
    a, b = make_motion(seed=1), make_motion(seed=2)
    moved = b.with_positions(b.positions * np.float32(scale) + np.float32(shift))
    plain, other = similarity(a, b), similarity(a, moved)
    assert other.distance == pytest.approx(plain.distance, rel=1e-3)
    assert other.dtw_cosine == pytest.approx(plain.dtw_cosine, abs=1e-3)


@given(seeds=st.tuples(st.integers(0, 99), st.integers(0, 99)))
@settings(max_examples=25, deadline=None)
def test_warping_never_makes_dances_less_alike(seeds):
    found = similarity(*(make_motion(30, seed=seed) for seed in seeds))
    assert found.dtw_distance <= found.distance + 1e-9
    assert found.dtw_cosine >= found.cosine - 1e-9


def test_missing_joints_are_left_out_and_counted():
    motion = make_motion()
    gappy = motion.positions.copy()
    gappy[5:10, 0] = np.nan
    found = similarity(motion, motion.with_positions(gappy))
    assert found.n_missing == 5
    # The body size is that of what was seen: the two differ by next to nothing, not by a missing joint.
    assert found.distance < 0.01


def test_frames_without_a_dancer_are_left_out():
    motion = make_motion()
    gappy = motion.positions.copy()
    gappy[20:30] = np.nan
    found = similarity(motion, motion.with_positions(gappy))
    assert (found.n_frames, found.n_missing) == (40, 10 * 33)


def test_another_frame_rate_is_the_same_dance():
    motion = make_motion(200, fps=50.0)
    slower = Motion(motion.positions[::2], 25.0, motion.skeleton)
    assert similarity(motion, slower).distance < 0.01


def test_another_skeleton_is_compared_on_the_joints_they_share():
    motion = make_motion()
    mapped, _ = motion.on(skeleton("coco17"))
    found = similarity(motion, mapped)
    assert found.n_joints == 17
    assert found.distance < 1.0


def test_two_skeletons_meet_where_they_share_most_joints_whichever_comes_first():
    motion = make_motion()
    markers, lost = motion.on(skeleton("ballroom23"))
    assert lost == ()
    assert similarity(motion, markers).n_joints == similarity(markers, motion).n_joints == 23
    assert similarity(markers, motion).distance == pytest.approx(0, abs=1e-6)


def test_a_body_of_one_joint_has_no_distance_and_no_angle():
    point = Skeleton("point", ("only",), (), (0,), (0,))
    motion = Motion(np.ones((5, 1, 3), np.float32), 25.0, point)
    found = similarity(motion, motion)
    assert found.distance == 0
    assert np.isnan(found.cosine)


@pytest.mark.parametrize("empty", ["no frames", "nothing seen", "never together"])
def test_what_cannot_be_compared_is_refused_with_a_sentence(empty):
    motion = make_motion()
    other = motion.slice(0, 0)
    if empty != "no frames":
        other = motion.with_positions(np.full_like(motion.positions, np.nan))
    if empty == "never together":
        a, b = motion.positions.copy(), motion.positions.copy()
        a[:25], b[25:] = np.nan, np.nan
        motion, other = motion.with_positions(a), motion.with_positions(b)
    with pytest.raises(InputError, match="motion"):
        similarity(motion, other)


def plain_dtw(cost: np.ndarray, band: int) -> float:
    n = len(cost)
    total, steps = np.full((n + 1, n + 1), np.inf), np.zeros((n + 1, n + 1))
    total[0, 0] = 0
    for i in range(n):
        for j in range(max(0, i - band), min(n, i + band + 1)):
            a, b = min(((i, j), (i, j + 1), (i + 1, j)), key=lambda at: total[at])
            total[i + 1, j + 1] = total[a, b] + cost[i, j]
            steps[i + 1, j + 1] = steps[a, b] + 1
    return total[n, n] / steps[n, n]


@given(n=st.integers(1, 20), band=st.integers(0, 25), seed=st.integers(0, 999))
@settings(max_examples=100, deadline=None)
def test_warping_by_anti_diagonals_is_the_textbook_recursion(n, band, seed):
    cost = np.random.default_rng(seed).random((n, n))
    assert warped_mean(lambda i, j: cost[i, j], n, band) == pytest.approx(plain_dtw(cost, band))


def test_similarity_does_not_change_when_the_skeleton_has_another_name():
    motion = make_motion()
    renamed = Motion(motion.positions, motion.fps, replace(motion.skeleton, name="mine"))
    assert similarity(motion, renamed).distance == 0
