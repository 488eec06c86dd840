from __future__ import annotations

from dataclasses import asdict

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.metrics.body_shape import bone_lengths
from core.metrics.feet import feet_of, floor_slope
from core.metrics.foot_contact import PFC_FPS, foot_contact, physical_foot_contact
from core.metrics.liveliness import liveliness
from core.metrics.plausibility import plausibility
from core.metrics.smoothness import log_dimensionless_jerk, smoothness, sparc
from core.motion import Motion
from core.skeleton import Skeleton, skeleton
from tests.conftest import make_motion
from tests.core.metrics.bodies import FPS, moved, standing, turned_about_vertical

LEFT_FOOT = ["left_ankle", "left_heel", "left_toe"]
BOTH_FEET = [*LEFT_FOOT, "right_ankle", "right_heel", "right_toe"]


def sliding(n: int, speed_m_s: float) -> np.ndarray:
    way = np.zeros((n, 3))
    way[:, 0] = np.arange(n) * speed_m_s / FPS
    return way


def flat(motion: Motion) -> dict[str, float]:
    return {
        f"{family}.{name}": value
        for family, values in asdict(plausibility(motion)).items()
        for name, value in values.items()
    }


def test_a_body_that_sways_on_its_feet_does_not_skate():
    sway = 0.05 * np.sin(np.arange(250) / 8)[:, None] * [1, 0, 0]
    found = foot_contact(moved(standing(), ["left_hip", "right_hip"], sway))
    assert (found.skate_ratio, found.skate_m_s, found.contact_ratio, found.sunk_m) == (0, 0, 1, 0)


def test_one_foot_that_slides_on_the_floor_skates_half_of_all_contact():
    found = foot_contact(moved(standing(), LEFT_FOOT, sliding(250, 0.8)))
    # The root has to move for the feet to be believed: here the left hip goes along.
    assert np.isnan(found.skate_ratio)
    found = foot_contact(moved(standing(), [*LEFT_FOOT, "left_hip"], sliding(250, 0.8)))
    assert found.skate_ratio == pytest.approx(0.5)
    assert found.skate_m_s == pytest.approx(0.4, rel=1e-3)


def test_a_slow_slide_is_measured_and_does_not_count_as_skating():
    found = foot_contact(moved(standing(), [*LEFT_FOOT, "left_hip"], sliding(250, 0.3)))
    assert found.skate_ratio == 0
    assert found.skate_m_s == pytest.approx(0.15, rel=1e-3)


def test_a_foot_in_the_air_may_move():
    lifted = np.zeros((250, 3))
    lifted[:, 1] = np.where(np.arange(250) % 50 < 25, 0.0, 0.3)  # down, then up and forwards
    lifted[:, 0] = np.cumsum(lifted[:, 1] > 0) * 0.04
    found = foot_contact(moved(standing(), [*LEFT_FOOT, "left_hip"], lifted))
    assert found.skate_ratio < 0.05  # the step on which it leaves the floor is no contact
    assert found.contact_ratio == pytest.approx(0.75, abs=0.03)


def test_a_foot_that_turns_on_its_toe_stands():
    angle = np.arange(250) / FPS * 2 * np.pi
    heel = 0.25 * np.stack([np.sin(angle), 0 * angle, np.cos(angle)], axis=1)
    body = moved(standing(), ["left_heel"], heel)
    found = foot_contact(moved(body, ["left_hip"], 0.1 * heel))
    assert found.skate_ratio == 0


@pytest.mark.parametrize("drift_m", [-0.5, 0.05, 0.5])
def test_an_evenly_drifting_floor_changes_nothing(drift_m):
    sway = 0.05 * np.sin(np.arange(500) / 8)[:, None] * [1, 0, 0]
    body = moved(standing(500), ["left_hip", "right_hip"], sway)
    drift = np.linspace(0, drift_m, 500)[:, None] * [0, 1, 0]
    drifting = moved(body, list(body.skeleton.joints), drift)
    plain, other = foot_contact(body), foot_contact(drifting)
    assert other.contact_ratio == plain.contact_ratio == 1
    assert other.sunk_m == pytest.approx(0, abs=1e-4)
    slope = floor_slope(drifting.positions[:, [10]][..., 1].astype(np.float64), FPS)
    assert slope == pytest.approx(drift_m / (499 / FPS), rel=1e-3)


