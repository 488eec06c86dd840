"""The commands about beats, tiers, vocabularies and segments."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from core.audio.grid import BeatGrid
from core.entities import NewVideo, VideoKind
from core.errors import InputError
from db.project import Project
from workbench.cli.app import app


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A project with a silent film of 4 s."""
    with Project.create(tmp_path / "p.barre") as project:
        project.videos.add(NewVideo(VideoKind.VIDEO, "film", "/nowhere.mp4", "0" * 64, 1, 25.0, 100, 4.0))
    return tmp_path / "p.barre"


@pytest.fixture
def counted(path: Path) -> Path:
    """The project, the film counted in threes: beats every half second, the second one begins a bar."""
    with Project.open(path) as project:
        project.beat_grids.put(1, BeatGrid(np.arange(9) * 0.5, downbeat=1, beats_per_bar=3), "Kim")
    return path


def run(*arguments: object) -> str:
    done = CliRunner().invoke(app, [str(argument) for argument in arguments], catch_exceptions=False)
    assert done.exit_code == 0
    return done.stdout


def test_beats_are_shown_for_people_and_for_programs(counted):
    said = run("beats", counted, 1)
    for words in ("9 beats from 0.00 s to 4.00 s, 120.0 a minute", "3 in a bar, mended by hand", "at 0.50 s"):
        assert words in said
    found = json.loads(run("beats", counted, 1, "--json"))
    assert (found["beats_s"][:2], found["downbeats_s"]) == ([0, 0.5], [0.5, 2, 3.5])


def test_a_video_without_sound_has_no_beats(path):
    assert "No beats are heard in film." in run("beats", path, 1)
    assert json.loads(run("beats", path, 1, "--json"))["beats_s"] == []
    with pytest.raises(InputError, match="No beats of film"):
        run("beats", path, 1, "--halve")


@pytest.mark.parametrize(
    ("options", "beats_s", "downbeat", "per_bar"),
    [
        (["--halve"], [0.5, 1.5, 2.5], 0, 3),
        (["--double"], [0, 0.25, 0.5], 2, 3),
        (["--downbeat", 3], [0, 0.5, 1], 2, 3),
        (["--beats-per-bar", 4], [0, 0.5, 1], 1, 4),
        (["--shift", 0.1], [0.1, 0.6, 1.1], 1, 3),
        (["--move", 2, 0.6], [0, 0.6, 1], 1, 3),
        (["--insert", 0.25], [0, 0.25, 0.5], 2, 3),
        (["--remove", 1], [0.5, 1, 1.5], 0, 3),
    ],
)
def test_beats_are_mended(counted, options, beats_s, downbeat, per_bar):
    found = json.loads(run("beats", counted, 1, *options, "--annotator", "Kim", "--json"))
    assert found["beats_s"][:3] == pytest.approx(beats_s)
    assert (found["downbeat"], found["beats_per_bar"]) == (downbeat, per_bar)


def test_beats_take_one_edit_at_a_time(counted):
    with pytest.raises(InputError, match="one edit"):
        run("beats", counted, 1, "--halve", "--shift", 1)


def test_segments_that_went_with_their_beats_are_told(counted):
    run("label", counted, 1, 1, 2, "waltz")
    found = json.loads(run("beats", counted, 1, "--shift", 0.25, "--json"))
    assert found["moved_segments"] == [1]


def test_labels_are_told_in_bars_and_beats(counted, path):
    assert "1 s to 2.1 s (1.2 to 2.1+0.10): waltz" in run("label", counted, 1, 1, 2.1, "waltz")
    found = json.loads(run("label", counted, 1, 2.1, 4, "tango", "--json"))
    assert (found["start_count"], found["end_count"], found["end_beat"]) == ("2.1+0.10", "3.2", 8)
    assert "1.2 to 2.1+0.10" in run("labels", counted)


def test_labels_without_beats_are_told_in_seconds(path):
    assert "1 s to 2 s: waltz" in run("label", path, 1, 1, 2, "waltz")
    assert json.loads(run("label", path, 1, 2, 3, "waltz", "--json"))["start_count"] is None


def test_a_label_over_another_is_refused_or_clipped(path):
    run("label", path, 1, 1, 2, "waltz", "--annotator", "Kim")
    with pytest.raises(InputError, match="Kim has 'waltz'"):
        run("label", path, 1, 1.5, 3, "tango", "--annotator", "Kim")
    assert "2 s to 3 s: tango" in run("label", path, 1, 1.5, 3, "tango", "--annotator", "Kim", "--clip")


