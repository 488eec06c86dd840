"""The commands about many annotators."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from core.entities import NewVideo, VideoKind
from db.project import Project
from workbench.cli.app import app


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A project with a film of 4 s that Ada and Kim labelled."""
    with Project.create(tmp_path / "p.barre") as project:
        project.videos.add(NewVideo(VideoKind.VIDEO, "film", "/nowhere.mp4", "0" * 64, 1, 25.0, 100, 4.0))
        for who, edge_s in (("Kim", 2.0), ("Ada", 2.4)):
            project.segments.add(1, "style", "waltz", 0.0, edge_s, who)
            project.segments.add(1, "style", "tango", edge_s, 4.0, who)
    return tmp_path / "p.barre"


def run(*arguments: object) -> str:
    done = CliRunner().invoke(app, [str(argument) for argument in arguments], catch_exceptions=False)
    assert done.exit_code == 0
    return done.stdout


def test_agreement_is_shown_with_n_definitions_and_where_to_look(path):
    said = run("agreement", path)
    for words in ("Ada, Kim", "0.900 (n = 400)", "video 1, 2.00 to 2.40 s", "Cohen 1960", "0.01 s long"):
        assert words in said


def test_agreement_for_programs_has_the_same_numbers(path):
    found = json.loads(run("agreement", path, "--video", 1, "--tier", "style", "--slice", 0.1, "--json"))
    (tier,) = found["tiers"]
    assert tier["pairs"][0]["agreement"]["value"] == 0.9
    assert tier["pairs"][0]["agreement"]["n"] == 40
    assert tier["worst"][0]["said"] == {"Ada": ["waltz"], "Kim": ["tango"]}


def test_nothing_to_compare_is_said(path):
    assert "No two annotators" in run("agreement", path, "--tier", "move")


def test_a_number_that_is_not_defined_says_why(tmp_path, path):
    with Project.open(path) as project:
        for who in ("Kim", "Ada"):
            project.segments.add(1, "move", "turn", 0.0, 4.0, who)
    said = run("agreement", path, "--tier", "move")
    assert "– (n = 400)" in said
    assert "Only one label was used" in said


def test_adjudicating_says_what_was_taken_over_and_what_is_left(path):
    said = run("adjudicate", path, 1, "--tier", "style", "--tolerance", 0.2)
    assert "0 segments taken over" in said
    assert "0.00 to 2.40 s" in said
    assert "waltz 0.00–2.40" in said
    assert "--take Ada --at 0.00" in said


def test_a_dispute_is_decided_by_name_and_moment(path):
    run("adjudicate", path, 1, "--neither", "--at", 3, "--annotator", "Lee")
    found = json.loads(run("adjudicate", path, 1, "--take", "Ada", "--at", 1, "--annotator", "Lee", "--json"))
    assert found["n_gold"] == 1
    assert found["left"] == []
    with Project.open(path) as project:
        assert {r.judge for r in project.rulings.for_video(1, "style", "gold")} == {"Lee"}


def test_a_larger_tolerance_takes_everything_over(path):
    said = run("adjudicate", path, 1, "--tolerance", 0.5)
    assert "2 segments taken over; gold has 2 on style." in said
    assert "Nothing is left to decide." in said


def test_take_without_at_is_bad_usage(path):
    done = CliRunner().invoke(app, ["adjudicate", str(path), "1", "--take", "Ada"])
    assert done.exit_code == 2
    assert "--at goes with" in done.output