def test_a_dancer_who_sinks_into_the_floor_is_seen():
    sinking = np.where((np.arange(500) % 100 < 5)[:, None], [0, -0.1, 0], [0, 0, 0])
    sinking[:, 0] = 0.01 * np.sin(np.arange(500))
    body = standing(500)
    found = foot_contact(moved(body, list(body.skeleton.joints), sinking))
    assert found.sunk_ratio == pytest.approx(0.05, abs=0.005)
    assert found.sunk_m == pytest.approx(0.05 * 0.1, rel=0.1)


def naive_pfc(motion: Motion) -> float:
    """The formula of EDGE's evaluation, a frame at a time; ankles and toes of ``smpl24``."""
    p, dt = motion.positions.astype(np.float64), 1 / 30
    pull, slow = [], []
    for i in range(1, len(p) - 1):
        a = ((p[i + 1, 0] - p[i, 0]) / dt - (p[i, 0] - p[i - 1, 0]) / dt) / dt
        pull.append(float(np.sqrt(a[0] ** 2 + max(a[1], 0) ** 2 + a[2] ** 2)))
        ways = [float(np.hypot(*(p[i + 1, j] - p[i, j])[[0, 2]])) for j in (7, 10, 8, 11)]
        slow.append(min(ways[:2]) * min(ways[2:]))
    return sum(s * a / max(pull) for s, a in zip(slow, pull, strict=True)) / len(pull) * 10_000


def test_physical_foot_contact_is_that_of_the_published_formula():
    motion = make_motion(120, fps=PFC_FPS, skeleton_name="smpl24")
    assert physical_foot_contact(motion) == pytest.approx(naive_pfc(motion), rel=1e-5)


def test_physical_foot_contact_hardly_depends_on_the_frame_rate():
    fast = make_motion(1201, fps=60.0, skeleton_name="smpl24")
    slow = Motion(fast.positions[::2], 30.0, fast.skeleton)
    assert physical_foot_contact(fast) == pytest.approx(physical_foot_contact(slow), rel=0.02)


def test_a_statue_has_perfect_foot_contact():
    assert physical_foot_contact(standing(name="smpl24")) == 0


def test_a_body_with_ankles_only_has_contact_and_no_physical_foot_contact():
    found = foot_contact(make_motion(skeleton_name="coco17"))
    assert np.isfinite(found.contact_ratio)
    assert np.isnan(found.pfc)


def test_a_body_without_feet_is_not_measured():
    point = Skeleton("point", ("only",), (), (0,), (0,))
    assert feet_of(point) == ()
    assert np.isnan(foot_contact(Motion(np.ones((5, 1, 3), np.float32), 25.0, point)).contact_ratio)


def test_a_root_that_somebody_put_at_the_origin_says_nothing_of_feet():
    assert np.isnan(foot_contact(make_motion(100).root_centred()).skate_ratio)


def test_the_published_example_of_spectral_arc_length_and_dimensionless_jerk():
    # A Gaussian speed at 100 Hz; the values stand in the examples of Balasubramanian's own implementation.
    profile = np.exp(-5 * np.arange(-1, 1, 0.01) ** 2)[None]
    assert sparc(profile, 100.0)[0] == pytest.approx(-1.41403, abs=1e-4)
    assert log_dimensionless_jerk(profile, 100.0)[0] == pytest.approx(-5.81636, abs=1e-4)


def test_the_jerk_of_a_sine_is_known():
    n, fps, hz, amplitude = 2000, 200.0, 0.5, 0.3
    swing = amplitude * np.sin(2 * np.pi * hz * np.arange(n) / fps)[:, None] * [1.0, 0, 0]
    body = moved(standing(n, fps=fps), ["left_wrist"], swing)
    expected = amplitude * (2 * np.pi * hz) ** 3 * 2 / np.pi / body.n_joints
    # float32 metres, differenced three times at 200 Hz, leave some noise.
    assert smoothness(body).jerk_m_s3 == pytest.approx(expected, rel=0.3)


def test_trembling_is_less_smooth_in_every_way():
    motion = make_motion(300, skeleton_name="ballroom23")
    noise = np.random.default_rng(0).normal(0, 0.01, motion.positions.shape).astype(np.float32)
    plain, trembling = smoothness(motion), smoothness(motion.with_positions(motion.positions + noise))
    assert trembling.jerk_m_s3 > 3 * plain.jerk_m_s3
    assert trembling.sparc < plain.sparc
    assert trembling.ldlj < plain.ldlj


