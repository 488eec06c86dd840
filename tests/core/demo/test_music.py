"""The demo's music is where its beats are."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core.audio.beats import find_beats
from core.demo.choreography import STYLES, tempo_for
from core.demo.instruments import RATE
from core.demo.music import synthesise
from core.errors import InputError
from core.media.sound import save_wav


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("seed", [0, 1])
def test_the_beat_tracker_finds_the_beats(style: str, seed: int, tmp_path: Path) -> None:
    tempo = tempo_for(style, seed)
    song, beats_s = synthesise(style, tempo, 12, seed)
    save_wav(tmp_path / "song.wav", song)
    found = find_beats(tmp_path / "song.wav")
    octave = 2.0 ** round(np.log2(found.tempo_bpm / tempo))
    assert octave in (0.5, 1.0, 2.0)
    assert found.tempo_bpm == pytest.approx(tempo * octave, rel=0.04)
    distance = np.abs(found.beats_s[:, None] - beats_s).min(axis=1)
    assert (distance < 0.07).mean() > 0.95
    # At half the tempo every other beat is found.
    heard = np.abs(beats_s[:, None] - found.beats_s).min(axis=1) < 0.07
    assert heard.mean() > 0.8 * min(octave, 1.0)


@pytest.mark.parametrize("style", STYLES)
def test_a_song_is_as_long_and_loud_as_it_should_be(style: str) -> None:
    song, beats_s = synthesise(style, 120.0, 3.3, 5)
    assert song.samples.shape == (round(3.3 * RATE), 2)
    assert 0.2 < np.abs(song.samples).max() <= 0.8
    assert beats_s == pytest.approx(np.arange(7) * 0.5)


def test_songs_come_from_their_seed() -> None:
    first, again, other = (synthesise("waltz", 100, 4, seed)[0].samples for seed in (1, 1, 2))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_a_song_may_be_shorter_than_a_note() -> None:
    song, beats_s = synthesise("salsa", 160, 0.01, 0)
    assert len(song.samples) == 441
    assert beats_s.tolist() == [0.0]


@pytest.mark.parametrize(("tempo", "duration"), [(0, 3), (120, 0), (-1, 1), (float("nan"), 1)])
def test_impossible_songs_are_refused(tempo: float, duration: float) -> None:
    with pytest.raises(InputError, match="above 0"):
        synthesise("waltz", tempo, duration, 0)
