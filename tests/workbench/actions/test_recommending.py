"""Songs for a movement, in a project."""

from __future__ import annotations

import shutil

import numpy as np
import pytest

from core.entities import JobState
from core.errors import Cancelled, InputError
from core.media.files import sha256_of
from core.media.sound import Audio, save_wav
from tests.core.training.factories import make_dance
from workbench.actions.recommending import recommend, songs_in, songs_of, speed_for

RATE = 22_050
OPTIONS = ["channels=8", "embedding=8", "window_s=1.6", "hop_s=0.8", "copies=2", "epochs=3", "batch_size=8"]


def write_song(path, bpm: float, seconds: float = 6.0):
    """A melody of its own, a note a beat."""
    rng = np.random.default_rng(round(bpm))
    samples = np.zeros(round(seconds * RATE), np.float32)
    for beat in np.arange(0.2, seconds - 0.3, 60 / bpm):
        t = np.arange(round(0.3 * RATE)) / RATE
        pitch = 220 * 2 ** (rng.integers(24) / 12)
        at = round(beat * RATE)
        samples[at : at + len(t)] += 0.4 * np.sin(2 * np.pi * pitch * t) * np.exp(-t / 0.15)
    path.parent.mkdir(exist_ok=True)
    save_wav(path, Audio(samples[:, None], RATE))
    return path


@pytest.fixture
def danced(project, add_motion, tmp_path):
    """Three dances of each of two styles, each to a song of its own."""
    for style, bpm in (("slow", 90.0), ("fast", 150.0)):
        for i in range(3):
            song = write_song(tmp_path / "songs" / f"{style} {i}.wav", bpm + i)
            dance = make_dance(f"{style}{i}", style, seed=i, n_frames=150)
            video = add_motion(
                dance.key, dance.motion, has_audio=True, audio_path=str(song), audio_sha256=sha256_of(song)
            )
            project.segments.add(video.id, "style", style, 0.0, 6.0, "Kim")
    return project


def finished(project, preset: str, options: list[str]) -> int:
    from workbench.actions.training import start_training, train

    run, job = start_training(project, preset, options, device="cpu")
    train(project, run.id)
    project.jobs.start(job.id, pid=1, host="here")
    project.jobs.finish(job.id, JobState.DONE)
    return run.id


@pytest.fixture
def learnt(danced):
    """The project with a small trained `motion-music`."""
    return danced, finished(danced, "motion-music", OPTIONS)


def test_songs_of_the_project_and_of_a_folder_are_ranked_together(learnt, tmp_path):
    project, run = learnt
    own = write_song(tmp_path / "mine" / "new song.wav", 120.0)
    shutil.copy(tmp_path / "songs" / "fast 1.wav", own.parent)  # the project's already
    found = recommend(project, 1, run_id=run, top=10, songs_dir=own.parent)
    assert sorted(each.song.name for each in found.songs) == sorted([
        "new song", *(f"{style} {i}" for style in ("slow", "fast") for i in range(3)),
    ])  # fmt: skip
    assert [each.score for each in found.songs] == sorted((e.score for e in found.songs), reverse=True)
    assert [each.song.name for each in found.songs if each.is_own] == ["slow 0"]
    assert not found.tempo_from_motion
    by_name = {each.song.name: each for each in found.songs}
    assert by_name["new song"].song.videos == ()
    assert by_name["fast 1"].song.styles == ("fast",)
    assert by_name["new song"].speed == pytest.approx(90 / 120, rel=0.05)


def test_the_newest_run_that_can_do_it_is_asked(learnt):
    project, run = learnt
    assert recommend(project, 2, top=1).run == run


def test_a_style_classifier_recommends_what_others_danced_to(danced):
    run = finished(
        danced, "motion-bigru",
        ["channels=8", "hidden=8", "dense=8", "window_s=1.6", "hop_s=0.8", "copies=2", "epochs=3"],
    )  # fmt: skip
    found = recommend(danced, 1, run_id=run, top=10)
    assert len(found.songs) == 5
    assert not any(each.is_own for each in found.songs)
    with pytest.raises(InputError, match="only by the dances"):
        recommend(danced, 1, run_id=run, songs_dir=danced.path)


def test_a_dance_without_music_has_the_tempo_that_it_moves_in(learnt, add_motion):
    project, run = learnt
    silent = add_motion("silent", make_dance("silent", "fast", seed=9, n_frames=150).motion)
    found = recommend(project, silent.id, run_id=run)
    assert found.tempo_from_motion
    assert found.tempo_bpm > 0


def test_without_a_trained_run_it_says_how_to_train_one(danced):
    with pytest.raises(InputError, match="No run has learnt") as error:
        recommend(danced, 1)
    assert "motion-music" in error.value.hint


def test_it_stops_when_asked(learnt):
    project, run = learnt
    with pytest.raises(Cancelled):
        recommend(project, 1, run_id=run, should_stop=lambda: True)


def test_a_song_that_is_gone_is_left_out_and_named(learnt, tmp_path):
    project, run = learnt
    (tmp_path / "songs" / "fast 2.wav").unlink()
    found = recommend(project, 1, run_id=run, top=10)
    assert len(found.songs) == 5
    assert any("fast 2.wav" in note for note in found.notes)


def test_one_recording_in_two_videos_is_one_song(danced, add_motion, tmp_path):
    song = tmp_path / "songs" / "slow 0.wav"
    again = add_motion("again", has_audio=True, audio_path=str(song), audio_sha256=sha256_of(song))
    (found,) = [s for s in songs_of(danced) if s.sha256 == sha256_of(song)]
    assert found.videos == (1, again.id)


def test_a_folder_without_music_says_so(tmp_path):
    notes: list[str] = []
    assert songs_in(tmp_path, notes) == []
    assert "no music in it" in notes[0]
    with pytest.raises(InputError, match="no folder"):
        songs_in(tmp_path / "nowhere", notes)


@pytest.mark.parametrize(
    ("song", "dance", "speed"), [(120, 120, 1), (120, 60, 1), (100, 110, 1.1), (100, 60, 1.2), (0, 90, 1)]
)
def test_a_song_is_stretched_to_the_nearest_octave_of_the_tempo(song, dance, speed):
    assert speed_for(song, dance) == pytest.approx(speed)
