"""Frame i is exactly frame i, whatever the codec, the container, the rate and the order of asking."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import InputError, MediaError
from core.media.opencv import cv2
from core.media.probe import probe
from core.media.reader import VideoReader
from core.media.writer import VideoWriter

Film = Callable[..., Path]
QUIET_X265 = "log-level=none"
VARYING_MS = np.cumsum(np.random.default_rng(0).integers(5, 200, 50)).tolist()
FILMS: dict[str, dict[str, Any]] = {
    "h264_b_frames.mp4": {"options": {"x264-params": "bframes=3:b-adapt=0"}},
    "h264_open_gop.mp4": {"options": {"x264-params": "open-gop=1:bframes=3"}},
    "h264_one_key_frame.mkv": {"gop": 250},
    "h264_stream.ts": {},
    "h264.mov": {},
    "h264_without_b_frames.avi": {"options": {"bf": "0"}},
    "h264_in_a_container_without_order.avi": {"options": {"bf": "2"}},
    "hevc.mp4": {"codec": "libx265", "options": {"x265-params": QUIET_X265}},
    "hevc_open_gop.mkv": {
        "codec": "libx265",
        "options": {"x265-params": f"{QUIET_X265}:open-gop=1:bframes=4"},
    },
    "vp9.webm": {
        "codec": "libvpx-vp9",
        "options": {"deadline": "good", "cpu-used": "5", "lag-in-frames": "16"},
    },
    "vp8_hidden_frames.webm": {
        "codec": "libvpx",
        "options": {"deadline": "good", "cpu-used": "4", "auto-alt-ref": "1", "lag-in-frames": "16"},
    },
    "mpeg4.avi": {"codec": "mpeg4"},
    "mpeg4_b_frames.avi": {"codec": "mpeg4", "options": {"bf": "2"}},
    "mpeg4_b_frames.mp4": {"codec": "mpeg4", "options": {"bf": "2"}},
    "mpeg2_program_stream.mpg": {"codec": "mpeg2video", "options": {"bf": "2"}},
    "variable_rate.mp4": {"stamps": VARYING_MS},
    "variable_rate.mkv": {"stamps": VARYING_MS},
    "odd_size.mp4": {"codec": "mpeg4", "size": (161, 97)},
    "odd_size.webm": {
        "codec": "libvpx-vp9",
        "size": (161, 97),
        "options": {"cpu-used": "8", "deadline": "realtime"},
    },
}


@pytest.mark.parametrize("name", FILMS)
def test_every_frame_is_the_one_asked_for_in_any_order(name: str, film: Film, number: Any) -> None:
    path = film(name, **FILMS[name])
    with VideoReader(path) as video:
        assert video.n_frames == 50 == probe(path).n_frames
        assert video.size == FILMS[name].get("size", (160, 96))
        asked = np.random.default_rng(1).permutation(50).tolist()
        assert [number(video.frame(i)) for i in asked] == asked
        assert [(i, number(picture)) for i, picture in video.frames()] == [(i, i) for i in range(50)]


@pytest.fixture(scope="module")
def film_with_few_key_frames(tmp_path_factory: pytest.TempPathFactory, numbered: Any) -> Path:
    path = tmp_path_factory.mktemp("film") / "film.mp4"
    with VideoWriter(path, width=160, height=96, fps=25, gop=70) as film:
        for i in range(200):
            film.write(numbered(i, 160, 96))
    return path


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 199), min_size=1, max_size=12))
def test_any_walk_through_a_film_meets_its_frames(
    film_with_few_key_frames: Path, number: Any, walk: list[int]
) -> None:
    with VideoReader(film_with_few_key_frames) as video:
        assert [number(video.frame(i)) for i in walk] == walk


@pytest.mark.parametrize("name", ["h264_b_frames.mp4", "variable_rate.mkv", "mpeg4_b_frames.avi"])
def test_known_times_open_a_film_without_a_pass_over_it(name: str, film: Film, number: Any) -> None:
    path = film(name, **FILMS[name])
    with VideoReader(path, times_s=probe(path).times_s[7:40]) as video:
        assert video.n_frames == 33
        assert [number(video.frame(i)) for i in (0, 32, 3, 12, 11)] == [7, 39, 10, 19, 18]


def test_times_are_those_of_a_variable_rate(film: Film) -> None:
    info = probe(film("film.mp4", stamps=VARYING_MS))
    np.testing.assert_allclose(info.times_s, (np.array(VARYING_MS) - VARYING_MS[0]) / 1000, atol=1e-9)
    assert info.fps == pytest.approx(49 / info.times_s[-1], rel=0.005)


def test_frames_with_one_stamp_count_once(film: Film, number: Any) -> None:
    path = film("film.mkv", 6, codec="ffv1", stamps=[0, 40, 40, 80, 120, 160])
    with VideoReader(path) as video:
        np.testing.assert_allclose(video.times_s, [0, 0.04, 0.08, 0.12, 0.16])
        assert number(video.frame(2)) == 3


def test_a_cut_begins_with_the_first_frame_at_or_after_its_start(film: Film, number: Any) -> None:
    with VideoReader(film(fps=25), start_s=0.41, end_s=1.0) as video:
        assert video.times_s[0] == pytest.approx(0.44)
        assert [number(picture) for _, picture in video.frames()] == list(range(11, 25))


def test_a_cut_without_a_frame_says_so(film: Film) -> None:
    with pytest.raises(MediaError, match=r"film\.mp4 has no frame between 30 s and 40 s"):
        VideoReader(film(), start_s=30, end_s=40)


def test_a_frame_that_is_not_there_is_refused(film: Film) -> None:
    with VideoReader(film(n=3)) as video:
        for i in (-1, 3):
            with pytest.raises(InputError, match="frames 0 to 2"):
                video.frame(i)


def test_a_film_of_one_frame(film: Film, number: Any) -> None:
    path = film(n=1)
    info = probe(path)
    assert (info.n_frames, info.fps, info.duration_s) == (1, 25, pytest.approx(0.04))
    with VideoReader(path) as video:
        assert number(video.frame(0)) == 0


def test_a_film_in_4k(film: Film, number: Any) -> None:
    path = film(n=6, size=(3840, 2160), options={"preset": "ultrafast"})
    with VideoReader(path) as video:
        assert video.size == (3840, 2160)
        assert [number(video.frame(i)) for i in (5, 0, 3)] == [5, 0, 3]


@pytest.mark.parametrize("rotation_deg", [90, 180, 270])
@pytest.mark.parametrize("suffix", ["mp4", "mov"])
def test_a_rotation_flag_turns_the_picture_as_opencv_does(
    rotation_deg: int, suffix: str, film: Film, tmp_path: Path
) -> None:
    path = film(f"turned.{suffix}", 5, rotation_deg=rotation_deg, size=(160, 96))
    capture = cv2().VideoCapture(str(path))
    _, expected = capture.read()
    capture.release()
    with VideoReader(path) as video:
        picture = video.frame(0)
        assert video.size == picture.shape[1::-1] == ((160, 96) if rotation_deg == 180 else (96, 160))
    info = probe(path)
    assert (info.width_px, info.height_px, info.rotation_deg) == (*video.size, rotation_deg)
    difference = picture.astype(int) - expected[:, :, ::-1]
    assert np.abs(difference).mean() < 3


def test_wide_pixels_become_square_ones(film: Film, number: Any) -> None:
    path = film(size=(160, 96), aspect=Fraction(2, 1))
    with VideoReader(path) as video:
        assert video.size == (320, 96)
        assert video.frame(7).shape == (96, 320, 3)
        assert number(video.frame(7)) == 7


def test_a_path_with_spaces_and_other_scripts(film: Film, tmp_path: Path, number: Any) -> None:
    folder = tmp_path / "Tänze und вальсы 舞"
    folder.mkdir()
    path = film("x.mp4").rename(folder / "Walzer №1 100% [a] 'b'.mp4")
    assert probe(path).n_frames == 50
    with VideoReader(path) as video:
        assert number(video.frame(33)) == 33


def test_reading_in_order_never_seeks(film: Film, monkeypatch: pytest.MonkeyPatch) -> None:
    from core.media.decoder import Decoder

    with VideoReader(film(gop=12)) as video:
        monkeypatch.setattr(Decoder, "_seek", lambda *_: pytest.fail("it sought"))
        assert sum(1 for _ in video.frames()) == 50


def test_stepping_back_within_a_group_decodes_it_once(film: Film, monkeypatch: pytest.MonkeyPatch) -> None:
    from core.media.decoder import Decoder

    with VideoReader(film(gop=50)) as video:
        video.frame(40)
        monkeypatch.setattr(Decoder, "_seek", lambda *_: pytest.fail("it sought"))
        for i in range(39, 25, -1):
            video.frame(i)


def test_a_film_that_ends_early_has_the_frames_that_are_there(
    tmp_path: Path, film: Film, number: Any
) -> None:
    path = film("film.mp4", 100, options={"bf": "0"}, has_index_first=True)
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 2 // 3])
    info = probe(path)
    assert 30 < info.n_frames < 95
    with VideoReader(path) as video:
        assert [number(picture) for _, picture in video.frames()] == list(range(info.n_frames))


@pytest.mark.parametrize("name", ["film.mkv", "film.ts", "film.avi"])
def test_streamed_formats_that_end_early_too(name: str, film: Film, number: Any) -> None:
    path = film(name, 100, options={"bf": "0"})
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 2 // 3])
    with VideoReader(path) as video:
        assert 30 < video.n_frames < 100
        assert [number(picture) for _, picture in video.frames()] == list(range(video.n_frames))


def test_damage_in_the_middle_costs_no_frame_number(film: Film, number: Any) -> None:
    path = film("film.mp4", 60, gop=12, options={"bf": "0"})
    with av.open(str(path)) as container:
        packets = [(p.pos, p.size) for p in container.demux(video=0) if p.size]
    content = bytearray(path.read_bytes())
    position, size = packets[24]  # a key frame: nothing of its group can be decoded rightly
    content[position : position + size] = bytes(size)
    path.write_bytes(content)
    with VideoReader(path) as video:
        assert video.n_frames == 60
        assert [number(video.frame(i)) for i in (59, 36, 23, 0, 12)] == [59, 36, 23, 0, 12]
        assert video.frame(24).shape == (96, 160, 3)
