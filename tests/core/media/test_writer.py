"""A film is written whole and in step with its sound, or not at all."""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from core.errors import BarreError, InputError, StoreError
from core.media.probe import probe
from core.media.reader import VideoReader
from core.media.sound import Audio, load_audio
from core.media.writer import VideoWriter


def flashes_and_clicks(path: Path, *, fps: float, rate: int, n: int, every_s: float = 0.5) -> Path:
    """White frames, and clicks of sound, at the same multiples of `every_s`."""
    seconds = np.arange(round(n / fps * rate) + rate) / rate
    audio = Audio((np.sin(2 * np.pi * 1000 * seconds) * (seconds % every_s < 0.02))[:, None] * 0.8, rate)
    with VideoWriter(path, width=64, height=48, fps=fps, audio=audio) as film:
        for i in range(n):
            is_flash = int(i / fps / every_s) != int((i - 1) / fps / every_s) or i == 0
            film.write(np.full((48, 64, 3), 255 if is_flash else 0, np.uint8))
    return path


@pytest.mark.parametrize(("fps", "rate"), [(25, 44100), (30000 / 1001, 48000), (24, 22050), (50, 96000)])
def test_sound_and_pictures_stay_in_step(fps: float, rate: int, tmp_path: Path) -> None:
    path = flashes_and_clicks(tmp_path / "film.mp4", fps=fps, rate=rate, n=round(3.9 * fps))
    with VideoReader(path) as video:
        flash_s = [video.times_s[i] for i, picture in video.frames() if picture.mean() > 127]
    audio = load_audio(path, mono=True)
    loud = np.abs(audio.samples[:, 0]) > 0.3
    starts_s = np.flatnonzero(loud[1:] & ~loud[:-1]) / audio.rate
    click_s = [t for k, t in enumerate(starts_s) if k == 0 or t - starts_s[k - 1] > 0.1]
    assert len(flash_s) == len(click_s) == 8
    # A flash is at the first frame not before its click.
    assert all(
        -0.003 < flash - click < 1 / fps + 0.003 for flash, click in zip(flash_s, click_s, strict=True)
    )


def test_sound_ends_with_the_pictures(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    with VideoWriter(path, width=32, height=32, fps=25, audio=Audio(np.zeros((80000, 2)), 8000)) as film:
        for _ in range(25):
            film.write(np.zeros((32, 32, 3), np.uint8))
    assert load_audio(path).samples.shape[1] == 2
    assert load_audio(path).duration_s == pytest.approx(1, abs=0.15)


def test_pictures_come_back_in_number_order_and_likeness(tmp_path: Path, numbered: Any, number: Any) -> None:
    path = tmp_path / "film.mp4"
    with VideoWriter(path, width=160, height=96, fps=29.97, crf=10) as film:
        for i in range(60):
            film.write(numbered(i, 160, 96))
    info = probe(path)
    assert (info.codec, info.has_audio, info.n_frames) == ("h264", False, 60)
    assert info.fps == pytest.approx(29.97)
    with VideoReader(path) as video:
        pictures = [picture for _, picture in video.frames()]
    assert [number(picture) for picture in pictures] == list(range(60))
    assert np.abs(pictures[7].astype(int) - numbered(7, 160, 96)).mean() < 6


def test_odd_sizes_are_made_even_without_moving_a_pixel(tmp_path: Path) -> None:
    path, picture = tmp_path / "film.mp4", np.zeros((97, 161, 3), np.uint8)
    picture[20:60, 40:80] = 255
    with VideoWriter(path, width=161, height=97, fps=25, crf=1) as film:
        film.write(picture)
    with VideoReader(path) as video:
        assert video.size == (162, 98)
        assert np.abs(video.frame(0)[:97, :161].astype(int) - picture).mean() < 4


def test_gop_limits_the_distance_of_key_frames(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    with VideoWriter(path, width=64, height=48, fps=25, gop=4) as film:
        for i in range(20):
            film.write(np.full((48, 64, 3), i, np.uint8))
    with av.open(str(path)) as container:
        assert sum(packet.is_keyframe for packet in container.demux(video=0)) >= 5


def test_a_film_appears_when_it_is_complete(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    path.write_text("an older film")
    film = VideoWriter(path, width=32, height=32, fps=25)
    film.write(np.zeros((32, 32, 3), np.uint8))
    assert path.read_text() == "an older film"
    film.close()
    film.close()
    assert probe(path).n_frames == 1
    assert list(tmp_path.iterdir()) == [path]


def test_a_film_without_a_picture_is_refused(tmp_path: Path) -> None:
    with (
        pytest.raises(InputError, match="without a picture"),
        VideoWriter(tmp_path / "f.mp4", width=8, height=8, fps=1),
    ):
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_picture_of_another_size_is_refused_and_nothing_is_left(tmp_path: Path) -> None:
    film = VideoWriter(tmp_path / "film.mp4", width=48, height=32, fps=25)
    with pytest.raises(InputError, match=r"\(32, 48, 3\) uint8; got \(48, 32, 3\)"), film:
        film.write(np.zeros((48, 32, 3), np.uint8))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("what", [{"width": 0}, {"height": -2}, {"fps": 0}, {"fps": float("nan")}])
def test_impossible_sizes_and_rates_are_refused(what: dict[str, float], tmp_path: Path) -> None:
    with pytest.raises(InputError, match="size and a frame rate"):
        VideoWriter(tmp_path / "film.mp4", **{"width": 32, "height": 32, "fps": 25, **what})  # type: ignore[arg-type]


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"nowhere/film\.mp4 cannot be written: No such file"):
        VideoWriter(tmp_path / "nowhere" / "film.mp4", width=32, height=32, fps=25)


def _fill_the_disk(path: Path) -> None:
    """Write noise until the file may not grow any more, as on a full disk."""
    import signal

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
    rng = np.random.default_rng(0)
    try:
        with VideoWriter(path, width=320, height=240, fps=25, crf=1) as film:
            for _ in range(50):
                film.write(rng.integers(0, 256, (240, 320, 3), np.uint8))
    except BarreError as e:
        sys.stdout.write(f"{type(e).__name__}: {e}")


def test_a_full_disk_leaves_no_half_film(tmp_path: Path) -> None:
    program = (
        f"import runpy; from pathlib import Path; "
        f"runpy.run_path({__file__!r})['_fill_the_disk'](Path({str(tmp_path / 'film.mp4')!r}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.startswith("StoreError: ")
    assert "film.mp4 cannot be written: File too large" in done.stdout
    assert done.stderr == ""
    assert list(tmp_path.iterdir()) == []
