"""Where in a beat a moment is."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.audio.phase import beat_phase
from tests.core.training.factories import make_audio


def test_the_phase_is_0_on_each_beat_and_half_way_round_between():
    audio = make_audio(100)  # a beat each half second
    found = beat_phase(audio)
    assert found.shape == (100, 3)
    on = np.isclose(audio.times_s % 0.5, 0, atol=1e-6)
    assert np.allclose(found[on], [1, 0, 0], atol=1e-5)
    between = beat_phase(audio.at(np.array([0.25, 0.75])))
    assert np.allclose(between, [[-1, 0, 0], [-1, 0, 0]], atol=1e-5)


@pytest.mark.parametrize(("beat_s", "tempo"), [(0.25, 1.0), (0.5, 0.0), (1.0, -1.0)])
def test_the_tempo_is_in_octaves_of_120_a_minute(beat_s, tempo):
    audio = replace(make_audio(50), beats_s=np.arange(0, 5, beat_s))
    assert np.allclose(beat_phase(audio)[:, 2], tempo, atol=1e-5)


def test_a_song_heard_faster_has_a_faster_tempo():
    audio = make_audio(100)
    faster = audio.at(np.arange(50) * 1.2 / 25)
    assert np.allclose(beat_phase(faster, fps=25)[:, 2], np.log2(1.2), atol=1e-5)


def test_the_phase_goes_on_before_the_first_and_after_the_last_beat():
    audio = replace(make_audio(100), beats_s=np.array([1.0, 1.5]))
    assert np.allclose(beat_phase(audio.at(np.array([0.5, 3.0])))[:, :2], [[1, 0], [1, 0]], atol=1e-5)


@pytest.mark.parametrize("beats", [[], [1.0]])
def test_a_song_without_beats_has_no_phase(beats):
    audio = replace(make_audio(10), beats_s=np.array(beats, np.float64))
    assert not beat_phase(audio).any()