def test_segments_are_split_joined_nudged_and_removed(counted):
    run("label", counted, 1, 1, 3, "waltz")
    assert "Segment 2: waltz, 2 s to 3 s." in run("segment", "split", counted, 1, 2)
    assert "Segment 2 is gone." in run("segment", "join", counted, 1)
    assert "1 s to 3.5 s" in run("segment", "nudge", counted, 1, "--end", 1, "--beats")
    assert "0 s to 3.5 s" in run("segment", "nudge", counted, 1, "--start", -9)
    assert json.loads(run("segment", "remove", counted, 1, "--json"))["after"] == []
    assert "No labels yet" in run("labels", counted)


def test_tiers_of_ones_own_are_added_renamed_and_listed(path):
    run("tier", "add", path, "formation", "--overlaps")
    run("tier", "rename", path, "formation", "floor plan")
    run("tier", "overlaps", path, "floor plan", "--no")
    found = {tier["name"]: tier for tier in json.loads(run("tiers", path, "--json"))}
    assert found["floor plan"]["overlaps"] is False
    assert found["comment"]["overlaps"] is True
    assert "floor plan" in run("tiers", path)


def test_a_vocabulary_is_put_on_a_tier(path, tmp_path):
    assert "chinese-folk" in run("taxonomy", "list")
    assert {each["name"] for each in json.loads(run("taxonomy", "list", "--json"))} >= {"ballroom", "street"}
    run("taxonomy", "use", path, "style", "ballroom")
    (tmp_path / "mine.toml").write_text("labels = [{ name = 'waltz' }, { name = 'polka' }]")
    added = json.loads(run("taxonomy", "use", path, "style", tmp_path / "mine.toml", "--json"))
    assert [label["name"] for label in added] == ["waltz", "polka"]
    assert "cha-cha, rumba, tango, waltz" in run("tiers", path)


def test_a_segment_that_cannot_follow_stays_and_is_told(counted):
    run("label", counted, 1, 3.5, 4, "waltz")
    assert json.loads(run("beats", counted, 1, "--shift", 0.75, "--json"))["stayed_segments"] == [1]


def taps_file(folder: Path, times_s: list[float]) -> Path:
    path = folder / "taps.txt"
    path.write_text("\n".join(map(str, times_s)), "utf-8")
    return path


def test_the_lag_of_taps_is_told_and_taken_off(path, counted, tmp_path):
    taps = taps_file(tmp_path, [0.08 + 0.5 * i for i in range(8)])
    assert "80 ms late (single taps ± 0 ms, n = 8)" in run("beats", counted, 1, "--taps", taps, "--learn-lag")
    assert json.loads(run("beats", counted, 1, "--taps", taps, "--learn-lag", "--json"))["n"] == 8
    found = json.loads(run("beats", counted, 1, "--taps", taps, "--lag", 0.03, "--json"))
    assert found["beats_s"][:3] == pytest.approx([0.05, 0.55, 1.05])
    assert (found["beats_per_bar"], found["downbeat"]) == (3, 1)


def test_a_video_without_beats_gets_them_from_taps(path, tmp_path):
    taps = taps_file(tmp_path, [1, 1.5, 2, 2.5])
    found = json.loads(run("beats", path, 1, "--taps", taps, "--json"))
    assert found["beats_s"] == pytest.approx([0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4], abs=1e-9)


def test_taps_that_are_none_are_told_in_a_sentence(path, tmp_path):
    (tmp_path / "words.txt").write_text("one two")
    with pytest.raises(InputError, match="number of seconds a line"):
        run("beats", path, 1, "--taps", tmp_path / "words.txt")
    with pytest.raises(InputError, match="no file"):
        run("beats", path, 1, "--taps", tmp_path / "gone.txt")
    taps = taps_file(tmp_path, [1, 1.5, 2, 2.5])
    with pytest.raises(InputError, match="one edit"):
        run("beats", path, 1, "--taps", taps, "--halve")
    with pytest.raises(InputError, match="no beats to hold"):
        run("beats", path, 1, "--taps", taps, "--learn-lag")
    with pytest.raises(InputError, match="takes taps"):
        run("beats", path, 1, "--learn-lag")
