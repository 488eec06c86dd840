"""Features of sounds whose features are known, at the times that were asked for."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core.audio import spectrum
from core.audio.features import AudioFeatures, extract, whole_song
from core.demo.music import synthesise
from core.media.sound import load_audio
from core.media.writer import VideoWriter
from tests.core.audio.conftest import RATE, SoundMaker, clicks, sine

NOTES = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")


@pytest.mark.parametrize(("hertz", "note"), [(440.0, "A"), (261.63, "C"), (329.63, "E"), (932.33, "A#")])
def test_a_tone_has_its_chroma(sound: SoundMaker, hertz: float, note: str) -> None:
    features = extract(sound(sine(hertz)), [0.3, 0.5, 0.7])
    assert (features.chroma.argmax(axis=1) == NOTES.index(note)).all()
    assert features.chroma.max(axis=1) == pytest.approx(1.0)


def test_a_tone_is_loudest_in_its_mel_band(sound: SoundMaker) -> None:
    bands = [int(extract(sound(sine(h)), [0.5]).mel.argmax()) for h in (200, 800, 3200)]
    assert bands == sorted(bands)
    assert len(set(bands)) == 3


def test_half_as_loud_is_six_decibels_less(sound: SoundMaker) -> None:
    loud, soft = (extract(sound(sine(440) * gain), [0.5]).mel.max() for gain in (1.0, 0.5))
    assert loud - soft == pytest.approx(6.02, abs=0.05)


def test_onset_rises_where_a_sound_begins(sound: SoundMaker) -> None:
    times_s = np.arange(0, 3, 1 / 60)
    onset = extract(sound(clicks(np.array([1.0, 2.0]), 3)), times_s).onset
    peaks = times_s[np.sort(np.argsort(onset)[-4:])]
    assert np.abs(peaks[:, None] - [1.0, 2.0]).min(axis=1).max() < 0.05


def test_shapes_and_types(sound: SoundMaker) -> None:
    features = extract(sound(sine(300, 2)), np.arange(40) / 25)
    assert features.times_s.shape == features.onset.shape == (40,)
    assert (features.mfcc.shape, features.mel.shape, features.chroma.shape) == ((40, 20), (40, 128), (40, 12))
    for values in (features.mfcc, features.mel, features.chroma, features.onset):
        assert values.dtype == np.float32
        assert np.isfinite(values).all()


def test_outside_the_song_is_what_silence_is(sound: SoundMaker) -> None:
    inside_silence = extract(sound(np.zeros(RATE), "quiet.wav"), [0.5])
    outside = extract(sound(sine(440)), [-5.0, 99.0])
    for name in ("mfcc", "mel", "chroma", "onset"):
        expected = getattr(inside_silence, name)[0]
        assert getattr(outside, name) == pytest.approx(np.stack([expected, expected]), abs=1e-2), name


def test_no_time_gives_no_rows(sound: SoundMaker) -> None:
    features = extract(sound(sine(440)), np.empty(0))
    assert features.mel.shape == (0, 128)


def test_blocks_leave_no_seam(monkeypatch: pytest.MonkeyPatch) -> None:
    samples = np.random.default_rng(0).normal(0, 0.1, 3 * RATE).astype(np.float32)
    whole = spectrum.spectral_features(samples)
    monkeypatch.setattr(spectrum, "_BLOCK_FRAMES", 17)
    for name, values in spectrum.spectral_features(samples).items():
        assert values == pytest.approx(whole[name], abs=1e-3), name


def test_features_are_those_of_librosa() -> None:
    import librosa

    samples = np.random.default_rng(1).normal(0, 0.1, 2 * RATE).astype(np.float32) + sine(330, 2).astype("f4")
    ours = spectrum.spectral_features(samples)
    mel = librosa.power_to_db(
        librosa.feature.melspectrogram(y=samples, sr=RATE, n_fft=2048, hop_length=512, pad_mode="constant"),
        top_db=None,
    )
    assert ours["mel"] == pytest.approx(mel.T, abs=1e-2)
    assert ours["mfcc"] == pytest.approx(librosa.feature.mfcc(S=mel, n_mfcc=20).T, abs=0.05)
    chroma = librosa.feature.chroma_stft(y=samples, sr=RATE, tuning=0.0, pad_mode="constant")
    assert ours["chroma"] == pytest.approx(chroma.T, abs=1e-3)


@pytest.mark.parametrize("n", [2, 100, 511, 512, 2047, 2049])
def test_sound_of_any_length_has_features(n: int) -> None:
    for samples in (np.zeros(n, np.float32), np.full(n, 0.3, np.float32)):
        features = spectrum.spectral_features(samples)
        assert features["mel"].shape == (1 + n // 512, 128)
        assert all(np.isfinite(values).all() for values in features.values())
    assert spectrum.spectral_features(np.empty(0, np.float32))["onset"].tolist() == [0.0]


def make_features(n: int = 5, step_s: float = 0.1) -> AudioFeatures:
    rows = np.arange(n, dtype=np.float32)
    return AudioFeatures(
        times_s=np.arange(n) * step_s,
        mfcc=np.repeat(rows[:, None], 20, 1),
        mel=np.repeat(rows[:, None], 128, 1),
        chroma=np.repeat(rows[:, None], 12, 1),
        onset=rows,
        tempo_bpm=120.0,
        beats_s=np.array([0.2]),
    )


def test_between_rows_values_are_linear() -> None:
    features = make_features().at(np.array([0.0, 0.05, 0.31, 0.4]))
    assert features.onset == pytest.approx([0, 0.5, 3.1, 4], abs=1e-5)
    assert features.mfcc[:, 7] == pytest.approx([0, 0.5, 3.1, 4], abs=1e-5)
    assert features.tempo_bpm == 120.0
    assert features.beats_s.tolist() == [0.2]


def test_just_outside_the_nearest_row_holds_and_farther_is_silence() -> None:
    features = make_features().at(np.array([-0.2, -0.09, 0.49, 0.6]))
    assert features.onset == pytest.approx([0, 0, 4, 0])
    assert features.mel[:, 0] == pytest.approx([-100, 0, 4, -100])


def test_one_row_can_be_sampled() -> None:
    assert make_features(1).at(np.array([0.0, 1.0])).mel[:, 3].tolist() == [0.0, -100.0]


def test_the_sound_of_a_film_is_that_of_its_song(tmp_path: Path, sound: SoundMaker) -> None:
    song, _ = synthesise("hip-hop", 96, 4, 0)
    wav = sound(song.samples, rate=song.rate)
    film = tmp_path / "film.mp4"
    with VideoWriter(film, width=32, height=32, fps=25, audio=song) as writer:
        for _ in range(100):
            writer.write(np.zeros((32, 32, 3), np.uint8))
    times_s = np.arange(0.2, 3.6, 0.04)
    ours, theirs = extract(film, times_s), extract(wav, times_s)
    loud = theirs.mel > -60  # what AAC throws away is quieter
    assert np.abs(ours.mel - theirs.mel)[loud].mean() < 2.0
    assert load_audio(film).duration_s == pytest.approx(4.0, abs=0.05)


def test_real_songs_of_three_formats_have_features(shared_data: Path) -> None:
    ballroom = shared_data / "ballroom" / "DANCE_C_2" / "audio.mp3"
    song = whole_song(ballroom)
    assert song.times_s[-1] > 60
    assert song.mel.max() > -20
    waltz = next((shared_data / "music").glob("*waltz*.ogg"))
    features = extract(waltz, np.arange(100) / 25)
    assert np.isfinite(features.mfcc).all()
    assert features.onset.max() > 0.5
