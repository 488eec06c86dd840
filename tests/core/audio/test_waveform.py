"""Outlines of sounds."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core.audio.waveform import BINS_PER_S, waveform
from core.errors import InputError, MediaError
from tests.core.audio.conftest import RATE, SoundMaker, sine


def test_an_outline_is_as_high_as_the_sound(sound: SoundMaker) -> None:
    samples = np.concatenate([sine(200), sine(200) * 0.2, np.zeros(RATE)])
    outline = waveform(sound(samples), bins_per_s=10)
    assert outline.shape == (30, 2)
    assert outline.dtype == np.float32
    assert outline[1:9, 1] == pytest.approx(0.5, abs=0.02)
    assert outline[1:9, 0] == pytest.approx(-0.5, abs=0.02)
    assert outline[11:19, 1] == pytest.approx(0.1, abs=0.02)
    assert outline[21:, :] == pytest.approx(0.0, abs=0.01)


@pytest.mark.parametrize("n_bins", [1, 7, 100, 400, 5000])
def test_there_are_as_many_bins_as_asked_for(sound: SoundMaker, n_bins: int) -> None:
    outline = waveform(sound(sine(300)), n_bins=n_bins)
    assert outline.shape == (n_bins, 2)
    assert (outline[:, 0] <= outline[:, 1]).all()
    assert outline.max() == pytest.approx(0.5, abs=0.02)


def test_coarse_bins_hold_the_extremes_of_fine_ones(sound: SoundMaker, tmp_path: Path) -> None:
    path = sound(np.random.default_rng(0).normal(0, 0.1, 2 * RATE))
    fine, coarse = (waveform(path, bins_per_s=b, cache_dir=tmp_path) for b in (BINS_PER_S, 50))
    groups = fine.reshape(100, 8, 2)
    assert np.array_equal(coarse[:, 0], groups[..., 0].min(axis=1))
    assert np.array_equal(coarse[:, 1], groups[..., 1].max(axis=1))


def test_an_outline_is_kept_and_found_again(sound: SoundMaker, tmp_path: Path) -> None:
    path = sound(sine(300))
    first = waveform(path, cache_dir=tmp_path / "c")
    assert len(list((tmp_path / "c").rglob("*.npz"))) == 1
    assert np.array_equal(waveform(path, cache_dir=tmp_path / "c"), first)


def test_short_and_silent_sounds_have_outlines(sound: SoundMaker) -> None:
    assert waveform(sound(np.zeros(100))).tolist() == [[0, 0]] * 2
    assert waveform(sound(np.zeros(100)), n_bins=3).tolist() == [[0, 0]] * 3


@pytest.mark.parametrize(
    "wrong", [{"n_bins": 5, "bins_per_s": 5}, {"n_bins": 0}, {"bins_per_s": 0}, {"bins_per_s": 401}]
)
def test_impossible_outlines_are_refused(sound: SoundMaker, wrong: dict[str, int]) -> None:
    with pytest.raises(InputError):
        waveform(sound(sine(300)), **wrong)


def test_a_file_without_sound_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "x.wav").write_bytes(b"")
    with pytest.raises(MediaError, match=r"x\.wav is empty"):
        waveform(tmp_path / "x.wav", cache_dir=tmp_path)
