from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from core.errors import InputError
from db.project import Project
from workbench.actions import recommending
from workbench.actions.recommending import Recommendation, Recommended, Song
from workbench.cli.app import app


@pytest.fixture
def path(tmp_path: Path) -> Path:
    with Project.create(tmp_path / "p.barre"):
        pass
    return tmp_path / "p.barre"


@pytest.fixture
def found(monkeypatch) -> list[dict]:
    """What the action was asked for; it answers with two songs."""
    asked: list[dict] = []

    def answer(_project, video_id, **wishes):
        asked.append(wishes)
        songs = (
            Recommendation(
                Song(Path("a.mp3"), "a", "Blue [Danube]", (2,), ("waltz",)), 0.912, False, 88.0, 1.25, 0.4
            ),
            Recommendation(Song(Path("b.mp3"), "b", "Hush"), -0.2, True, 0.0, 1.0, 0.0),
        )
        return Recommended(video_id, 7, "motion-music", 110.2, True, songs, ("c.mp3 is damaged.",))

    monkeypatch.setattr(recommending, "recommend", answer)
    return asked


def test_songs_are_a_table_for_people(path, found):
    done = CliRunner().invoke(app, ["recommend", str(path), "3", "--top", "2"])
    assert done.exit_code == 0, done.output
    assert "110 bpm, guessed from how it moves" in done.stdout
    (line,) = [line for line in done.stdout.splitlines() if "Danube" in line]
    assert line.split() == ["1", "Blue", "[Danube]", "0.912", "waltz", "88", "1.25"]
    assert "its own" in done.stdout
    assert "c.mp3 is damaged." in done.stderr


def test_songs_are_json_for_programs(path, found, tmp_path):
    done = CliRunner().invoke(
        app, ["recommend", str(path), "3", "--run", "7", "--songs", str(tmp_path), "--json"]
    )
    data = json.loads(done.stdout)
    assert [each["song"]["name"] for each in data["songs"]] == ["Blue [Danube]", "Hush"]
    assert (found[0]["run_id"], found[0]["songs_dir"], found[0]["top"]) == (7, tmp_path, 5)


def test_a_video_that_is_not_there_is_refused(path):
    with pytest.raises(InputError, match="99"):
        CliRunner().invoke(app, ["recommend", str(path), "99"], catch_exceptions=False)
