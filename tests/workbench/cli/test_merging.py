"""The command that merges projects."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from db.project import Project
from tests.db.make import add_video
from workbench.cli.app import app


@pytest.fixture
def paths(tmp_path):
    """Two projects with the same film, labelled differently by one annotator."""
    paths = [tmp_path / f"{name}.barre" for name in ("a", "b")]
    for path, label in zip(paths, ("waltz", "tango"), strict=True):
        with Project.create(path) as project:
            add_video(project)
            project.segments.add(1, "style", label, 1.0, 2.0, "Kim")
    return paths


def run(*arguments: object) -> str:
    done = CliRunner().invoke(app, [str(argument) for argument in arguments], catch_exceptions=False)
    assert done.exit_code == 0
    return done.stdout


def test_merging_says_what_came_and_what_contradicts(paths):
    said = run("merge", *paths)
    assert "1 videos are in both; 1 labels, 1 segments." in said
    assert "Kim marked waltz from 1 to 2 s here and tango from 1 to 2 s there" in said
    assert "nothing new" in run("merge", *paths)


def test_merging_for_programs_has_the_whole_report(paths):
    report = json.loads(run("merge", *paths, "--json"))
    assert report["added"] == {"labels": 1, "segments": 1}
    assert report["conflicts"][0]["kind"] == "segment"
    assert report["left"] == []
