"""The commands about studies, from the draft to the export."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from core.studies.records import Role
from db.project import Project
from tests.workbench.study_dances import add_dances, answer_all
from workbench.actions.studies import begin_rating
from workbench.cli.app import app

GOODNESS = {"alpha": 3, "beta": 1, "gamma": 0}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A project with dances of three runs to two songs."""
    with Project.create(tmp_path / "p.barre") as project:
        add_dances(project)
    return tmp_path / "p.barre"


def run(*arguments: object) -> str:
    done = CliRunner().invoke(app, ["study", *map(str, arguments)], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


def rate(path: Path, n_raters: int) -> list[str]:
    """Let raters grade alpha above beta above gamma, and see who stands still."""
    with Project.open(path) as project:
        clips = {clip.number: clip for clip in project.study_designs.clips(1)}

        def choose(trial):
            value = 0 if trial.role is Role.FROZEN else GOODNESS[clips[trial.clips[0]].group]
            return (("poor", "fair", "good", "very good")[value], float(value))

        codes = []
        for _ in range(n_raters):
            rater = begin_rating(project, 1, "en", "Yes.")
            answer_all(project, rater, choose)
            codes.append(rater.code)
        return codes


def test_a_whole_study_by_commands(path, tmp_path):
    assert "No studies yet" in run("list", path)
    said = run("new", path, "autumn", "--clip", 1.5, "--max-raters", 3)
    assert "6 dances of alpha, beta, gamma" in said
    assert "left out" in said
    assert "autumn" in run("list", path)
    assert "12 raters and 2 scenes" in run("power", path, "autumn")
    assert "has started" in run("start", path, "autumn")
    codes = rate(path, 3)
    status = json.loads(run("status", path, "autumn", "--json"))
    assert (status["n_finished"], status["excluded"], status["stop"]["enough"]) == (3, [], True)
    shown = run("results", path, "1")
    assert "18 answers of 3 raters" in shown
    assert "100.0 %" in shown
    out = tmp_path / "answers.csv"
    assert "30 answers" in run("export", path, "autumn", "--out", out)  # practice and checks, too
    assert {row["rater"] for row in csv.DictReader(out.read_text("utf-8").splitlines())} == set(codes)
    assert "10 answers" in run("delete-rater", path, "autumn", codes[0].lower())
    assert codes[0] not in run("status", path, "autumn")
    assert "has ended" in run("end", path, "autumn")


def test_results_for_programs_are_the_same(path):
    run("new", path, "autumn", "--clip", 1.5, "--practice", 0)
    run("start", path, "autumn")
    rate(path, 2)
    found = json.loads(run("results", path, "autumn", "--json"))
    means = {row["group"]: row["mean"]["value"] for row in found["grades"][0]["groups"]}
    assert means == GOODNESS


def test_what_cannot_be_is_said_with_exit_code_2(path):
    from core.errors import InputError

    for arguments in (("start", path, "none"), ("new", path, "x", "--item", "run:9"), ("results", path, "1")):
        with pytest.raises(InputError):
            CliRunner().invoke(app, ["study", *map(str, arguments)], catch_exceptions=False)
