"""Bars found in songs whose bars are known."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core.audio.analysis import analysis_of
from core.audio.downbeats import find_bars
from core.audio.found import found_grid
from core.demo.choreography import STYLES, style_of, tempo_for
from core.demo.music import synthesise
from core.media.sound import save_wav


@pytest.mark.parametrize("style", STYLES)
def test_the_bars_of_a_synthesised_song_are_found_from_any_beat_on(tmp_path: Path, style: str) -> None:
    song, beats_s = synthesise(style, tempo_for(style, 0), 20.0, 0)
    save_wav(tmp_path / "song.wav", song)
    heard = analysis_of(tmp_path / "song.wav", None)
    metre = style_of(style).metre
    for first in range(metre):
        bars = find_bars(beats_s[first:], heard["mel"], heard["chroma"])
        assert bars.beats_per_bar == metre
        assert bars.clarity > 2
        # The salsa's bass plays ahead of the bar, so that its bars are not always found.
        assert style == "salsa" or bars.downbeat == -first % metre


def test_where_nothing_tells_bars_have_four_beats_from_the_first_on() -> None:
    silence, none = np.full((1000, 128), -100, np.float32), np.zeros((1000, 12), np.float32)
    bars = find_bars(np.arange(40) * 0.5, silence, none)
    assert (bars.beats_per_bar, bars.downbeat, bars.clarity) == (4, 0, 0.0)
    assert find_bars(np.array([0.0, 0.5]), silence, none).clarity == 0


def test_beats_at_and_after_the_end_of_the_sound_are_no_fault() -> None:
    rng = np.random.default_rng(0)
    mel, chroma = rng.normal(-40, 5, (50, 128)).astype(np.float32), rng.random((50, 12)).astype(np.float32)
    assert find_bars(np.arange(30) * 0.1, mel, chroma).beats_per_bar in (3, 4)


def test_the_grid_of_a_recording_is_told_in_the_time_of_its_video(tmp_path: Path) -> None:
    song, beats_s = synthesise("waltz", 90.0, 12.0, 3)
    path = tmp_path / "song.wav"
    save_wav(path, song)
    assert found_grid(path, tmp_path / "cache") is None
    analysis_of(path, tmp_path / "cache")
    grid = found_grid(path, tmp_path / "cache", shift_s=2.5)
    assert grid is not None
    assert grid.beats_per_bar == 3
    assert np.abs(grid.downbeats_s[:, None] + 2.5 - beats_s[::3]).min(axis=1).max() < 0.03


def test_silence_has_no_grid(tmp_path: Path) -> None:
    from core.media.sound import Audio

    path = tmp_path / "silence.wav"
    save_wav(path, Audio(np.zeros((44_100, 1), np.float32), 44_100))
    analysis_of(path, tmp_path)
    assert found_grid(path, tmp_path) is None
