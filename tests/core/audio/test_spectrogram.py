from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core.audio.spectrogram import (
    FRAMES_PER_S,
    HIGHEST_HZ,
    LOWEST_HZ,
    N_BANDS,
    levels_of,
    spectrogram,
)
from core.errors import MediaError
from core.media.sound import Audio, save_wav

RATE = 12_000


def sine(hertz: float, seconds: float = 2.0, loudness: float = 1.0) -> np.ndarray:
    times_s = np.arange(round(seconds * RATE)) / RATE
    return (loudness * np.sin(2 * np.pi * hertz * times_s)).astype(np.float32)


def band_of(hertz: float) -> int:
    octaves = np.log(HIGHEST_HZ / LOWEST_HZ)
    return int(N_BANDS * np.log(hertz / LOWEST_HZ) / octaves)


@pytest.mark.parametrize("hertz", [300.0, 440.0, 1000.0, 3000.0])
def test_a_sine_is_loudest_in_its_own_band_and_full_scale_is_255(hertz: float) -> None:
    levels = levels_of(sine(hertz))
    middle = levels[len(levels) // 2].astype(int)
    assert abs(int(middle.argmax()) - band_of(hertz)) <= 1
    assert 250 <= middle.max() <= 255


def test_half_as_loud_is_six_decibels_less() -> None:
    loud, soft = (levels_of(sine(1000.0, loudness=x))[50].max() for x in (1.0, 0.5))
    assert int(loud) - int(soft) == pytest.approx(255 * 6.02 / 80, abs=1)


def test_a_click_is_where_it_is() -> None:
    samples = np.zeros(2 * RATE, np.float32)
    samples[RATE] = 1.0
    levels = levels_of(samples).max(axis=1)
    assert abs(int(np.median(np.flatnonzero(levels == levels.max()))) - FRAMES_PER_S) <= 1


def test_silence_and_nothing_at_all_are_black() -> None:
    assert not levels_of(np.zeros(RATE, np.float32)).any()
    assert levels_of(np.zeros(0, np.float32)).shape == (1, N_BANDS)


def test_blocks_leave_no_seams() -> None:
    rng = np.random.default_rng(0)
    samples = rng.normal(0, 0.1, 30 * RATE).astype(np.float32)
    whole = levels_of(samples)
    shifted = levels_of(samples[7 * RATE :])
    assert np.array_equal(whole[7 * FRAMES_PER_S + 10 :], shifted[10:])


@pytest.mark.parametrize("seconds", [3.0, 5.99, 6.0, 6.02])
def test_a_long_file_is_read_in_pieces_without_seams(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seconds: float
) -> None:
    rng = np.random.default_rng(0)
    samples = rng.normal(0, 0.1, round(seconds * RATE)).astype(np.float32)
    path = tmp_path / "noise.wav"
    save_wav(path, Audio(samples[:, None], RATE))
    monkeypatch.setattr("core.audio.spectrogram._PIECE_FRAMES", 100)
    found, whole = spectrogram(path), levels_of(samples)
    assert found.shape == whole.shape
    assert np.abs(found.astype(int) - whole).max() <= 2  # the file has 16 bits


def test_it_is_kept_and_a_damaged_one_is_made_again(tmp_path: Path) -> None:
    path = tmp_path / "sine.wav"
    save_wav(path, Audio(sine(440.0)[:, None], RATE))
    first = spectrogram(path, cache_dir=tmp_path / "cache")
    (kept,) = (tmp_path / "cache").rglob("*.npz")
    assert np.array_equal(spectrogram(path, cache_dir=tmp_path / "cache"), first)
    kept.write_bytes(b"not an archive")
    assert np.array_equal(spectrogram(path, cache_dir=tmp_path / "cache"), first)


def test_a_file_without_sound_is_told(tmp_path: Path) -> None:
    path = tmp_path / "text.wav"
    path.write_text("no sound")
    with pytest.raises(MediaError):
        spectrogram(path)
