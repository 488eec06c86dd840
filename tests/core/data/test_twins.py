from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.data.dance import Dance
from core.data.twins import AS_RECORDED, Likeness, Twin, near_duplicates
from core.data.windows import WindowRef
from core.motion import Motion
from core.skeleton import skeleton
from tests.conftest import make_motion
from tests.core.data.factories import pasted, turned_by

TURNED = Likeness(turned=True)


def twins(one: Motion, two: Motion, likeness: Likeness = AS_RECORDED) -> list[Twin]:
    """Stretches of `one` (dance 0) that are also in `two` (dance 1)."""
    dances = [Dance("one", one), Dance("two", two)]
    whole = [WindowRef(i, 0, dance.motion.n_frames) for i, dance in enumerate(dances)]
    return near_duplicates(dances, whole[:1], whole[1:], likeness)


def with_copy(part: Motion, at: int = 60) -> Motion:
    """Another dance that holds `part` from frame `at` on."""
    return pasted(make_motion(200, seed=99, fps=part.fps), part, at)


@given(start=st.integers(0, 150), length=st.integers(10, 50), at=st.integers(0, 100))
@settings(max_examples=25, deadline=None)
def test_a_copied_stretch_is_found_wherever_it_was_pasted(start, length, at):
    motion = make_motion(200)
    copy = motion.slice(start, start + length)
    (twin,) = twins(with_copy(copy, at), motion)
    assert (twin.ref.start, twin.ref.stop) == (at, at + copy.n_frames)
    assert twin.frame - twin.ref.start == pytest.approx(start - at + (twin.frame - start), abs=length)
    assert start <= twin.frame < start + length
    assert twin.distance_m == pytest.approx(0, abs=1e-6)
    assert (twin.dance, twin.mirrored) == (1, False)


def test_dances_that_are_performed_differently_share_nothing():
    assert twins(make_motion(300, seed=1), make_motion(300, seed=2)) == []


@given(shift=st.tuples(*[st.floats(-20, 20)] * 3), angle=st.floats(-3.1, 3.1))
@settings(max_examples=25, deadline=None)
def test_neither_place_nor_heading_hides_a_copy_when_turns_are_undone(shift, angle):
    motion = make_motion(200)
    copy = motion.slice(100, 140)
    moved = copy.with_positions(turned_by(copy, angle).positions + np.float32(shift))
    (twin,) = twins(with_copy(moved), motion, TURNED)
    assert (twin.ref.start, twin.ref.stop) == (60, 100)


def test_a_figure_that_faces_another_way_is_another_one_unless_turns_are_undone():
    motion = make_motion(200)
    turned = with_copy(turned_by(motion.slice(100, 140), 1.0))
    assert twins(turned, motion) == []
    assert len(twins(turned, motion, TURNED)) == 1


@pytest.mark.parametrize("likeness", [Likeness(), TURNED])
def test_a_mirrored_copy_is_found_unless_mirrors_do_not_count(likeness):
    motion = make_motion(200)
    mirrored = with_copy(motion.slice(100, 140).mirrored())
    (twin,) = twins(mirrored, motion, likeness)
    assert twin.mirrored
    assert twins(mirrored, motion, replace(likeness, mirrored=False)) == []


@pytest.mark.parametrize("speed", [0.8, 1.17, 1.3])
def test_a_copy_at_another_tempo_is_found(speed):
    motion = make_motion(200)
    stretched = motion.at_frames(np.arange(80, 130, speed))
    (twin,) = twins(with_copy(stretched), motion)
    assert twin.ref.n_frames == pytest.approx(stretched.n_frames, abs=2)


def test_a_copy_at_another_frame_rate_is_found():
    motion = make_motion(200)
    (twin,) = twins(with_copy(motion.slice(100, 140).resampled(30.0)), motion)
    assert twin.ref.n_frames == pytest.approx(48, abs=2)


@pytest.mark.parametrize(("sigma_m", "found"), [(0.004, True), (0.02, False)])
def test_noise_hides_a_copy_only_when_it_is_above_the_tolerance(sigma_m, found):
    motion = make_motion(200)
    noise = np.random.default_rng(0).normal(0, sigma_m, motion.positions.shape).astype(np.float32)
    noisy = motion.with_positions(motion.positions + noise)
    assert bool(twins(with_copy(noisy.slice(100, 140)), motion)) is found


