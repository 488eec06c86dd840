"""The command that trains one preset in many ways."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from core.entities import Job, JobState
from db.project import Project
from workbench.cli import following
from workbench.cli.app import app
from workbench.jobs import local


@pytest.fixture
def path(project: Project, add_motion) -> Path:
    add_motion()
    return project.path


@pytest.fixture
def ended(monkeypatch: pytest.MonkeyPatch) -> None:
    """Jobs end at once: the first fails, the others are done."""

    def follow(project: Project, jobs: list[Job]) -> list[Job]:
        for job in jobs:
            project.jobs.start(job.id, 1, "here")
        project.jobs.finish(jobs[0].id, JobState.FAILED, "The gradient of the loss 'mae' became nan.")
        for job in jobs[1:]:
            project.jobs.finish(job.id, JobState.DONE)
        return [project.jobs.get(job.id) for job in jobs]

    monkeypatch.setattr(following, "follow_jobs", follow)


def sweep(path: Path, *more: object):
    arguments = ["sweep", path, "--preset", "seq2seq", "--over", "loss=mae,mse", *more]
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_a_sweep_tells_of_each_run_and_fails_with_one_of_them(path, ended):
    done = sweep(path, "--json")
    assert done.exit_code == 1
    found = json.loads(done.stdout)
    assert [(run["values"]["loss"], run["state"]) for run in found] == [("mae", "failed"), ("mse", "done")]
    assert "'mae' became nan" in done.stderr


def test_a_sweep_ends_with_a_table_and_a_figure(path, ended, tmp_path):
    done = sweep(path, "--figure", tmp_path / "losses.png")
    assert "mae" in done.stdout
    assert str(JobState.FAILED) in done.stdout
    assert (tmp_path / "losses.png").stat().st_size > 1000


@pytest.mark.parametrize(
    "more", [("--detach", "--figure", "f.png"), ("--figure", "f.txt"), ("--over", "x=1")]
)
def test_what_cannot_work_queues_nothing(path, more):
    assert sweep(path, *more).exit_code != 0
    with Project.open(path) as project:
        assert project.jobs.all() == []


def test_a_detached_sweep_leaves_its_runs_to_the_background(path, monkeypatch):
    started = []
    monkeypatch.setattr(local, "start_queued", started.append)
    done = sweep(path, "--detach", "--json")
    assert done.exit_code == 0
    assert [run["state"] for run in json.loads(done.stdout)] == ["queued", "queued"]
    assert len(started) == 1


def test_the_curves_of_a_detached_sweep_can_be_drawn_later(path, monkeypatch, tmp_path):
    monkeypatch.setattr(local, "start_queued", lambda _project: [])
    numbers = [run["run_id"] for run in json.loads(sweep(path, "--detach", "--json").stdout)]
    arguments = ["curves", path, *numbers, "--figure", tmp_path / "later.png"]
    done = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert done.exit_code == 0
    assert "seq2seq loss=mse" in done.stdout
    assert (tmp_path / "later.png").exists()
