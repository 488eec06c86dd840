from __future__ import annotations

import numpy as np
import pytest

from core.audio.loudness import PEAK_DB, TARGET_LUFS, loudness, match_loudness
from core.media.sound import Audio

RATE = 48_000


def tone(amplitude: float, *, hz: float = 997.0, seconds: float = 3.0, channels: int = 1) -> Audio:
    wave = amplitude * np.sin(2 * np.pi * hz * np.arange(int(RATE * seconds)) / RATE)
    return Audio(np.repeat(wave[:, None], channels, axis=1).astype(np.float32), RATE)


def test_a_full_scale_tone_at_997_hz_measures_what_the_standard_says():
    """BS.1770-4, note 1: 0 dBFS in one channel reads -3.01 LKFS."""
    assert loudness(tone(1.0)) == pytest.approx(-3.01, abs=0.05)
    assert loudness(tone(1.0, channels=2)) == pytest.approx(0.0, abs=0.05)


def test_sounds_are_made_equally_loud():
    matched = match_loudness([tone(0.9), tone(0.02), tone(0.3, hz=200)])
    assert matched.lufs == TARGET_LUFS
    for audio in matched.audios:
        assert loudness(audio) == pytest.approx(TARGET_LUFS, abs=0.05)


def test_a_sound_that_would_clip_makes_all_quieter():
    click = np.zeros((RATE * 2, 1), np.float32)
    click[::RATE] = 1.0
    click += 0.001 * np.sin(np.arange(RATE * 2))[:, None].astype(np.float32)
    matched = match_loudness([Audio(click, RATE), tone(0.5)])
    assert matched.lufs < TARGET_LUFS
    assert loudness(matched.audios[1]) == pytest.approx(matched.lufs, abs=0.05)
    peak = max(np.abs(audio.samples).max() for audio in matched.audios)
    assert peak <= 10 ** (PEAK_DB / 20) * 1.001


def test_silence_and_a_click_stay_as_they_are():
    silent, short = Audio(np.zeros((RATE, 1)), RATE), tone(0.5, seconds=0.1)
    matched = match_loudness([silent, short])
    assert matched.lufs == TARGET_LUFS
    assert [a.samples is b.samples for a, b in zip(matched.audios, (silent, short), strict=True)] == [
        True
    ] * 2
    assert match_loudness([]).audios == ()