def test_bones_of_a_rigid_body_have_no_drift_and_those_of_a_growing_one_do():
    body = standing()
    assert bone_lengths(body).drift == pytest.approx(0, abs=1e-6)
    assert bone_lengths(body).variation == pytest.approx(0, abs=1e-6)
    grown = body.with_positions(body.positions * np.linspace(1, 1.1, 250, dtype=np.float32)[:, None, None])
    # Medians of the first and last fifth lie four fifths of the growth apart.
    assert bone_lengths(grown).drift == pytest.approx(0.08 / 1.05, rel=0.02)
    assert bone_lengths(grown).variation == pytest.approx(0.1 / np.sqrt(12) / 1.05, rel=0.02)


def test_half_a_dance_that_stands_still_freezes_half_of_the_time():
    moving = make_motion(250, skeleton_name="ballroom23").positions
    still = np.repeat(moving[-1:], 250, axis=0)
    found = liveliness(Motion(np.concatenate([moving, still]), FPS, skeleton("ballroom23")))
    assert found.freezing == pytest.approx(0.5, abs=0.01)


def test_a_swing_has_the_range_of_its_amplitude():
    swing = 0.2 * np.sin(2 * np.pi * np.arange(250) / 50)[:, None] * [0, 0, 1.0]
    found = liveliness(moved(standing(), ["left_wrist"], swing))
    assert found.range_m * 23 == pytest.approx(0.2 / np.sqrt(2), rel=1e-3)


@given(angle=st.floats(-3, 3), shift=st.tuples(*[st.floats(-5, 5)] * 3))
@settings(max_examples=15, deadline=None)
def test_where_the_dancer_is_and_faces_does_not_matter(angle, shift):
    motion = make_motion(150, skeleton_name="ballroom23")
    other = turned_about_vertical(motion, angle)
    other = other.with_positions(other.positions + np.float32(shift))
    plain = flat(motion)
    for name, value in flat(other).items():
        # Sunk and skating shares may flip where a height is at a threshold to the last digit.
        loose = 0.03 if name.startswith("feet.") else 5e-3
        assert value == pytest.approx(plain[name], rel=loose, abs=2e-3), name


@given(scale=st.floats(0.3, 3))
@settings(max_examples=15, deadline=None)
def test_smoothness_and_bone_variation_do_not_depend_on_the_size_of_the_body(scale):
    motion = make_motion(150, skeleton_name="ballroom23")
    other = motion.with_positions(motion.positions * np.float32(scale))
    assert smoothness(other).sparc == pytest.approx(smoothness(motion).sparc, rel=1e-3)
    assert smoothness(other).ldlj == pytest.approx(smoothness(motion).ldlj, rel=1e-3)
    assert bone_lengths(other).variation == pytest.approx(bone_lengths(motion).variation, rel=1e-4)
    assert liveliness(other).range_m == pytest.approx(scale * liveliness(motion).range_m, rel=1e-4)


def test_gaps_are_counted_and_hardly_matter():
    motion = make_motion(200, skeleton_name="ballroom23")
    gappy = motion.positions.copy()
    gappy[50, motion.skeleton.index("left_toe")] = np.nan
    found = plausibility(motion.with_positions(gappy))
    whole = plausibility(motion)
    assert (found.feet.n_filled, found.smoothness.n_filled, found.liveliness.n_missing) == (1, 1, 1)
    assert found.bones.n_missing == sum(
        motion.skeleton.index("left_toe") in bone for bone in motion.skeleton.bones
    )
    assert found.smoothness.sparc == pytest.approx(whole.smoothness.sparc, rel=0.01)


@pytest.mark.parametrize("n_frames", [1, 2, 3])
def test_a_moment_has_no_smoothness_and_is_no_error(n_frames):
    found = plausibility(make_motion(n_frames))
    assert np.isnan(found.smoothness.sparc)
    assert found.smoothness.n_stretches == 0


@pytest.mark.parametrize("name", ["blazepose33", "smpl24", "ballroom23", "openpose25"])
def test_every_body_with_feet_is_measured(name):
    found = plausibility(make_motion(150, skeleton_name=name))
    assert np.isfinite(
        [found.feet.skate_ratio, found.feet.pfc, found.bones.drift, found.smoothness.sparc]
    ).all()
