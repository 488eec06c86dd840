from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.ndimage import gaussian_filter
from scipy.signal import argrelextrema

from core.errors import InputError
from core.features.heading import turned
from core.formats import read_motion
from core.metrics.motion_beats import motion_beats, strict_minima
from core.metrics.music import alignment_score, beat_alignment, shifted_beats
from core.motion import Motion
from core.skeleton import skeleton
from tests.conftest import make_motion

BODY = skeleton("coco17")
KINDS = ("fact", "bailando")
CONVENTIONS = ("reference", "corrected")
BEATS = np.arange(-2.0, 14.0, 0.5)


def stopping(
    *, fps: float = 60.0, seconds: float = 10.0, at_s: float = 0.25, period_s: float = 0.5
) -> Motion:
    """A body that slides along x and is slowest at `at_s`, `at_s` + `period_s`, ..."""
    t = np.arange(round(seconds * fps) + 1) / fps
    # Speed 1 - cos(2 pi (t - at) / period), integrated.
    way = t - period_s / (2 * np.pi) * np.sin(2 * np.pi * (t - at_s) / period_s)
    rest = np.random.default_rng(0).normal(0, 0.5, (1, len(BODY.joints), 3))
    return Motion((rest + way[:, None, None] * [1.0, 0, 0]).astype(np.float32), fps, BODY)


@given(st.lists(st.integers(0, 5), max_size=40), st.integers(1, 12))
@settings(max_examples=60, deadline=None)
def test_strict_minima_are_those_of_scipy(values, order):
    curve = np.array(values, np.float64)
    expected = argrelextrema(curve, np.less, order=order)[0] if len(curve) else []
    assert strict_minima(curve, order).tolist() == list(expected)


def naive_reference(motion: Motion, beats_s: np.ndarray, kind: str) -> float:
    """What the published programs compute, frame by frame, at 60 frames a second."""
    positions = motion.positions
    beats = sorted({round(b * 60) for b in beats_s if 0 <= round(b * 60) < len(positions)})
    speeds = [
        [float(np.linalg.norm(positions[t, j] - positions[t - 1, j])) for j in range(motion.n_joints)]
        for t in range(1, len(positions))
    ]
    if kind == "fact":
        danced = argrelextrema(np.array([0.0] + [sum(s) for s in speeds]), np.less, order=10)[0]
        near = [min(abs(int(m) - b) for b in beats) for m in danced]
    else:
        smooth = gaussian_filter(np.array([sum(s) / len(s) for s in speeds]), 5)
        danced = argrelextrema(smooth, np.less)[0]
        near = [min(abs(b - int(m)) for m in danced) for b in beats]
    return sum(np.exp(-(d**2) / 2 / 9) for d in near) / len(near)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", range(3))
def test_the_reference_is_what_the_published_programs_compute(kind, seed):
    motion = make_motion(400, fps=60.0, seed=seed)
    beats_s = np.arange(0.1, 6.5, 0.47)
    found = beat_alignment(motion, beats_s, kind=kind, convention="reference")
    assert found.score == pytest.approx(naive_reference(motion, beats_s, kind), abs=1e-6)
    assert not found.resampled


@pytest.mark.parametrize("kind", KINDS)
def test_who_stops_on_every_beat_is_on_the_beat_and_who_stops_between_is_not(kind):
    on, off = (beat_alignment(stopping(at_s=at_s), BEATS, kind=kind) for at_s in (0.5, 0.25))
    # At both ends a minimum of order 10 needs frames to each side, so a beat there has none.
    assert on.score > 0.9
    assert on.above_chance > 2
    assert off.score < 0.01


@pytest.mark.parametrize("fps", [24.0, 30.0, 60.0, 120.0])
def test_seconds_do_not_depend_on_the_frame_rate(fps):
    found = beat_alignment(stopping(fps=fps, at_s=0.47), BEATS, kind="fact")
    assert found.score == pytest.approx(np.exp(-((0.03 / 0.05) ** 2) / 2), abs=0.03)


def test_the_reference_at_another_frame_rate_is_that_of_a_smooth_path_between_the_frames():
    slow, fast = (
        beat_alignment(stopping(fps=fps, at_s=0.457), BEATS, convention="reference") for fps in (30.0, 60.0)
    )
    assert slow.resampled
    assert slow.score == pytest.approx(fast.score, abs=0.02)


@pytest.mark.parametrize("kind", KINDS)
def test_a_motion_beat_lies_where_the_body_is_slowest(kind):
    found = motion_beats(stopping(fps=30.0, at_s=0.41), kind)
    offsets = (found.at_s - 0.41 + 0.25) % 0.5 - 0.25
    assert np.abs(offsets).max() < 0.005


@given(distance=st.floats(-0.2, 0.2))
@settings(max_examples=25, deadline=None)
def test_the_kernel_is_a_gaussian_of_the_distance_to_the_nearest_beat(distance):
    beats = np.arange(1.0, 6.0)
    expected = np.exp(-(distance**2) / (2 * 0.05**2))
    assert alignment_score(beats + distance, beats, 0.05) == pytest.approx(expected, rel=1e-6)


