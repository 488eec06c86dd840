"""Metrics of bare files."""

from __future__ import annotations

import json

import numpy as np
import pytest

from core.errors import InputError, MediaError
from core.formats import npz
from core.media.sound import Audio, save_wav
from core.metrics.mirroring import Side
from tests.conftest import make_motion
from workbench.actions.jsonable import to_json
from workbench.actions.measuring import item_of_file, measure

RATE = 22_050


@pytest.fixture
def song(tmp_path):
    """Twelve seconds of clicks at 120 beats a minute."""
    samples = np.zeros(12 * RATE, np.float32)
    t = np.arange(RATE // 20) / RATE
    for beat in np.arange(0.25, 11.9, 0.5):
        at = round(beat * RATE)
        samples[at : at + len(t)] += 0.6 * np.sin(2 * np.pi * 1000 * t) * np.exp(-t / 0.012)
    path = tmp_path / "clicks.wav"
    save_wav(path, Audio(samples[:, None], RATE))
    return path


@pytest.fixture
def write(tmp_path):
    """Write a motion; return its path."""

    def save(motion, name="dance.npz"):
        npz.write(tmp_path / name, motion)
        return tmp_path / name

    return save


def test_a_dance_by_itself_has_its_facts_and_nothing_else(write):
    motion = make_motion()
    positions = motion.positions.copy()
    positions[3:5, 2] = np.nan
    positions[:, 7] = np.nan
    measured = measure(item_of_file(write(motion.with_positions(positions))))
    assert (measured.motion.n_frames, measured.motion.n_missing) == (50, 2)
    assert measured.motion.never_seen == (motion.skeleton.joints[7],)
    assert (measured.music, measured.beat_alignment, measured.reference) == (None, (), None)


def test_to_music_both_kinds_are_told_in_both_conventions(write, song, tmp_path):
    item = item_of_file(write(make_motion(250)), music=song)
    measured = measure(item, other_songs=[song], cache_dir=tmp_path)
    told = [(found.convention, found.kind) for found in measured.beat_alignment]
    assert told == [
        ("corrected", "fact"), ("corrected", "bailando"), ("reference", "fact"), ("reference", "bailando"),
    ]  # fmt: skip
    assert measured.music.tempo_bpm == pytest.approx(120, rel=0.02)
    assert all(len(found.mismatches) == 1 for found in measured.beat_alignment)


def test_two_dances_to_one_song_are_compared_on_its_clock_and_by_its_beats(write, song, tmp_path):
    """The second is a cut of the first that begins two seconds later, put 120 ms too late into the song."""
    motion = make_motion(300)
    reference = item_of_file(write(motion, "whole.npz"), music=song)
    item = item_of_file(write(motion.slice(50, 300), "cut.npz"), music=song, start_s=2.12)
    found = measure(item, reference, cache_dir=tmp_path).reference
    assert found.same_music
    assert found.beats.timing_ms == pytest.approx(120, abs=2)
    assert found.beats.shape < 0.2 * found.beats.unwarped
    assert found.mirroring.side is Side.SAME
    assert found.pose_error.n_joints == 33


def test_without_music_first_frames_are_taken_for_the_same_moment(write):
    item, mirrored = (
        item_of_file(write(motion, name))
        for name, motion in (("a.npz", make_motion()), ("b.npz", make_motion().mirrored()))
    )
    found = measure(mirrored, item).reference
    assert (found.same_music, found.beats, found.mirroring.side) == (False, None, Side.MIRRORED)
    assert measure(item, item).reference.pose_error.mpjpe_m == 0


def test_dances_that_share_no_two_beats_say_so(write, song, tmp_path):
    path = write(make_motion(20))
    item = item_of_file(path, music=song)
    measured = measure(item, item, cache_dir=tmp_path)
    assert measured.reference.beats is None
    assert "beats in common" in measured.notes[0]


def test_a_song_without_a_beat_says_so(write, tmp_path):
    silence = tmp_path / "silence.wav"
    save_wav(silence, Audio(np.zeros((RATE, 1), np.float32), RATE))
    measured = measure(item_of_file(write(make_motion()), music=silence))
    assert "No beat is heard" in measured.notes[0]
    assert np.isnan([found.score for found in measured.beat_alignment if found.kind == "bailando"]).all()


def test_what_was_not_measurable_is_null_in_json(write, song, tmp_path):
    measured = measure(item_of_file(write(make_motion(3)), music=song), cache_dir=tmp_path)
    data = json.loads(to_json(measured))
    assert data["beat_alignment"][0]["score"] is None
    assert data["reference"] is None


def test_a_start_without_music_is_refused(write):
    with pytest.raises(InputError, match="no music"):
        item_of_file(write(make_motion()), start_s=1.0)


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(MediaError):
        item_of_file(tmp_path / "nothing.npz")
