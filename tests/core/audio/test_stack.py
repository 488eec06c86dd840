"""The 35 numbers a moment that music-to-dance models hear."""

from __future__ import annotations

import numpy as np
import pytest

from core.audio.features import extract
from core.audio.stack import beats, onsets, stacked
from tests.core.audio.conftest import SoundMaker, clicks
from tests.core.training.factories import make_audio


def test_a_row_is_timbre_harmony_and_rhythm() -> None:
    audio = make_audio(50)
    rows = stacked(audio)
    assert rows.shape == (50, 35)
    assert rows.dtype == np.float32
    assert np.array_equal(rows[:, :20], audio.mfcc)
    assert np.array_equal(rows[:, 20:32], audio.chroma)
    assert np.array_equal(rows[:, 32], audio.onset)
    assert np.array_equal(stacked(audio, rhythm=False), rows[:, :32])


@pytest.mark.parametrize("fps", [12.0, 25.0, 60.0])
def test_sounds_begin_where_they_are_struck(sound: SoundMaker, fps: float) -> None:
    struck_s = np.array([0.5, 1.2, 2.0])
    audio = extract(sound(clicks(struck_s, 3)), np.arange(0, 3, 1 / fps))
    found_s = audio.times_s[onsets(audio) == 1]
    assert len(found_s) == 3
    assert np.abs(found_s - struck_s).max() < 0.05 + 0.5 / fps


def test_beats_are_on_the_nearest_row_and_only_inside() -> None:
    audio = make_audio(50).at(1.0 + np.arange(25) / 25)  # beats each half second, from 0
    assert np.flatnonzero(beats(audio)).tolist() == [0, 12]


def test_a_single_moment_and_none_can_be_heard() -> None:
    audio = make_audio(50)
    assert stacked(audio.at(np.array([0.5]))).shape == (1, 35)
    assert stacked(audio.at(np.empty(0))).shape == (0, 35)
