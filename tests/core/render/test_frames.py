"""Frames, films and sheets of motions."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core.demo.choreography import choreograph
from core.errors import Cancelled, InputError, MediaError
from core.media.probe import probe
from core.media.reader import VideoReader
from core.media.sound import Audio, load_audio, save_wav
from core.motion import Motion
from core.render.film import render_film
from core.render.frames import Painter, render_frame
from core.render.sheet import contact_sheet, joint_speed, speed_plot
from core.render.sticks import draw_sticks
from core.skeleton import Skeleton, skeleton
from tests.conftest import make_motion


@pytest.fixture(scope="module")
def dance() -> Motion:
    return choreograph("salsa", n_beats=8, tempo_bpm=160, seed=2)


def test_a_frame_has_the_size_that_was_asked_for(dance: Motion) -> None:
    for drawing in ("doll", "sticks"):
        picture = render_frame(dance, 3, 321, 200, drawing)  # type: ignore[arg-type]
        assert picture.shape == (200, 321, 3)
        assert picture.dtype == np.uint8


def test_a_painter_draws_the_same_frame_as_a_single_call(dance: Motion) -> None:
    painter = Painter(dance, 160, 160)
    painter.frame(7)
    assert np.array_equal(painter.frame(2), render_frame(dance, 2, 160, 160))


def test_frames_outside_the_motion_are_refused(dance: Motion) -> None:
    with pytest.raises(InputError, match="no frame 10000"):
        render_frame(dance, 10_000, 100, 100)
    with pytest.raises(InputError, match="no frame -1"):
        render_frame(dance, -1, 100, 100)


@pytest.mark.parametrize(("width", "height"), [(0, 10), (10, 0)])
def test_a_picture_without_a_size_is_refused(dance: Motion, width: int, height: int) -> None:
    with pytest.raises(InputError, match="width and a height"):
        Painter(dance, width, height)


def test_an_unknown_drawing_is_refused(dance: Motion) -> None:
    with pytest.raises(InputError, match="Known: doll, sticks"):
        render_frame(dance, 0, 100, 100, "cartoon")  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["blazepose33", "h36m17", "coco17", "ballroom23"])
def test_every_shipped_skeleton_is_drawn_as_a_doll(dance: Motion, name: str) -> None:
    other, _ = dance.on(skeleton(name))
    painter = Painter(other, 200, 200)
    assert painter.drawing == "doll"
    assert np.abs(painter.frame(0).astype(int) - Painter(dance, 200, 200).frame(0)).mean() < 6


def test_what_is_no_body_is_drawn_as_sticks() -> None:
    rope = Skeleton("rope", ("a", "b", "c"), ((0, 1), (1, 2)), (0, 1, 2), (0,))
    motion = Motion(np.random.default_rng(0).normal(size=(4, 3, 3)).astype(np.float32), 10, rope)
    painter = Painter(motion, 100, 100)
    assert painter.drawing == "sticks"
    assert len(np.unique(painter.frame(0).reshape(-1, 3), axis=0)) > 20


def test_a_frame_with_nobody_is_an_empty_stage(dance: Motion) -> None:
    gone = dance.with_positions(dance.positions.copy())
    gone.positions[5] = np.nan
    painter = Painter(gone, 100, 100)
    empty = painter.frame(5)
    assert (empty == empty[:, :1]).all()
    assert not np.array_equal(painter.frame(4), empty)
    nobody = dance.with_positions(np.full_like(dance.positions, np.nan))
    assert Painter(nobody, 50, 50).frame(0).shape == (50, 50, 3)


def test_frames_are_independent_pictures(dance: Motion) -> None:
    painter = Painter(dance, 80, 80)
    first = painter.frame(0)
    first[:] = 0
    assert painter.frame(0).any()


def test_sticks_tell_left_from_right_and_skip_what_was_not_seen() -> None:
    body = skeleton("coco17")
    points = np.full((17, 2), np.nan)
    points[body.index("left_wrist")], points[body.index("right_wrist")] = (20, 50), (80, 50)
    canvas = np.full((100, 100, 3), 255, np.uint8)
    draw_sticks(canvas, points, body, width_px=5)
    left, right = canvas[50, 20], canvas[50, 80]
    assert left[2] > left[0]
    assert right[0] > right[2]
    assert (canvas[20:40] == 255).all()
    one = np.full((100, 100, 3), 255, np.uint8)
    draw_sticks(one, np.full((17, 2), np.nan), body)
    assert (one == 255).all()


def tone(path: Path, seconds: float, rate: int = 22_050) -> Path:
    """Rises from 200 Hz to 2 kHz, so that every moment of it is different."""
    t = np.arange(round(seconds * rate)) / rate
    phase = 2 * np.pi * (200 * t + 900 * t**2 / seconds)
    save_wav(path, Audio((0.5 * np.sin(phase))[:, None].astype(np.float32), rate))
    return path


def pitch_at(audio: Audio, at_s: float) -> float:
    start = round(at_s * audio.rate)
    part = audio.samples[start : start + 2048, 0] * np.hanning(2048)
    return float(np.abs(np.fft.rfft(part)).argmax() * audio.rate / 2048)


def test_a_film_shows_the_motion_and_sounds_its_music_from_the_given_second(
    dance: Motion, tmp_path: Path
) -> None:
    music = tone(tmp_path / "песня.wav", 8)
    film = tmp_path / "a dance.mp4"
    shares: list[float] = []
    render_film(dance, film, music=music, music_start_s=3.0, size=(160, 160), on_progress=shares.append)
    info = probe(film)
    assert (info.n_frames, info.width_px, info.height_px) == (dance.n_frames, 160, 160)
    assert info.fps == pytest.approx(dance.fps)
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    heard, song = load_audio(film, mono=True), load_audio(music, mono=True)
    assert pitch_at(heard, 1.0) == pytest.approx(pitch_at(song, 4.0), abs=25)
    with VideoReader(film) as video:
        drawn = Painter(dance, 160, 160).frame(20).astype(int)
        assert np.abs(video.frame(20).astype(int) - drawn).mean() < 4


def test_a_film_is_silent_where_there_is_no_music(dance: Motion, tmp_path: Path) -> None:
    music, film = tone(tmp_path / "short.wav", 1.0), tmp_path / "film.mp4"
    render_film(dance, film, music=music, music_start_s=-0.8, size=(64, 64))
    heard = load_audio(film, mono=True)
    level = [float(np.abs(heard.slice(at, 0.3).samples).max()) for at in (0.3, 1.2, 2.3)]
    assert level[1] > 0.2
    assert max(level[0], level[2]) < 0.05


def test_a_film_without_music_has_no_sound(dance: Motion, tmp_path: Path) -> None:
    render_film(dance.slice(0, 5), tmp_path / "film.mp4", size=(64, 64), drawing="sticks")
    assert not probe(tmp_path / "film.mp4").has_audio


def test_a_cancelled_film_leaves_nothing(dance: Motion, tmp_path: Path) -> None:
    asked = iter([False] * 6 + [True] * 100)
    with pytest.raises(Cancelled):
        render_film(dance, tmp_path / "film.mp4", size=(64, 64), should_stop=lambda: next(asked))
    assert list(tmp_path.iterdir()) == []


def test_a_film_of_nothing_or_with_bad_music_is_refused(dance: Motion, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="without frames"):
        render_film(dance.slice(0, 0), tmp_path / "film.mp4")
    bad = tmp_path / "text.mp3"
    bad.write_text("la la la")
    with pytest.raises(MediaError, match=r"text\.mp3"):
        render_film(dance, tmp_path / "film.mp4", music=bad)
    assert [file.name for file in tmp_path.iterdir()] == ["text.mp3"]


def test_a_sheet_holds_the_frames_in_rows(dance: Motion, tmp_path: Path) -> None:
    file = tmp_path / "лист.png"
    sheet = contact_sheet(dance, file, 5, columns=3, size=64)
    assert sheet.shape == (128, 192, 3)
    assert (sheet[64:, 128:] == 255).all()
    assert file.read_bytes().startswith(b"\x89PNG")
    with pytest.raises(InputError):
        contact_sheet(dance.slice(0, 0), n=3)


def test_speed_is_that_of_the_joints() -> None:
    moving = np.zeros((50, 33, 3), np.float32)
    moving[:, :, 0] = np.arange(50)[:, None] * 0.04
    motion = make_motion(50).with_positions(moving)
    assert joint_speed(motion) == pytest.approx(1.0, abs=1e-4)
    motion.positions[10:20] = np.nan
    assert np.isnan(joint_speed(motion)[12])
    assert joint_speed(motion.slice(0, 1)).tolist() == [0.0]


def test_a_speed_plot_has_a_line_a_beat() -> None:
    still = make_motion(50).with_positions(np.zeros((50, 33, 3), np.float32))
    plot = speed_plot(still, beats_s=[0.5, 1.0, 1.5], width=400, height=60)
    beats = (plot[30] != plot[30, 0]).any(axis=1)
    edges = np.flatnonzero(np.diff(beats.astype(int)) == 1)
    assert edges + 1 == pytest.approx([100, 200, 300], abs=2)
