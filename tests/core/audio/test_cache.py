"""What is kept is found again, and what is damaged is made again."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from core.audio import analysis
from core.audio.features import whole_song
from core.audio.waveform import waveform
from tests.core.audio.conftest import SoundMaker, sine


@pytest.fixture
def count(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Grows by one with every real analysis."""
    calls: list[int] = []
    real = analysis._analysed

    def counted(path: Path | str) -> object:
        calls.append(1)
        return real(path)

    monkeypatch.setattr(analysis, "_analysed", counted)
    return calls


def test_a_song_is_analysed_once_under_any_name(sound: SoundMaker, tmp_path: Path, count: list[int]) -> None:
    first = whole_song(sound(sine(440), "a.wav"), cache_dir=tmp_path / "c")
    again = whole_song(sound(sine(440), "б 2.wav"), cache_dir=tmp_path / "c")
    assert len(count) == 1
    assert np.array_equal(first.mel, again.mel)
    assert again.mel.dtype == np.float32


def test_a_file_that_changed_is_analysed_again(sound: SoundMaker, tmp_path: Path, count: list[int]) -> None:
    path = sound(sine(440))
    whole_song(path, cache_dir=tmp_path / "c")
    before = path.stat()
    sound(sine(523.25))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns + 1))
    other = whole_song(path, cache_dir=tmp_path / "c")
    assert len(count) == 2
    assert other.chroma[20].argmax() == 0


def kept_file(tmp_path: Path) -> Path:
    (file,) = (tmp_path / "c" / "audio").glob("*.npz")
    return file


@pytest.mark.parametrize("damage", ["cut", "empty", "text", "bit", "other arrays", "wrong shape", "objects"])
def test_a_damaged_cache_is_made_again(
    sound: SoundMaker, tmp_path: Path, count: list[int], damage: str
) -> None:
    path = sound(sine(440))
    first = whole_song(path, cache_dir=tmp_path / "c")
    file = kept_file(tmp_path)
    data = file.read_bytes()
    with np.load(file) as kept:
        arrays = {name: kept[name] for name in kept.files}
    if damage == "cut":
        file.write_bytes(data[: len(data) // 2])
    elif damage == "empty":
        file.write_bytes(b"")
    elif damage == "text":
        file.write_text("nothing here")
    elif damage == "bit":
        middle = len(data) // 3
        file.write_bytes(data[:middle] + bytes([data[middle] ^ 0xFF]) + data[middle + 1 :])
    elif damage == "other arrays":
        np.savez(file, mel=arrays["mel"])
    elif damage == "wrong shape":
        np.savez(file, **(arrays | {"mfcc": arrays["mfcc"][:, :7]}))
    else:
        np.savez(file, **(arrays | {"beats_s": np.array([{}], object)}))
    again = whole_song(path, cache_dir=tmp_path / "c")
    assert len(count) == 2
    assert np.array_equal(first.mfcc, again.mfcc)
    whole_song(path, cache_dir=tmp_path / "c")
    assert len(count) == 2


def test_a_cache_that_cannot_be_written_costs_nothing_but_time(sound: SoundMaker, tmp_path: Path) -> None:
    (tmp_path / "c").write_text("a file where the folder should be")
    assert len(waveform(sound(sine(440)), cache_dir=tmp_path / "c")) == 400
    assert len(whole_song(sound(sine(440)), cache_dir=tmp_path / "c").mel) > 0


def test_nothing_is_kept_without_a_place(sound: SoundMaker, tmp_path: Path) -> None:
    waveform(sound(sine(440)))
    assert [file.name for file in tmp_path.iterdir()] == ["sound.wav"]
