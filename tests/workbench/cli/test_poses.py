"""The commands that correct many frames at once."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from core.entities import CorrectionKind, JointEdit, NewVideo, Space, VideoKind
from core.skeleton import skeleton
from db.project import Project
from workbench.cli.app import app

BODY = skeleton("blazepose33")
WRIST, OTHER_WRIST = BODY.indices("left_wrist", "right_wrist")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A project whose video 1 has 40 frames of a trembling person."""
    with Project.create(tmp_path / "p.barre") as project:
        new = NewVideo(VideoKind.VIDEO, "film", "/nowhere.mp4", "0" * 64, 1, 25.0, 40, 1.6)
        video = project.videos.add(new)
        frames = np.random.default_rng(0).normal(100, 5, (40, 33, 4)).astype(np.float32)
        frames[..., 3] = 0.9
        project.tracks.add(video.id, 0, Space.IMAGE, "m", BODY, 25.0, frames=frames)
    return tmp_path / "p.barre"


def run(*arguments: object) -> str:
    done = CliRunner().invoke(app, [str(argument) for argument in arguments], catch_exceptions=False)
    assert done.exit_code == 0
    return done.stdout


def test_smoothing_takes_the_joints_that_are_named(path: Path) -> None:
    said = run("smooth", path, 1, 10, 20, "--cutoff", 4, "--joint", "left wrist", "--annotator", "Kim")
    assert "smooth left wrist, frames 10 to 20; 11 corrections." in said
    with Project.open(path) as project:
        assert {(c.joint, c.annotator) for c in project.corrections.in_force(1)} == {(WRIST, "Kim")}


def test_interpolating_and_swapping_print_what_they_stored(path: Path) -> None:
    stored = json.loads(run("interpolate", path, 1, 10, 13, "--joint", "left_wrist", "--spline", "--json"))
    assert [(row["frame"], row["joint"]) for row in stored] == [(11, WRIST), (12, WRIST)]
    stored = json.loads(run("swap", path, 1, 4, 4, "--joint", "left_wrist", "--json"))
    assert {row["joint"] for row in stored} == {WRIST, OTHER_WRIST}


def test_a_correction_is_propagated(path: Path) -> None:
    with Project.open(path) as project:
        project.corrections.put(1, [JointEdit(20, WRIST, CorrectionKind.MOVE, 5.0, 5.0)], "Ada")
    stored = json.loads(run("propagate", path, 1, 20, "--before", 2, "--after", 3, "--json"))
    assert [row["frame"] for row in stored] == [18, 19, 21, 22, 23]


def test_following_reads_the_film(tmp_path: Path, dancer_film: Path) -> None:
    path = tmp_path / "p.barre"
    with Project.create(path) as project:
        new = NewVideo(VideoKind.VIDEO, "film", str(dancer_film), "0" * 64, 1, 20.0, 40, 2.0, 288, 288)
        video = project.videos.add(new, np.arange(40) / 20)
        frames = np.zeros((40, 33, 4), np.float32)
        frames[:, :, 0] = 110 + 8 * (np.arange(33) % 9)  # all over the dancer
        frames[:, :, 1] = 80 + 30 * (np.arange(33) // 9)
        frames[..., 3] = 0.9
        project.tracks.add(video.id, 0, Space.IMAGE, "m", BODY, 20.0, frames=frames)
    stored = json.loads(run("follow", path, 1, 20, "--frames", -4, "--json"))
    assert {row["frame"] for row in stored} == {16, 17, 18, 19}
    missing = CliRunner().invoke(app, ["follow", str(path), "1", "20", "--joint", "tail"])
    assert "no joint 'tail'" in str(missing.exception)
