from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from core.errors import Cancelled, InputError
from core.media.files import sha256_of
from tests.conftest import make_motion
from tests.gui.dances import add_generated, add_run, add_song
from workbench.actions.generating import asked_path
from workbench.actions.labels import label
from workbench.actions.mapping import clips_of_windows, map_dances
from workbench.actions.window_styles import NO_STYLE
from workbench.cli.app import app


@pytest.fixture
def dances(project, add_motion):
    """A real dance of 16 s, waltz in its first 6 s, then rumba; another without a label; two generated."""
    song, other = add_song(project), add_song(project, "another song.wav")
    real = add_motion(
        "real", make_motion(400), audio_path=song, audio_sha256=sha256_of(song), audio_offset_s=0.0
    )
    add_motion("plain", make_motion(100, seed=1))
    label(project, real.id, 0.0, 6.0, "waltz")
    label(project, real.id, 6.0, 16.0, "rumba")
    run = add_run(project)
    return real, add_generated(project, run, song, seed=1), add_generated(project, run, other, seed=2)


def test_all_real_and_generated_windows_are_on_the_map_with_their_styles(project, dances):
    found = map_dances(project, [], real=True, generated=True)
    assert [(w.item, w.start_s, w.stop_s, w.style) for w in found.windows] == [
        ("video:1", 0.0, 4.0, "waltz"),
        ("video:1", 4.0, 8.0, "waltz"),  # half and half: the first that was labelled
        ("video:1", 8.0, 12.0, "rumba"),
        ("video:1", 12.0, 16.0, "rumba"),
        ("video:2", 0.0, 4.0, NO_STYLE),
        ("generated:1", 0.0, 2.0, "rumba"),  # of the dances to its song, most is rumba
        ("generated:2", 0.0, 2.0, NO_STYLE),
    ]
    assert [w.is_real for w in found.windows] == [True] * 5 + [False] * 2
    assert found.explained is not None
    assert 0 < found.explained[1] <= found.explained[0]


def test_a_generated_dance_is_of_the_style_that_was_asked_for(project, dances):
    for dance, styles in zip(dances[1:], ({"tango": 1.0}, {"waltz": 0.3, "tango": 0.7}), strict=True):
        path = asked_path(project.resolve(dance.path))
        path.write_text(json.dumps({"asks": {"styles": styles}}), "utf-8")
    found = map_dances(project, ["video:1"], generated=True)
    assert [w.style for w in found.windows if not w.is_real] == ["tango", "30% waltz, 70% tango"]


def test_a_dance_that_is_named_and_among_all_is_there_once(project, dances):
    found = map_dances(project, ["video:2"], real=True)
    assert [w.item for w in found.windows] == ["video:2"] + ["video:1"] * 4


def test_a_dance_that_cannot_be_read_is_noted_or_refused_by_name(project, dances):
    project.resolve(dances[2].path).unlink()
    found = map_dances(project, [], real=True, generated=True)
    assert len(found.notes) == 1
    assert found.notes[0].startswith("generated:2 is not on the map: ")
    with pytest.raises(InputError, match="nothing called"):
        map_dances(project, ["nobody.npz"], real=True)


def test_nothing_to_map_is_a_sentence(project):
    with pytest.raises(InputError, match="no dances to map"):
        map_dances(project, [], real=True)


def test_mapping_stops_when_asked(project, dances):
    with pytest.raises(Cancelled):
        map_dances(project, [], real=True, should_stop=lambda: True)


def test_windows_become_clips_with_the_place_of_their_label(project, dances):
    found = map_dances(project, [], real=True, generated=True)
    real, made = clips_of_windows(project, [found.windows[2], found.windows[5]])
    assert (real.video_id, real.start_s, real.motion.n_frames) == (1, 8.0, 100)
    assert (made.video_id, made.start_s, made.motion.n_frames) == (None, 0.0, 50)
    assert real.words == "real\nrumba, real"


def test_the_command_prints_places(project, dances):
    ask = ["embed", str(project.path), "--real", "--generated", "--method", "tsne"]
    done = CliRunner().invoke(app, [*ask, "--json"])
    assert done.exit_code == 0, done.output
    printed = json.loads(done.stdout)
    assert (printed["method"], printed["explained"], len(printed["windows"])) == ("tsne", None, 7)
    assert printed["windows"][0].keys() >= {"item", "style", "is_real", "start_s", "x", "y"}
    assert "12 to 16 s" in CliRunner().invoke(app, ask).stdout
