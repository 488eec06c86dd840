from __future__ import annotations

from dataclasses import replace

import av
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.audio.features import extract
from core.data.songs import SAME_SONG, joined, song_groups, song_likeness
from core.demo.music import synthesise
from core.media.sound import load_audio, save_wav
from tests.core.data.factories import audio_of, make_chroma, make_dance


def test_dances_to_the_same_file_are_together():
    dances = [make_dance(key, seed=i) for i, key in enumerate("abcd")]
    dances[3] = replace(dances[3], song=dances[1].song)
    assert song_groups(dances) == [(0,), (1, 3), (2,)]


def test_dances_without_music_are_alone():
    dances = [replace(make_dance(key, seed=i), song=None, audio=None) for i, key in enumerate("ab")]
    assert song_groups(dances) == [(0,), (1,)]


def test_the_same_recording_in_another_file_is_the_same_song():
    song = make_chroma(9, 600)
    dances = [replace(make_dance(key, seed=i), audio=audio_of(song[:300])) for i, key in enumerate("ab")]
    dances.append(make_dance("c", seed=5))
    assert song_groups(dances) == [(0, 1), (2,)]


def test_groups_join_through_a_common_member():
    assert joined(6, [(4, 5), (1, 4), (3, 0)]) == [(0, 3), (1, 4, 5), (2,)]
    assert joined(3, [(1, 2), (0, 2), (0, 1)]) == [(0, 1, 2)]
    assert joined(0, []) == []


@pytest.mark.parametrize("offset", [0, 37, 250])
def test_a_song_is_known_again_where_12_s_of_it_overlap(offset):
    song = make_chroma(3, 600)
    noise = np.random.default_rng(0).normal(0, 0.05, (600 - offset, 12))
    again = audio_of(0.4 * song[offset:] + 0.1 + noise)
    assert song_likeness(audio_of(song[: offset + 300]), again) > 0.9


def test_a_song_is_known_again_at_another_frame_rate():
    assert song_likeness(audio_of(make_chroma(3, 500)), audio_of(make_chroma(3, 240, 12.0), 12.0)) > 0.8


@given(seeds=st.lists(st.integers(0, 10_000), min_size=2, max_size=2, unique=True))
@settings(max_examples=30, deadline=None)
def test_different_songs_are_far_below_the_threshold(seeds):
    a, b = (audio_of(make_chroma(seed, 400)) for seed in seeds)
    assert song_likeness(a, b) < SAME_SONG - 0.1
    assert song_likeness(a, a) == pytest.approx(1)


@pytest.mark.parametrize("level", [0.0, 0.7])
def test_silence_and_held_chords_are_like_nothing(level):
    held = audio_of(np.full((300, 12), level))
    assert song_likeness(held, held) == pytest.approx(0)
    assert song_likeness(held, audio_of(make_chroma(1, 300))) == pytest.approx(0, abs=0.05)


def test_music_of_a_few_seconds_is_too_little_to_tell():
    short = audio_of(make_chroma(1, 99))
    assert song_likeness(short, short) == 0
    five_s = audio_of(make_chroma(1, 125))
    assert song_likeness(five_s, five_s) == pytest.approx(1)


def compressed(samples: np.ndarray, rate: int, path, bit_rate: int) -> None:
    """Write mono (N,) float32 samples as AAC."""
    with av.open(path, "w") as file:
        stream = file.add_stream("aac", rate=rate, layout="mono", bit_rate=bit_rate)
        fifo = av.AudioFifo()
        frame = av.AudioFrame.from_ndarray(samples[None], format="fltp", layout="mono")
        frame.sample_rate = rate
        fifo.write(frame)
        while (part := fifo.read(1024, partial=True)) is not None:
            file.mux(stream.encode(part))
        file.mux(stream.encode(None))


def likeness_of_files(a, b) -> float:
    return song_likeness(extract(a, np.arange(0, 18, 0.04)), extract(b, np.arange(0, 14, 0.04)))


def test_a_compressed_cut_of_real_sound_is_the_same_song_and_another_song_is_not(tmp_path):
    for seed in (1, 2):
        audio, _ = synthesise("waltz", 90, 20, seed)
        save_wav(tmp_path / f"{seed}.wav", audio)
    samples = load_audio(tmp_path / "1.wav", mono=True, rate=22050).samples[:, 0]
    compressed(samples[22050 * 4 + 5000 :], 22050, tmp_path / "cut.m4a", 24_000)
    assert likeness_of_files(tmp_path / "1.wav", tmp_path / "cut.m4a") > SAME_SONG + 0.1
    assert likeness_of_files(tmp_path / "1.wav", tmp_path / "2.wav") < SAME_SONG - 0.1


@pytest.mark.shared_data
def test_real_recordings_are_told_apart_and_known_again_from_a_compressed_cut(shared_data, tmp_path):
    files = [shared_data / "ballroom" / f"DANCE_{name}" / "audio.mp3" for name in ("W_7", "W_8", "R_4")]
    songs = [extract(file, np.arange(5, 55, 0.04)) for file in files]
    assert max(song_likeness(songs[0], songs[1]), song_likeness(songs[1], songs[2])) < SAME_SONG - 0.15
    for file, song in zip(files, songs, strict=True):
        cut = load_audio(file, mono=True, rate=22050, start_s=20.3, duration_s=25).samples[:, 0]
        compressed(cut, 22050, tmp_path / "cut.m4a", 24_000)
        assert song_likeness(song, extract(tmp_path / "cut.m4a", np.arange(0, 24, 0.04))) > SAME_SONG + 0.1