def test_beats_half_a_phase_on_lie_half_way_to_the_next():
    assert shifted_beats(np.array([1.0, 2.0, 4.0]), 0.5).tolist() == [0.5, 1.5, 3.0, 5.0]
    assert shifted_beats(np.array([1.0]), 0.5).tolist() == [1.0]


def test_the_null_of_evenly_spread_beats_is_the_area_under_the_kernel():
    # A beat at a random phase of a period P scores sigma sqrt(2 pi) / P on average.
    found = beat_alignment(make_motion(3000, fps=60.0), np.arange(-1, 60, 0.5))
    assert found.null_mean == pytest.approx(0.05 * np.sqrt(2 * np.pi) / 0.5, abs=0.03)
    assert abs(found.above_chance) < 3


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("convention", CONVENTIONS)
@given(angle=st.floats(-3, 3), scale=st.floats(0.3, 3), shift=st.tuples(*[st.floats(-3, 3)] * 3))
@settings(max_examples=10, deadline=None)
def test_where_how_large_and_which_way_round_the_dancer_is_does_not_matter(
    kind, convention, angle, scale, shift
):
    motion = stopping(at_s=0.457)
    turn = np.full(motion.n_frames, angle, np.float32)
    moved = motion.with_positions(turned(motion.positions, turn) * np.float32(scale) + np.float32(shift))
    scores = [
        beat_alignment(m, BEATS, kind=kind, convention=convention).score
        for m in (motion, moved, motion.mirrored())
    ]
    assert scores == pytest.approx([scores[0]] * 3, abs=0.02)


def test_a_dance_that_stands_still_has_no_beats_and_no_score():
    still = make_motion(100, fps=60.0)
    still = still.with_positions(np.repeat(still.positions[:1], 100, axis=0))
    scores = {
        (kind, convention): beat_alignment(still, BEATS, kind=kind, convention=convention).score
        for kind in KINDS
        for convention in CONVENTIONS
    }
    assert scores.pop(("fact", "reference")) == 0  # as the published program has it
    assert np.isnan(list(scores.values())).all()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("convention", CONVENTIONS)
def test_without_music_there_is_no_score(kind, convention):
    found = beat_alignment(make_motion(), np.empty(0), kind=kind, convention=convention)
    assert np.isnan([found.score, found.null_mean, found.mismatch_mean]).all()
    assert found.n_music_beats == 0


@pytest.mark.parametrize("n_frames", [1, 2, 3])
def test_a_motion_of_a_few_frames_has_no_beats(n_frames):
    assert beat_alignment(make_motion(n_frames), BEATS).n_motion_beats == 0


def test_missing_joints_are_filled_and_counted():
    motion = stopping(at_s=0.5)
    positions = motion.positions.copy()
    positions[100:103, 4] = np.nan
    positions[:, 7] = np.nan
    found = beat_alignment(motion.with_positions(positions), BEATS)
    assert found.n_filled == 3
    assert found.score > 0.9


def test_a_motion_of_nobody_is_refused():
    nobody = make_motion().with_positions(np.full((50, 33, 3), np.nan, np.float32))
    with pytest.raises(InputError, match="No person"):
        beat_alignment(nobody, BEATS)


def test_the_same_dance_fits_another_song_of_its_tempo_less():
    others = {
        "near": np.arange(0.3, 20, 0.45),
        "twice as fast": np.arange(0, 20, 0.25),
        "silence": np.empty(0),
    }
    found = beat_alignment(stopping(at_s=0.5), BEATS, other_songs=others)
    (near,) = found.mismatches
    assert (near.song, near.stretch) == ("near", pytest.approx(0.5 / 0.45))
    assert near.score == found.mismatch_mean < 0.1


def test_a_song_that_is_too_short_goes_on_in_its_tempo():
    found = beat_alignment(stopping(at_s=0.5), BEATS, other_songs={"short": np.arange(0.0, 2.0, 0.5)})
    assert found.mismatches[0].score == pytest.approx(found.score, abs=0.01)


def test_trembling_adds_motion_beats():
    rng = np.random.default_rng(0)
    motion = stopping(fps=60.0, period_s=1.0, at_s=0.5)
    trembling = motion.with_positions(
        motion.positions + rng.normal(0, 0.02, motion.positions.shape).astype(np.float32)
    )
    assert len(motion_beats(trembling, "fact").at_s) > 2 * len(motion_beats(motion, "fact").at_s)


@pytest.mark.shared_data
def test_real_ballroom_scores_at_chance(shared_data, tmp_path):
    """W_1 is known to score 0.112 where its beats shifted in phase score 0.173 on average."""
    from core.audio.beats import find_beats

    file = read_motion(shared_data / "ballroom" / "DANCE_W_1")
    beats_s = find_beats(file.audio_path, tmp_path).beats_s - file.audio_offset_s
    found = beat_alignment(file.motion, beats_s)
    assert found.score == pytest.approx(0.112, abs=0.003)
    assert found.null_mean == pytest.approx(0.173, abs=0.02)
    assert found.null_sd == pytest.approx(0.038, abs=0.01)
    assert beat_alignment(file.motion, beats_s, convention="reference").above_chance < 0
    bailando = beat_alignment(file.motion, beats_s, kind="bailando", convention="reference")
    assert bailando.jittered > 1.8 * bailando.score
