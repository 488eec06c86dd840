"""The command that trains, and that repeats a training."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from db.project import Project
from workbench.actions.run_notes import add_note
from workbench.cli.app import app
from workbench.jobs import local


@pytest.fixture
def path(project: Project, add_motion, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with a motion, whose jobs are not started."""
    add_motion()
    monkeypatch.setattr(local, "start_queued", lambda _project: [])
    return project.path


def barre(*arguments: object):
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def train(path: Path, *more: object):
    return barre("train", path, "--detach", "--json", *more)


def test_a_run_is_repeated_by_its_number(path):
    options = ("--preset", "seq2seq", "--set", "hidden=8", "--seed", 3, "--device", "cpu")
    first = json.loads(train(path, *options).stdout)["run"]
    with Project.open(path) as project:
        project.runs.set_snapshot(first["id"], project.runs.snapshot({"dances": []}).id)
    again = json.loads(train(path, "--same-as", first["id"]).stdout)["run"]
    assert again["id"] != first["id"]
    assert {**again, "config": None, "id": 0} | {"created_at": 0, "snapshot_id": 0} == {
        **first, "config": None, "id": 0
    } | {"created_at": 0, "snapshot_id": 0}  # fmt: skip
    assert again["config"] == {**first["config"], "same_as": {"run": first["id"], "new_data": False}}


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((), "either --preset or --same-as"),
        (("--preset", "seq2seq", "--same-as", 1), "either --preset or --same-as"),
        (("--same-as", 1, "--seed", 0), "without --seed"),
        (("--same-as", 1, "--set", "hidden=8"), "without --set"),
        (("--preset", "seq2seq", "--new-data"), "--new-data goes with --same-as"),
        (("--same-as", 7), "no run 7"),
    ],
)
def test_what_cannot_be_repeated_is_refused_in_a_sentence(path, arguments, says):
    done = train(path, *arguments)
    assert done.exit_code != 0
    assert says in str(done.exception)
    with Project.open(path) as project:
        assert project.jobs.all() == []


def test_the_notes_about_a_run_are_shown(path):
    run_id = json.loads(train(path, "--preset", "seq2seq").stdout)["run"]["id"]
    with Project.open(path) as project:
        add_note(project, run_id, "Stopped early after epoch 3 of 9.")
    assert "Stopped early after epoch 3 of 9." in barre("run", path, run_id).stdout
    assert json.loads(barre("run", path, run_id, "--json").stdout)["notes"] == [
        "Stopped early after epoch 3 of 9."
    ]
