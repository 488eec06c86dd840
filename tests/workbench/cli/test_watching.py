"""`barre watch`: what it refuses, and what it prints."""

from __future__ import annotations

import json
from contextlib import contextmanager
from pathlib import Path

import pytest
from typer.testing import CliRunner

from core.errors import InputError
from db.project import Project
from workbench.actions import watching
from workbench.actions.watching import Sight
from workbench.cli.app import app
from workbench.cli.watching import _table

SIGHTS = [
    Sight(0.0, None, "0.0 of 4 s seen", 1, 30.0),
    Sight(4.2, {"waltz": 0.9, "rumba": 0.1}, "", 106, 31.0),
]


@pytest.fixture
def path(tmp_path: Path, monkeypatch) -> Path:
    @contextmanager
    def seen(_project, _run, _source):
        yield iter(SIGHTS)

    monkeypatch.setattr(watching, "watching", seen)
    with Project.create(tmp_path / "p.barre"):
        pass
    return tmp_path / "p.barre"


def run(*arguments: object):
    return CliRunner().invoke(app, ["watch", *map(str, arguments)])


def test_a_pipe_gets_a_line_a_sight(path):
    lines = run(path, "film.mp4", "--run", 1).stdout.splitlines()
    assert lines[0].split("  ")[-1] == "0.0 of 4 s seen"
    assert lines[1].endswith("waltz 90%  rumba 10%")


def test_json_is_an_object_a_line(path):
    lines = [json.loads(line) for line in run(path, "--run", 1, "--camera", 0, "--json").stdout.splitlines()]
    assert [line["styles"] for line in lines] == [None, {"waltz": 0.9, "rumba": 0.1}]


def test_a_terminal_gets_a_bar_a_style():
    assert _table(SIGHTS[1]).row_count == 2


@pytest.mark.parametrize("more", [[], ["film.mp4", "--camera", "0"]])
def test_one_thing_is_watched(path, more):
    assert isinstance(run(path, *more, "--run", 1).exception, InputError)
