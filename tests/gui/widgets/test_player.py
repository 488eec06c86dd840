from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from core.errors import MediaError
from core.media.sound import Audio, save_wav
from workbench.gui.widgets.player.clock import WallClock, frame_at
from workbench.gui.widgets.player.frame_source import FrameCache, FrameSource, to_image
from workbench.gui.widgets.player.player import SPEEDS, Player
from workbench.gui.widgets.player.sound import SoundClock
from workbench.gui.widgets.player.sound_feed import SoundFeed, SoundFile, fit_channels
from workbench.gui.widgets.player.throttle import Throttle


class Shades:
    """Pictures whose grey is their number; each waits until it is let through when `gate` is given."""

    def __init__(self, gate: threading.Semaphore | None = None, broken: int = -1) -> None:
        self.gate, self.broken = gate, broken
        self.asked: list[int] = []
        self.closed = False

    def frame(self, index: int) -> np.ndarray:
        self.asked.append(index)
        if self.gate is not None:
            assert self.gate.acquire(timeout=10)
        if index == self.broken:
            raise MediaError("The film is broken.")
        return np.full((8, 8, 3), index, np.uint8)

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def source(qtbot: QtBot) -> Iterator[FrameSource]:
    made = FrameSource()
    yield made
    made.close()


@pytest.fixture
def player(qtbot: QtBot) -> Iterator[Player]:
    made = Player()
    yield made
    made.close()


# -- clocks --------------------------------------------------------------------------------------


def test_a_wall_clock_runs_only_between_start_and_stop() -> None:
    now = [10.0]
    clock = WallClock(lambda: now[0])
    clock.start(2.0)
    now[0] = 10.5
    assert clock.position_s() == 2.5
    clock.stop()
    now[0] = 99.0
    assert clock.position_s() == 2.5


def test_the_frame_at_a_time_is_the_last_that_began() -> None:
    times_s = np.array([1.0, 1.1, 1.5, 1.6])  # a variable rate
    found = [frame_at(times_s, at_s) for at_s in (0.0, 1.0, 1.0999, 1.1, 1.49, 1.5, 9.0)]
    assert found == [0, 0, 0, 1, 1, 2, 3]
    assert frame_at(np.zeros(0), 1.0) == 0


