"""Sound comes back as it was, at the time it was, and in step with the pictures."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import InputError, MediaError
from core.media.probe import probe
from core.media.sound import Audio, load_audio, save_wav

RATE = 16000
CLICKS_S = (0.5, 1.25, 2.0)


def clicks(duration_s: float = 2.5, rate: int = RATE, channels: int = 1) -> Audio:
    """Short bursts of 1 kHz at CLICKS_S."""
    samples = np.zeros((round(duration_s * rate), channels), np.float32)
    for at_s in CLICKS_S:
        at, n = round(at_s * rate), rate // 50
        samples[at : at + n] = 0.8 * np.sin(2 * np.pi * 1000 * np.arange(n) / rate)[:, None]
    return Audio(samples, rate)


def onsets_s(audio: Audio) -> list[float]:
    """Where silence ends."""
    loud = np.abs(audio.samples).max(axis=1) > 0.2
    starts = np.flatnonzero(loud & ~np.concatenate([[False], loud[:-1]]))
    return [s / audio.rate for s in starts if not loud[max(0, s - audio.rate // 20) : s].any()]


@pytest.fixture
def song(tmp_path: Path) -> Callable[[str], Path]:
    """Write the clicks in the format of a suffix."""

    def write(suffix: str) -> Path:
        path, audio = tmp_path / f"song.{suffix}", clicks(rate=44100, channels=2)
        if suffix == "wav":
            save_wav(path, audio)
            return path
        codec = {"mp3": "libmp3lame", "m4a": "aac", "flac": "flac", "opus": "libopus"}[suffix]
        rate = 48000 if suffix == "opus" else 44100
        with av.open(str(path), "w") as container:
            stream = container.add_stream(codec, rate=rate, layout="stereo")
            frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(audio.samples.T), "fltp", "stereo")
            frame.sample_rate, frame.pts, frame.time_base = 44100, 0, Fraction(1, 44100)
            container.mux(stream.encode(frame))
            container.mux(stream.encode(None))
        return path

    return write


@pytest.mark.parametrize("suffix", ["wav", "flac", "mp3", "m4a", "opus"])
def test_clicks_are_heard_when_they_were_played(suffix: str, song: Callable[[str], Path]) -> None:
    audio = load_audio(song(suffix))
    assert audio.samples.shape[1] == 2
    assert audio.duration_s == pytest.approx(2.5, abs=0.06)
    np.testing.assert_allclose(onsets_s(audio), CLICKS_S, atol=0.004)


@pytest.mark.parametrize("suffix", ["wav", "mp3", "m4a"])
def test_a_part_of_a_song_is_that_part(suffix: str, song: Callable[[str], Path]) -> None:
    path = song(suffix)
    part = load_audio(path, start_s=1.0, duration_s=0.75, mono=True, rate=22050)
    assert part.samples.shape == (round(0.75 * 22050), 1)
    np.testing.assert_allclose(onsets_s(part), [0.25], atol=0.004)
    whole = load_audio(path, mono=True, rate=22050)
    start = 22050
    overlap = whole.samples[start : start + len(part.samples)]
    assert np.abs(part.samples - overlap).max() < 0.13  # 1 kHz, half a sample later


def test_a_part_ends_where_the_song_ends(song: Callable[[str], Path]) -> None:
    path = song("wav")
    assert load_audio(path, start_s=2.0, duration_s=5).duration_s == pytest.approx(0.5)
    assert len(load_audio(path, start_s=60).samples) == 0


def test_sound_that_begins_after_the_pictures_keeps_its_place(tmp_path: Path) -> None:
    path = _film_with_sound(tmp_path / "late.mkv", picture_ms=0, sound_ms=400)
    assert probe(path).times_s[0] == pytest.approx(0)
    np.testing.assert_allclose(onsets_s(load_audio(path)), np.add(CLICKS_S, 0.4), atol=0.004)


def test_pictures_that_begin_after_the_sound_keep_their_place(tmp_path: Path) -> None:
    path = _film_with_sound(tmp_path / "late.mkv", picture_ms=360, sound_ms=0)
    np.testing.assert_allclose(probe(path).times_s[:3], [0.36, 0.40, 0.44], atol=1e-6)
    np.testing.assert_allclose(onsets_s(load_audio(path)), CLICKS_S, atol=0.004)


def test_a_clock_that_does_not_begin_at_zero_is_made_to(tmp_path: Path) -> None:
    path = _film_with_sound(tmp_path / "late.mkv", picture_ms=10_200, sound_ms=10_000)
    assert probe(path).times_s[0] == pytest.approx(0.2)
    np.testing.assert_allclose(onsets_s(load_audio(path)), CLICKS_S, atol=0.004)
    np.testing.assert_allclose(
        onsets_s(load_audio(path, start_s=1.0)), np.subtract(CLICKS_S[1:], 1), atol=0.004
    )


def test_a_stamp_that_asks_for_days_of_silence_is_refused(tmp_path: Path) -> None:
    path = _film_with_sound(tmp_path / "late.mkv", picture_ms=0, sound_ms=3 * 24 * 3600 * 1000)
    with pytest.raises(MediaError, match=r"late\.mkv has hours without sound"):
        load_audio(path)


def _film_with_sound(path: Path, *, picture_ms: int, sound_ms: int) -> Path:
    audio = clicks()
    with av.open(str(path), "w") as container:
        pictures = container.add_stream("ffv1", rate=25)
        pictures.width = pictures.height = 32
        pictures.codec_context.time_base = Fraction(1, 1000)
        sound = container.add_stream("pcm_s16le", rate=RATE, layout="mono")
        pcm = (audio.samples.T * 32767).astype(np.int16)
        for i in range(25):
            frame = av.VideoFrame(32, 32, "yuv420p")
            frame.pts, frame.time_base = picture_ms + 40 * i, Fraction(1, 1000)
            container.mux(pictures.encode(frame))
            block = pcm[:, i * RATE // 10 : (i + 1) * RATE // 10]
            heard = av.AudioFrame.from_ndarray(np.ascontiguousarray(block), "s16", "mono")
            heard.sample_rate, heard.time_base = RATE, Fraction(1, RATE)
            heard.pts = sound_ms * RATE // 1000 + i * RATE // 10
            container.mux(sound.encode(heard))
        for stream in (pictures, sound):
            container.mux(stream.encode(None))
    return path


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 3), st.integers(0, 300), st.integers(0, 2**32 - 1))
def test_wav_keeps_every_sample_to_16_bits(channels: int, n: int, seed: int) -> None:
    import tempfile

    samples = np.random.default_rng(seed).uniform(-1, 1, (n + 1, channels)).astype(np.float32)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.wav"
        save_wav(path, Audio(samples, 22050))
        back = load_audio(path)
    assert back.rate == 22050
    np.testing.assert_allclose(back.samples, samples, atol=1.1 / 32768 + 1e-4)


def test_a_slice_is_silent_where_there_is_no_sound() -> None:
    audio = Audio(np.ones((100, 1), np.float32), 100)
    np.testing.assert_array_equal(audio.slice(-0.5, 1).samples[:, 0], [0] * 50 + [1] * 50)
    np.testing.assert_array_equal(audio.slice(0.75, 1).samples[:, 0], [1] * 25 + [0] * 75)
    assert not audio.slice(5, 1).samples.any()
    assert not audio.slice(-5, 1).samples.any()


def test_mono_is_the_mean_of_the_channels() -> None:
    audio = Audio(np.array([[1, 0], [0.5, -0.5]], np.float32), 10)
    np.testing.assert_array_equal(audio.mono().samples, [[0.5], [0]])


def test_samples_of_the_wrong_shape_are_refused() -> None:
    with pytest.raises(InputError, match=r"\(5,\)"):
        Audio(np.zeros(5, np.float32), 100)


def test_a_song_that_ends_early_gives_what_is_there(song: Callable[[str], Path]) -> None:
    path = song("mp3")
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    audio = load_audio(path)
    assert 0.9 < audio.duration_s < 1.6
    np.testing.assert_allclose(onsets_s(audio)[:1], CLICKS_S[:1], atol=0.004)


def test_a_text_named_mp3_is_no_song(tmp_path: Path) -> None:
    path = tmp_path / "song.mp3"
    path.write_text("la la la " * 300)
    with pytest.raises(MediaError, match=r"song\.mp3"):
        load_audio(path)
