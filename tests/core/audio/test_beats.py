"""Beats of sounds whose beats are known."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from core.audio.beats import find_beats
from core.audio.found import found_grid
from core.audio.spectrum import spectral_features
from core.audio.tracking import tempo_of, track_beats
from core.errors import MediaError
from tests.core.audio.conftest import RATE, SoundMaker, clicks


@pytest.mark.parametrize("tempo_bpm", [90, 120, 150])
def test_clicks_have_their_tempo_and_their_beats(sound: SoundMaker, tempo_bpm: float) -> None:
    true_s = np.arange(0.35, 15, 60 / tempo_bpm)
    beats = find_beats(sound(clicks(true_s, 15)))
    assert beats.tempo_bpm == pytest.approx(tempo_bpm, abs=1)
    assert np.abs(beats.beats_s[:, None] - true_s).min(axis=1).max() < 0.01
    assert len(beats.beats_s) >= 0.9 * len(true_s)
    assert (np.diff(beats.beats_s) > 0).all()


def test_a_song_that_slows_down_keeps_its_beats(sound: SoundMaker) -> None:
    true_s = 0.4 + np.cumsum(np.linspace(0.48, 0.56, 30))
    beats = find_beats(sound(clicks(true_s, 17)))
    assert (np.abs(beats.beats_s[:, None] - true_s).min(axis=1) < 0.03).mean() > 0.9


@pytest.mark.parametrize("n", [64, 511, 513, 3 * RATE])
def test_silence_has_no_tempo_and_no_beats(sound: SoundMaker, n: int) -> None:
    beats = find_beats(sound(np.zeros(n)))
    assert beats.tempo_bpm == 0.0
    assert beats.beats_s.shape == (0,)


@pytest.mark.parametrize("n", [64, 511, 513, 2047, 6000, RATE])
def test_sound_too_short_for_beats_is_no_fault(sound: SoundMaker, n: int) -> None:
    beats = find_beats(sound(np.random.default_rng(n).normal(0, 0.1, n)))
    assert np.isfinite(beats.tempo_bpm)
    assert (beats.beats_s >= 0).all()


def test_a_single_sample_is_a_song_without_beats() -> None:
    samples = np.full(1, 0.5, np.float32)
    assert track_beats(samples, spectral_features(samples)["onset"]).shape == (0,)


def test_a_file_without_sound_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "song.mp3").write_text("not a song")
    with pytest.raises(MediaError, match=r"song\.mp3"):
        find_beats(tmp_path / "song.mp3")
    with pytest.raises(MediaError, match=r"no file .*gone\.mp3"):
        find_beats(tmp_path / "gone.mp3", tmp_path)


def test_tempo_is_that_of_most_intervals() -> None:
    beats_s = np.arange(20) * 0.5
    assert tempo_of(beats_s) == pytest.approx(120)
    assert tempo_of(np.delete(beats_s, 7)) == pytest.approx(120)
    assert tempo_of(beats_s[:2]) == pytest.approx(120)
    assert tempo_of(beats_s[:1]) == 0.0


def test_beats_are_read_from_an_earlier_analysis_without_a_heavy_library(
    sound: SoundMaker, tmp_path: Path
) -> None:
    path = sound(clicks(np.arange(0.3, 6, 0.5), 6))
    cache = tmp_path / "cache"
    assert found_grid(path, cache) is None
    found = find_beats(path, cache)
    again = found_grid(path, cache)
    assert again is not None
    assert np.array_equal(again.beats_s, found.beats_s)
    program = (
        "import sys; from pathlib import Path; from core.audio.found import found_grid;"
        "assert found_grid(sys.argv[1], Path(sys.argv[2])) is not None;"
        "print(sorted({'librosa', 'numba', 'scipy', 'cv2', 'torch'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, path, cache], check=True, capture_output=True, text=True
    )
    assert done.stdout.strip() == "[]"


def test_real_songs_have_a_dancer_s_tempo(shared_data: Path) -> None:
    for song in sorted((shared_data / "music").glob("*.ogg")):
        beats = find_beats(song)
        assert 60 < beats.tempo_bpm < 200, song.name
        assert len(beats.beats_s) > 30
    cha_cha = find_beats(shared_data / "ballroom" / "DANCE_C_2" / "audio.mp3")
    assert 110 < cha_cha.tempo_bpm < 135  # the dance's own range is 120 to 128