def test_sound_without_a_device_is_a_silent_clock(qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "song.wav"
    save_wav(path, Audio(np.zeros((8000, 1), np.float32), 8000))
    clock = SoundClock()
    clock.set_file(SoundFile(path))
    clock.start(0.25)
    assert clock.position_s() >= 0.25
    clock.close()


# -- frames --------------------------------------------------------------------------------------


def test_the_newest_wish_wins_and_the_ones_between_are_dropped(qtbot: QtBot, source: FrameSource) -> None:
    gate = threading.Semaphore(0)
    pictures = Shades(gate)
    source.open(lambda: pictures, 100)
    got: list[int] = []
    source.frame_ready.connect(lambda _wish, frame, _image: got.append(frame))
    source.request(1)
    qtbot.waitUntil(lambda: pictures.asked == [1])
    for frame in (2, 3, 4):
        source.request(frame)
    gate.release(10)
    qtbot.waitUntil(lambda: 4 in got)
    assert pictures.asked == [1, 4]


def test_frames_are_decoded_ahead_in_the_direction_of_travel(qtbot: QtBot, source: FrameSource) -> None:
    pictures = Shades()
    source.open(lambda: pictures, 100)
    source.request(50, direction=-1)
    qtbot.waitUntil(lambda: 42 in pictures.asked)
    assert pictures.asked == list(range(50, 41, -1))
    assert source.request(45, direction=-1)[1] is not None


def test_pictures_of_the_video_before_never_arrive(qtbot: QtBot, source: FrameSource) -> None:
    gate = threading.Semaphore(0)
    old, new = Shades(gate), Shades()
    got: list[tuple[int, int]] = []
    source.frame_ready.connect(lambda _wish, frame, image: got.append((frame, image.pixelColor(0, 0).red())))
    source.open(lambda: old, 100)
    source.request(7)
    qtbot.waitUntil(lambda: old.asked == [7])
    source.open(lambda: new, 100)
    source.request(8)
    gate.release()
    qtbot.waitUntil(lambda: bool(got))
    assert got == [(8, 8)]
    assert old.closed


def test_a_failure_is_told_once_and_ends_the_asking(qtbot: QtBot, source: FrameSource) -> None:
    errors: list[Exception] = []
    source.failed.connect(errors.append)
    source.open(lambda: Shades(broken=3), 10)
    source.request(3)
    qtbot.waitUntil(lambda: bool(errors))
    source.request(4)
    qtbot.wait(30)
    assert [str(error) for error in errors] == ["The film is broken."]


def test_the_cache_forgets_the_oldest_but_keeps_what_was_just_used() -> None:
    image = to_image(np.zeros((10, 10, 3), np.uint8))
    cache = FrameCache(3 * image.sizeInBytes())
    for frame in (1, 2, 3):
        cache.put(frame, image.copy())
    cache.get(1)
    cache.put(4, image.copy())
    assert [frame for frame in (1, 2, 3, 4) if frame in cache] == [1, 3, 4]


def test_pictures_too_large_for_the_cache_are_still_shown() -> None:
    cache = FrameCache(1)
    for frame in range(5):
        cache.put(frame, to_image(np.zeros((10, 10, 3), np.uint8)))
    assert 4 in cache
    assert cache.room_ahead() == 1


def test_pixels_survive_the_way_to_the_screen() -> None:
    rgb = np.random.default_rng(0).integers(0, 256, (5, 7, 3), np.uint8)  # 21 bytes a line: not aligned
    image = to_image(rgb)
    shown = [[image.pixelColor(x, y).getRgb()[:3] for x in range(7)] for y in range(5)]
    assert np.array_equal(np.array(shown), rgb)


# -- playing -------------------------------------------------------------------------------------


def test_steps_go_from_where_one_wants_to_be_not_from_what_is_seen(qtbot: QtBot, player: Player) -> None:
    gate = threading.Semaphore(0)
    player.open(np.arange(100) / 25, lambda: Shades(gate))
    for _ in range(5):
        player.step(1)
    assert player.target == 5
    gate.release(100)
    qtbot.waitUntil(lambda: player.shown == 5)


def test_frames_never_go_back_to_an_older_wish(qtbot: QtBot, player: Player) -> None:
    shown: list[int] = []
    player.frame_shown.connect(lambda frame, _image: shown.append(frame))
    player.open(np.arange(100) / 25, Shades)
    for frame in (10, 60, 11, 61, 10, 99):
        player.seek(frame)
    qtbot.waitUntil(lambda: player.shown == 99)
    qtbot.wait(20)
    wished = [0, 10, 60, 11, 61, 10, 99]
    at = -1
    for frame in shown:  # a subsequence of the wishes
        at = wished.index(frame, at + 1)


def test_without_pictures_frames_are_shown_at_once(player: Player) -> None:
    shown: list[int] = []
    player.frame_shown.connect(lambda frame, image: shown.append(frame) if image is None else None)
    player.open(np.arange(10) / 25, None, frame=3)
    player.step(2)
    player.seek(100)
    assert shown == [3, 5, 9]


def test_playing_keeps_the_clock_and_drops_what_comes_late(qtbot: QtBot, player: Player) -> None:
    player.open(np.arange(50) / 100.0, Shades)  # half a second
    with qtbot.waitSignal(player.playing_changed):
        player.play()
    with qtbot.waitSignal(player.playing_changed, timeout=5000):
        pass
    assert player.target == 49
    qtbot.waitUntil(lambda: player.shown == 49)


def test_holding_stands_still_on_what_is_seen(qtbot: QtBot, player: Player) -> None:
    gate = threading.Semaphore(1)
    player.open(np.arange(10) / 25, lambda: Shades(gate))
    qtbot.waitUntil(lambda: player.shown == 0)
    player.seek(7)
    player.hold()
    gate.release(20)
    qtbot.wait(30)
    assert (player.shown, player.target) == (0, 0)


def test_an_empty_video_can_be_opened(player: Player) -> None:
    player.open(np.zeros(0), None)
    player.play()
    player.step(1)
    player.seek(5)
    assert not player.is_playing


def test_a_throttle_calls_first_now_and_last_later(qtbot: QtBot) -> None:
    calls: list[int] = []
    throttle = Throttle(calls.append, 20)
    for number in range(5):
        throttle(number)
    assert calls == [0]
    qtbot.waitUntil(lambda: calls == [0, 4])


# -- sound ---------------------------------------------------------------------------------------


def heard(feed: SoundFeed, n: int) -> np.ndarray:
    out = np.zeros((0, 2), np.float32)
    while len(out) < n:
        out = np.concatenate([out, feed.read(n - len(out))])
    return out


def test_a_feed_gives_the_samples_of_the_file_from_any_time_on(tmp_path: Path) -> None:
    rate = 8000
    wave = np.sin(np.arange(6 * rate) * 0.05).astype(np.float32)
    path = tmp_path / "song.wav"
    save_wav(path, Audio(wave[:, None], rate))
    feed = SoundFeed(SoundFile(path), rate, 2, at_s=1.5)
    got = heard(feed, 4 * rate)  # over the edges of pieces
    feed.close()
    feed.join()
    expected = wave[round(1.5 * rate) :][: 4 * rate]
    assert np.abs(got[:, 0] - expected).max() < 1e-3
    assert np.array_equal(got[:, 0], got[:, 1])


def test_before_and_after_the_song_there_is_silence(tmp_path: Path) -> None:
    rate = 8000
    path = tmp_path / "song.wav"
    save_wav(path, Audio(np.full((rate, 1), 0.5, np.float32), rate))
    feed = SoundFeed(SoundFile(path, shift_s=-1.0), rate, 2, at_s=0.5)  # the song begins at 1 s
    got = heard(feed, 3 * rate)[:, 0]
    feed.close()
    feed.join()
    assert np.flatnonzero(got)[[0, -1]] == pytest.approx([rate // 2, rate // 2 + rate - 1], abs=2)


def test_channels_are_fitted() -> None:
    stereo = np.array([[1.0, 3.0]], np.float32)
    assert fit_channels(stereo, 1).tolist() == [[2.0]]
    assert fit_channels(np.array([[2.0]], np.float32), 2).tolist() == [[2.0, 2.0]]
    assert fit_channels(np.array([[1.0, 2.0, 9.0]], np.float32), 2).tolist() == [[1.0, 2.0]]


# -- speed and loops -----------------------------------------------------------------------------


def test_a_wall_clock_runs_at_a_speed() -> None:
    now = [10.0]
    clock = WallClock(lambda: now[0])
    clock.start(2.0, 0.25)
    now[0] = 14.0
    assert clock.position_s() == 3.0


def test_the_speed_changes_while_playing_without_a_jump(player: Player) -> None:
    now = [0.0]
    player.sound._wall = WallClock(lambda: now[0])
    player.open(np.arange(500) / 50, None)
    player.play()
    now[0] = 1.0
    player.set_speed(0.5)
    assert player.sound.position_s() == pytest.approx(1.0)
    now[0] = 2.0
    assert player.sound.position_s() == pytest.approx(1.5)
    player.seek(100)
    now[0] = 3.0
    assert player.sound.position_s() == pytest.approx(2.5)


def test_speeds_are_taken_one_after_the_other_and_end(player: Player) -> None:
    said: list[float] = []
    player.speed_changed.connect(said.append)
    for step in (1, 1, 1, 1, -1):
        player.change_speed(step)
    assert said == [1.25, 1.5, 2.0, 1.5]
    for _ in SPEEDS:
        player.change_speed(-1)
    assert player.speed == SPEEDS[0] == 0.1


def test_a_loop_is_played_again_and_again(player: Player) -> None:
    now = [0.0]
    player.sound._wall = WallClock(lambda: now[0])
    player.open(np.arange(100) / 50, None, frame=90)
    player.set_loop((0.4, 1.0))
    player.play()
    assert player.target == 20
    for at, frame in ((0.3, 35), (0.58, 49), (0.6, 20), (0.7, 25), (1.21, 20)):
        now[0] = at
        player._on_tick()
        assert player.target == frame, at
    assert player.is_playing
    player.set_loop(None)
    now[0] = 9.0
    player._on_tick()
    assert not player.is_playing


def test_a_loop_to_the_very_end_goes_round(player: Player) -> None:
    now = [0.0]
    player.sound._wall = WallClock(lambda: now[0])
    player.open(np.arange(100) / 50, None)
    player.set_loop((1.0, 2.5))
    player.play()
    now[0] = 1.01
    player._on_tick()
    assert player.target == 50
    assert player.is_playing


def test_a_slow_feed_gives_more_samples_of_the_same_pitch(tmp_path: Path) -> None:
    rate = 8000
    tone = np.sin(2 * np.pi * 440 * np.arange(4 * rate) / rate).astype(np.float32)[:, None]
    save_wav(tmp_path / "tone.wav", Audio(tone, rate))
    feed = SoundFeed(SoundFile(tmp_path / "tone.wav"), rate, 2, 0.0, 0.5)
    samples = heard(feed, 6 * rate)[:, 0]
    feed.close()
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    assert np.fft.rfftfreq(len(samples), 1 / rate)[spectrum.argmax()] == pytest.approx(440, abs=2)


def test_a_song_in_another_tempo_is_heard_from_the_same_moment_at_the_same_pitch(tmp_path: Path) -> None:
    """A beat at 2 s of the song, played a quarter faster from 0.5 s on, is heard after 1.2 s."""
    rate = 8000
    t = np.arange(6 * rate) / rate
    tone = (np.sin(2 * np.pi * 440 * t) * (t >= 2.0)).astype(np.float32)[:, None]
    save_wav(tmp_path / "tone.wav", Audio(tone, rate))
    feed = SoundFeed(SoundFile(tmp_path / "tone.wav", shift_s=0.5, rate=1.25), rate, 2, 0.0)
    samples = heard(feed, 3 * rate)[:, 0]
    feed.close()
    assert np.flatnonzero(np.abs(samples) > 0.3)[0] / rate == pytest.approx(1.2, abs=0.03)
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    assert np.fft.rfftfreq(len(samples), 1 / rate)[spectrum.argmax()] == pytest.approx(440, abs=2)
