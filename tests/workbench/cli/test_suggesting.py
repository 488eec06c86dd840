"""The commands about what is likely wrong and what was looked at."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from core.demo.estimated import SIZE_PX, estimated
from core.entities import NewVideo, Space, VideoKind
from db.project import Project
from workbench.cli.app import app


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A project whose video 1 has a dancer with a hand that jumps in frame 200."""
    dancer = estimated("salsa", 400, seed=21)
    dancer.image[200, [15, 17, 19, 21], 0] += 0.5 * dancer.height_px
    with Project.create(tmp_path / "p.barre") as project:
        new = NewVideo(VideoKind.VIDEO, "film", "/nowhere.mp4", "0" * 64, 1, 25.0, 400, 16.0, *SIZE_PX)
        video = project.videos.add(new)
        project.tracks.add(video.id, 0, Space.IMAGE, "m", dancer.skeleton, 25.0, frames=dancer.image)
    return tmp_path / "p.barre"


def run(*arguments: object) -> str:
    done = CliRunner().invoke(app, [str(argument) for argument in arguments], catch_exceptions=False)
    assert done.exit_code == 0
    return done.stdout


def test_the_list_says_where_and_why(path: Path) -> None:
    said = run("suggestions", path, 1, "--top", 1)
    assert "200" in said
    assert "jumps 0." in said


def test_json_has_everything_about_a_suggestion(path: Path) -> None:
    first = json.loads(run("suggestions", path, 1, "--reason", "jump", "--json"))[0]
    assert (first["frame"], first["reason"], first["person"]) == (200, "jump", 0)
    assert 0.9 < first["likelihood"] <= 1
    assert first["joints"]


def test_an_accepted_frame_leaves_the_list_until_it_is_unseen_again(path: Path) -> None:
    def listed() -> bool:
        return any(each["frame"] == 200 for each in json.loads(run("suggestions", path, 1, "--json")))

    said = run("review", path, 1, 199, 201, "accepted", "--annotator", "Kim")
    assert "accepted, says Kim" in said
    assert not listed()
    reviews = json.loads(run("review", path, 1, 199, 201, "unseen", "--person", 1, "--json"))
    assert [each["state"] for each in reviews] == ["unseen"]
    assert listed()


def test_nothing_to_look_at_is_said(path: Path) -> None:
    run("review", path, 1, 0, 399, "accepted")
    assert "Nothing to look at" in run("suggestions", path, 1)
