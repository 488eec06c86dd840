"""Merging whole projects, files and all."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from core.entities import JobState, Metric
from core.errors import InputError, StoreError
from core.media.files import sha256_of
from db.project import Project
from tests.db.make import add_video
from workbench.actions.merging import merge

ROOT = Path(__file__).parents[3]


@pytest.fixture
def other(tmp_path):
    with Project.create(tmp_path / "other.barre") as other:
        yield other


def add_file(project: Project, name: str, text: str = "film") -> Path:
    path = project.path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def add_film(project: Project, name: str = "media/film.mp4", text: str = "film"):
    path = add_file(project, name, text)
    return add_video(project, path.stem, path=str(path), sha256=sha256_of(path))


def add_run(project: Project, name: str = "run", state: JobState = JobState.DONE):
    """A run with a checkpoint, a metric, a job, and a dance to a song inside the project."""
    snapshot = project.runs.snapshot({"items": [name]})
    run = project.runs.create(
        name=name, preset="seq2seq", task="generate", config={}, seed=1, device="cpu", versions={},
        snapshot_id=snapshot.id,
    )  # fmt: skip
    (project.runs.directory(run.id) / "best.safetensors").write_text(name)
    project.runs.log(run.id, [Metric("loss", "train", 0, 1, 0.5)])
    job = project.jobs.create("train", {}, run_id=run.id)
    if state is not JobState.QUEUED:
        project.jobs.start(job.id, 1, "here")
        project.jobs.finish(job.id, state)
    path, song = (
        add_file(project, f"generated/{name}.npz", name),
        add_file(project, f"media/{name}.mp3", name),
    )
    return run, project.generated.add(
        run.id, str(path), sha256_of(path), str(song), sha256_of(song), 0.0, 1, 25.0, 10
    )


def files(project: Project) -> dict[str, bytes]:
    """What lies in a project beside its database."""
    paths = (path for path in project.path.rglob("*") if path.is_file() and path.parent != project.path)
    return {path.relative_to(project.path).as_posix(): path.read_bytes() for path in paths}


def test_files_inside_the_other_project_are_copied_and_files_elsewhere_stay(project, other):
    add_film(other, "media/spring/film.mp4")
    add_video(other, "far", sha256="f" * 64)
    merge(project, other)
    near, far = project.videos.all()
    assert (near.path, far.path) == ("media/spring/film.mp4", "/films/far.mp4")
    assert project.resolve(near.path).read_text() == "film"


def test_a_film_of_the_same_name_with_other_content_gets_another_name(project, other):
    add_film(project, text="ours")
    add_film(other, text="theirs")
    merge(project, other)
    assert files(project) == {"media/film.mp4": b"ours", "media/film-2.mp4": b"theirs"}
    assert project.videos.all()[1].path == "media/film-2.mp4"


def test_a_film_whose_file_is_missing_comes_with_a_sentence(project, other):
    add_film(other)
    (other.media_dir / "film.mp4").unlink()
    report = merge(project, other)
    assert report.left == ("film: its file media/film.mp4 is missing in other.",)
    assert project.videos.all()[0].path == "media/film.mp4"


def test_a_path_that_leads_out_of_the_other_project_is_refused(project, other, tmp_path):
    (tmp_path / "secret").write_text("secret")
    (other.media_dir / "film.mp4").symlink_to(tmp_path / "secret")
    add_video(other, path=str(other.media_dir / "film.mp4"))
    with pytest.raises(StoreError, match="leads out of the project"):
        merge(project, other)
    assert files(project) == {}
    assert project.videos.all() == []


def test_runs_come_whole_under_ids_that_nobody_had(project, other):
    add_run(project, "ours")
    run, dance = add_run(other, "theirs")
    report = merge(project, other)
    new = project.runs.all()[1]
    assert (new.name, new.state, new.created_at) == ("theirs", JobState.DONE, run.created_at)
    assert (project.runs.directory(new.id) / "best.safetensors").read_text() == "theirs"
    assert [metric.value for metric in project.runs.metrics(new.id)] == [0.5]
    assert project.runs.snapshot_of(new.id).content == {"items": ["theirs"]}
    (copy,) = project.generated.all(new.id)
    assert project.resolve(copy.path).read_text() == "theirs"
    assert (copy.music_path, copy.sha256) == ("media/theirs.mp3", dance.sha256)
    assert report.left == ()
    before = files(project)
    assert merge(project, other).n_added == 0
    assert files(project) == before


def test_a_run_that_is_being_trained_stays(project, other):
    add_run(other, state=JobState.QUEUED)
    report = merge(project, other)
    assert (project.runs.all(), project.generated.all()) == ([], [])
    assert report.left == ("Run 1 (run) stays in other: it is being trained.",)


def test_a_dance_made_since_comes_to_the_run_that_is_here(project, other):
    run, _ = add_run(other)
    merge(project, other)
    path = add_file(other, "generated/later.npz", "later")
    other.generated.add(run.id, str(path), sha256_of(path), "/song.mp3", "c" * 64, 0.0, 1, 25.0, 10)
    assert merge(project, other).added == {"generated dances": 1}
    assert len(project.generated.all()) == 2


def test_studies_come_with_their_ratings_in_their_hidden_order(project, other):
    from core.entities import Grade

    add_film(project, text="another")
    _, dance = add_run(other)
    film = add_film(other)
    study = other.studies.create("Spring", 5)
    item = other.studies.add_item(study.id, generated_id=dance.id)
    other.studies.add_item(study.id, video_id=film.id)
    other.studies.rate(item.id, "Ada", Grade.GOOD)
    order = [item.generated_id is None for item in other.studies.items(study.id)]
    merge(project, other)
    (copy,) = project.studies.all()
    assert [item.generated_id is None for item in project.studies.items(copy.id)] == order
    assert [rating.grade for rating in project.studies.ratings(copy.id)] == [Grade.GOOD]
    assert merge(project, other).n_added == 0


def test_a_study_whose_dance_did_not_come_stays_and_is_named(project, other):
    _, dance = add_run(other, state=JobState.QUEUED)
    other.studies.add_item(other.studies.create("Spring", 5).id, generated_id=dance.id)
    assert "The study 'Spring': not all of its dances came." in merge(project, other).left
    assert project.studies.all() == []


def test_a_study_with_a_design_stays_and_is_named(project, other):
    from core.studies.design import Design

    other.study_designs.create(Design("Autumn"))
    (left,) = merge(project, other).left
    assert "'Autumn' stays" in left
    assert project.study_designs.all() == []


def test_a_project_is_not_merged_into_itself(project):
    with Project.open(project.path) as again, pytest.raises(InputError, match="into itself"):
        merge(project, again)


def test_a_merge_that_fails_leaves_neither_rows_nor_files(project, other, monkeypatch):
    add_film(project, text="ours")
    add_film(other, text="theirs")
    add_run(other)
    before = files(project)
    monkeypatch.setattr(Project, "merge_rows", _full)
    with pytest.raises(StoreError, match="disk is full"):
        merge(project, other)
    assert files(project) == before
    assert (len(project.videos.all()), project.runs.all()) == (1, [])


def _full(*_arguments):
    raise OSError(28, "No space left on device")


KILLED = """
import os, sys, time
from db.merging import merge as merging
from db.project import Project
from workbench.actions.merging import merge
step = sys.argv[3]
def die(_merge):
    print("here", flush=True); time.sleep(60)