@pytest.mark.parametrize(("n_frames", "found"), [(3, False), (5, True)])
def test_passing_through_the_same_pose_is_not_a_copy(n_frames, found):
    motion = make_motion(200)
    assert bool(twins(with_copy(motion.slice(100, 100 + n_frames)), motion)) is found


@pytest.mark.parametrize("kind", ["frozen", "bridged"])
def test_frozen_and_bridged_frames_are_no_evidence(kind):
    """Both dances stand in the same pose, or move between the same two in a straight line."""
    start, stop = make_motion(2, seed=5).positions
    weight = np.linspace(0, 1 if kind == "bridged" else 0, 40, dtype=np.float32)[:, None, None]
    same = start + (stop - start) * weight
    dances = [pasted(make_motion(200, seed=s), make_motion(40).with_positions(same), 80) for s in (1, 2)]
    assert twins(*dances) == []


def test_a_living_body_that_stands_nearly_still_is_evidence():
    still = make_motion(40)
    sway = still.with_positions(still.positions[:1] + 0.01 * still.positions)
    assert len(twins(with_copy(sway), pasted(make_motion(200, seed=98), sway, 20))) == 1


def test_frozen_frames_inside_a_copy_belong_to_it():
    motion = make_motion(200)
    positions = motion.positions.copy()
    positions[118:122] = positions[118]
    motion = motion.with_positions(positions)
    (twin,) = twins(with_copy(motion.slice(100, 140)), motion)
    assert (twin.ref.start, twin.ref.stop) == (60, 100)


def test_frames_in_which_joints_are_missing_are_no_evidence():
    motion = make_motion(200)
    positions = motion.positions.copy()
    positions[105:135, 3] = np.nan
    gappy = with_copy(motion.with_positions(positions).slice(100, 140))
    assert [(twin.ref.start, twin.ref.stop) for twin in twins(gappy, motion)] == [(60, 65), (95, 100)]


def test_a_joint_that_one_dance_never_sees_is_left_out_of_the_comparison():
    motion = make_motion(200)
    positions = with_copy(motion.slice(100, 140)).positions.copy()
    positions[:, [0, 7]] = np.nan
    assert len(twins(motion.with_positions(positions), motion)) == 1


def test_dances_that_show_nobody_or_less_than_half_a_body_are_not_compared():
    motion = make_motion(100)
    nobody = motion.with_positions(np.full_like(motion.positions, np.nan))
    legs = motion.positions.copy()
    legs[:, :20] = np.nan
    assert twins(nobody, motion) == twins(motion.with_positions(legs), motion) == []
    assert twins(motion, nobody) == twins(motion, motion.slice(0, 0)) == []


def test_motions_on_different_skeletons_are_not_compared():
    motion = make_motion(100)
    assert twins(motion.on(skeleton("coco17"))[0], motion) == []


def test_only_the_spans_asked_for_are_searched():
    motion = make_motion(200)
    dances = [Dance("one", with_copy(motion.slice(100, 140))), Dance("two", motion)]
    searched = [WindowRef(1, 0, 120)]
    (twin,) = near_duplicates(dances, [WindowRef(0, 0, 200)], searched)
    assert (twin.ref.start, twin.ref.stop) == (60, 80)
    assert near_duplicates(dances, [WindowRef(0, 85, 200)], searched) == []


def test_the_twin_named_is_where_the_pose_is_closest():
    motion = make_motion(200)
    noise = np.random.default_rng(0).normal(0, 0.004, motion.positions.shape).astype(np.float32)
    dances = [Dance("one", motion), Dance("far", motion.with_positions(motion.positions + noise))]
    dances.append(Dance("near", with_copy(motion.slice(50, 150), at=20)))
    whole = [WindowRef(i, 0, 200) for i in range(3)]
    (twin,) = near_duplicates(dances, [WindowRef(0, 60, 140)], whole[1:])
    assert (twin.dance, twin.ref.start, twin.ref.stop) == (2, 60, 140)
    assert 30 <= twin.frame < 110
