"""Fréchet distances and their features, against implementations that go a frame at a time."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import InputError
from core.metrics.distribution import distribution, motion_features, window_features
from core.metrics.frechet import diversity, set_distance, shrunk_distance
from core.metrics.geometric import geometric_features
from core.metrics.kinetic import kinetic_features
from core.metrics.smpl_order import in_smpl_order
from core.motion import Motion
from core.training.bodies import common_body, on_body
from tests.conftest import make_motion
from tests.core.metrics.bodies import standing, turned_about_vertical
from tests.core.metrics.naive_features import naive_geometric, naive_kinetic

CONVENTIONS = ("reference", "corrected")


def dance(n: int = 150, *, fps: float = 60.0, seed: int = 0, speed: float = 1.0) -> np.ndarray:
    """(T, 24, 3) of an upright body all of whose joints sway."""
    rng = np.random.default_rng(seed)
    rest = standing(n, fps=fps, name="smpl24").positions.astype(float)
    t = np.arange(n)[:, None, None] / fps
    wave = np.sin(2 * np.pi * speed * rng.uniform(0.2, 2, (1, 24, 3)) * t + rng.uniform(0, 6, (1, 24, 3)))
    return rest + rng.uniform(0.05, 0.3, (1, 24, 3)) * wave + rng.normal(0, 0.1, (1, 24, 3))


@pytest.mark.parametrize("n", [4, 5, 40])
def test_kinetic_features_of_the_reference_are_the_published_ones_with_their_slip(n):
    positions = dance(n) + np.array([1.0, 0.0, 2.0])
    found = kinetic_features(positions, 60.0, "reference")
    assert found == pytest.approx(naive_kinetic(positions, slip=True), rel=1e-9)
    assert found.shape == (72,)


def test_corrected_kinetic_features_are_those_without_the_slip_relative_to_the_root():
    positions = dance(40)
    relative = positions.copy()
    relative[:, 1:] -= positions[:, :1]
    found = kinetic_features(positions, 60.0, "corrected")
    assert found == pytest.approx(naive_kinetic(relative, slip=False), rel=1e-9)


def test_the_slip_measures_how_far_away_one_dances():
    near, far = (kinetic_features(dance() + x, 60.0, "reference")[2::3].mean() for x in (0.0, 10.0))
    assert far > 3 * near
    corrected = [kinetic_features(dance() + x, 60.0, "corrected") for x in (0.0, 10.0)]
    assert corrected[0] == pytest.approx(corrected[1], rel=1e-6)


@pytest.mark.parametrize("seed", range(4))
def test_geometric_features_of_the_reference_are_the_published_ones(seed):
    positions = dance(40, seed=seed)
    found = geometric_features(positions, 60.0, "reference")
    assert found == pytest.approx(naive_geometric(positions), abs=1e-9)
    assert found.shape == (32,)


def test_corrected_features_do_not_depend_on_the_frame_rate():
    slow, fast = dance(200, fps=40.0), dance(600, fps=120.0)
    for compute in (kinetic_features, geometric_features):
        assert compute(slow, 40.0) == pytest.approx(compute(fast, 120.0), rel=0.1, abs=0.03)


@given(angle=st.floats(-3, 3), shift=st.tuples(*[st.floats(-5, 5)] * 3))
@settings(max_examples=15, deadline=None)
def test_where_the_dancer_is_and_faces_does_not_matter(angle, shift):
    motion = Motion(dance(120).astype(np.float32), 60.0, standing(name="smpl24").skeleton)
    other = turned_about_vertical(motion, angle)
    other = other.with_positions(other.positions + np.float32(shift))
    assert motion_features(other, "kinetic") == pytest.approx(motion_features(motion, "kinetic"), rel=0.02)
    assert motion_features(other, "geometric") == pytest.approx(
        motion_features(motion, "geometric"), abs=0.03
    )


@given(scale=st.floats(0.3, 3))
@settings(max_examples=15, deadline=None)
def test_the_size_of_the_body_does_not_change_corrected_geometric_features(scale):
    assert geometric_features(dance() * scale, 60.0) == pytest.approx(
        geometric_features(dance(), 60.0), abs=0.02
    )


def test_every_body_of_ours_is_brought_into_smpl_order():
    for name in ("smpl24", "blazepose33", "ballroom23", "openpose25"):
        assert np.isfinite(in_smpl_order(standing(3, name=name))).all()
    common = on_body(standing(3, name="ballroom23"), common_body())
    found = in_smpl_order(common)
    assert found[0, 0] == pytest.approx([0, 1, 0])  # the pelvis between the hips
    assert found[0, 9, 1] == pytest.approx(1 + 0.59 * 0.4)  # the chest on the way to the neck


def test_a_body_without_limbs_is_refused_with_a_sentence():
    from core.skeleton import Skeleton

    point = Skeleton("point", ("only",), (), (0,), (0,))
    with pytest.raises(InputError, match="has no 'left_hip'"):
        in_smpl_order(Motion(np.ones((5, 1, 3), np.float32), 25.0, point))


def test_the_distance_of_a_set_to_itself_is_nothing():
    samples = np.random.default_rng(0).normal(size=(200, 8))
    for convention in CONVENTIONS:
        found = set_distance(samples, samples, convention)
        assert found.frechet == pytest.approx(0, abs=1e-6)
        assert found.shrunk == pytest.approx(0, abs=1e-9)
        assert found.diversity == found.real_diversity
        assert found.warnings == ()


def test_the_distance_of_two_known_gaussians():
    # Of diagonal Gaussians: the squared distance of means plus that of deviations.
    rng = np.random.default_rng(0)
    real, made = rng.normal(0, 2, (3000, 3)), rng.normal(1, 3, (3000, 3))
    for convention in CONVENTIONS:
        assert set_distance(real, made, convention).frechet == pytest.approx(
            3 * ((1 / 2) ** 2 + (3 / 2 - 1) ** 2), rel=0.1
        )


@pytest.mark.parametrize("n_features", [3, 12])
def test_both_conventions_agree_where_nothing_is_singular(n_features):
    rng = np.random.default_rng(1)
    mix = rng.normal(size=(n_features, n_features))
    real, made = rng.normal(size=(400, n_features)) @ mix, rng.normal(0.3, 1.2, (300, n_features)) @ mix
    a, b = (set_distance(real, made, convention) for convention in CONVENTIONS)
    assert a.frechet == pytest.approx(b.frechet, rel=1e-5)
    assert a.diversity == pytest.approx(b.diversity, rel=1e-6)


def test_diversity_is_the_mean_distance_of_two_samples():
    samples = np.array([[0.0, 0], [3, 4], [0, 8]])
    assert diversity(samples) == pytest.approx((5 + 8 + 5) / 3)
    assert np.isnan(diversity(samples[:1]))


def test_fewer_samples_than_features_are_said_and_shrunk():
    rng = np.random.default_rng(2)
    found = set_distance(rng.normal(size=(10, 40)), rng.normal(size=(12, 40)))
    assert len(found.warnings) == 2
    assert "10 real samples of 40 features" in found.warnings[0]
    assert np.isfinite([found.frechet, found.shrunk]).all()
    assert 0 <= found.shrunk < found.frechet


def test_features_that_never_change_in_real_dances_are_left_out_and_said():
    rng = np.random.default_rng(3)
    real, made = rng.normal(size=(50, 3)), rng.normal(size=(50, 3))
    real[:, 1] = 0.5
    found = set_distance(real, made)
    assert (found.n_features, found.n_constant) == (2, 1)
    assert "1 features are constant" in found.warnings[0]
    assert found.frechet < 1
    assert set_distance(real, made, "reference").frechet > 1e12


def test_a_set_that_is_constant_altogether_is_a_sentence_and_no_crash():
    found = set_distance(np.ones((5, 3)), np.ones((5, 3)))
    assert np.isnan(found.frechet)
    assert "3 features are constant" in found.warnings[0]
    assert set_distance(np.ones((5, 3)), np.ones((5, 3)), "reference").frechet == 0


@pytest.mark.parametrize(("a", "b"), [((1, 3), (5, 3)), ((5, 3), (5, 4))])
def test_what_cannot_be_compared_is_refused(a, b):
    with pytest.raises(InputError, match="at least two samples"):
        set_distance(np.zeros(a), np.zeros(b))


def moving(seed: int, speed: float = 1.0) -> Motion:
    return Motion(
        dance(750, fps=25.0, seed=seed, speed=speed).astype(np.float32),
        25.0,
        standing(name="smpl24").skeleton,
    )


def test_faster_dances_are_further_from_real_ones_than_others_of_the_same_speed():
    real = [moving(seed) for seed in range(4)]
    same, faster = ([moving(seed, speed) for seed in range(4, 8)] for speed in (1.0, 2.0))
    near, far = (distribution(real, made) for made in (same, faster))
    assert far.kinetic.shrunk > 2 * near.kinetic.shrunk


def test_windows_of_five_seconds_every_two_and_a_half_are_the_samples():
    assert window_features([moving(0), moving(1)], "geometric").shape == (2 * 11, 32)
    short = make_motion(40, skeleton_name="smpl24")
    assert window_features([short], "kinetic").shape == (1, 72)


def test_many_sets_against_one_are_measured_as_each_by_itself():
    rng = np.random.default_rng(4)
    real, made = rng.normal(size=(30, 6)), rng.normal(0.5, 2, (20, 6))
    real[:, 2] = 1.0
    assert shrunk_distance(real)(made) == pytest.approx(set_distance(real, made).shrunk)