setattr(merging, step, die)
with Project.open(sys.argv[1]) as a, Project.open(sys.argv[2]) as b:
    merge(a, b)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs kill -9")
@pytest.mark.parametrize("step", ["merge_names", "merge_segments", "merge_studies"])
def test_a_merge_that_is_killed_leaves_the_project_as_it_was(project, other, step):
    add_film(project, text="ours")
    film = add_film(other, text="theirs")
    other.segments.add(film.id, "style", "waltz", 0.0, 1.0, "Kim")
    add_run(other)
    program = [sys.executable, "-c", KILLED, str(project.path), str(other.path), step]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(program, stdout=subprocess.PIPE, text=True, env=environment) as killed:
        assert killed.stdout.readline() == "here\n"
        killed.kill()
    with Project.open(project.path) as again:
        assert [video.sha256 for video in again.videos.all()] == [project.videos.all()[0].sha256]
        assert (again.segments.all(), again.runs.all(), again.annotators.all()) == ([], [], [])
        # Its copied folders are of runs that there will never be: a new run cannot find them.
        run, _ = add_run(again, "new")
        assert [path.name for path in again.runs.directory(run.id).iterdir()] == ["best.safetensors"]
        assert merge(again, other).added["runs"] == 1
        assert merge(again, other).n_added == 0
