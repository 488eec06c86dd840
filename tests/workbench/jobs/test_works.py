"""What jobs do, called as their worker calls it."""

from __future__ import annotations

import numpy as np
import pytest

from core.audio.found import found_grid
from core.audio.tracking import tempo_of
from core.errors import Cancelled, JobError, ModelError
from core.media.sound import Audio, save_wav
from workbench.jobs import works
from workbench.jobs.context import JobContext


@pytest.fixture
def context(project):
    """Return the context of a running job of a kind."""

    def make(kind, **more):
        job = project.jobs.create(kind, more.pop("args", {}), **more)
        return JobContext(project, project.jobs.start(job.id, 1, "here"))

    return make


@pytest.fixture
def clicks(tmp_path):
    """A click track at 120 beats a minute."""
    samples = np.zeros((5 * 22050, 1), np.float32)
    for beat in range(10):
        samples[beat * 11025 : beat * 11025 + 400, 0] = np.hanning(400)
    path = tmp_path / "clicks.wav"
    save_wav(path, Audio(samples, 22050))
    return path


def test_songs_of_motions_are_listened_to(project, context, add_motion, clicks):
    video = add_motion(has_audio=True, audio_path=str(clicks), audio_sha256="1" * 64)
    works.songs(context("songs", args={"videos": [video.id]}))
    grid = found_grid(clicks, project.cache_dir)
    assert tempo_of(grid.beats_s) == pytest.approx(120, rel=0.03)


def test_listening_stops_when_asked(project, context, add_motion, clicks):
    video = add_motion(has_audio=True, audio_path=str(clicks), audio_sha256="1" * 64)
    listening = context("songs", args={"videos": [video.id]})
    listening.ask_to_stop()
    with pytest.raises(Cancelled):
        works.songs(listening)


@pytest.mark.parametrize("kind", ["pose", "train", "generate", "film"])
def test_a_job_whose_subject_was_removed_says_so(context, kind):
    with pytest.raises(JobError, match="removed"):
        getattr(works, kind)(context(kind))


@pytest.mark.parametrize("hostile", [{"out": "loot.npz"}, {"on_progress": "x"}, {"seed": "../x"}])
def test_a_strangers_row_cannot_choose_where_a_dance_is_written(project, context, clicks, hostile, tmp_path):
    run = project.runs.create(
        name="", preset="seq2seq", task="generate", config={}, seed=0, device="cpu", versions={}
    )
    args = {"music": str(clicks), "seed": 1, "duration_s": None} | hostile
    if "out" in args:
        args["out"] = str(tmp_path / args["out"])
    with pytest.raises(JobError, match=f"may have: {next(iter(hostile))}"):
        works.generate(context("generate", args=args, run_id=run.id))
    assert not (tmp_path / "loot.npz").exists()


@pytest.mark.parametrize("hostile", [{"out": "loot.mp4"}, {"temperature": 2.0}, {"source": 3}])
def test_a_strangers_row_cannot_choose_where_a_film_is_written(project, context, hostile):
    run = project.runs.create(
        name="", preset="pix2pixhd", task="render", config={}, seed=0, device="cpu", versions={}
    )
    args = {"source": "video:1", "seed": 1, "duration_s": None, "start_s": 0.0} | hostile
    with pytest.raises(JobError, match=f"may have: {next(iter(hostile))}"):
        works.film(context("film", args=args, run_id=run.id))


def test_what_the_window_asks_of_a_dance_reaches_the_model(project, context, clicks):
    run = project.runs.create(
        name="", preset="seq2seq", task="generate", config={}, seed=0, device="cpu", versions={}
    )
    args = {"music": str(clicks), "seed": 1, "duration_s": 2.5}
    with pytest.raises(ModelError):  # it was never trained
        works.generate(context("generate", args=args, run_id=run.id))


def test_progress_is_handed_over_once(context):
    made = context("pose")
    made.progress(0.5, "half")
    made.progress(1.5, "more than all")
    assert made.take_news() == (1.0, "more than all")
    assert made.take_news() is None
