"""What is asked of a dance: kept word for word, refused where it cannot be, and taken from other dances."""

from __future__ import annotations

import json

import numpy as np
import pytest

from core.errors import InputError
from core.media.sound import Audio, save_wav
from workbench.actions.asking import music_of, wishes_of
from workbench.actions.asks import Asks
from workbench.actions.generating import asked_of, generate
from workbench.actions.training import start_training

ALL = Asks({"ballet": 0.3, "tap": 0.7}, 0.5, 2.0, 0.4, None, "generated:1", ((2.0, 6.0),), ("legs",))


@pytest.mark.parametrize("asks", [Asks(), ALL, Asks(seed_motion="video:2")])
def test_what_is_asked_survives_json(asks):
    assert Asks.from_dict(json.loads(json.dumps(asks.to_dict()))) == asks


def test_what_is_not_asked_is_not_written():
    assert Asks().to_dict() == {}
    assert Asks(temperature=0.2).to_dict() == {"temperature": 0.2}


@pytest.mark.parametrize(
    "data",
    [{"out": "x"}, {"styles": ["a"]}, {"styles": {"a": "b"}}, {"temperature": "hot"}, {"redo_s": [[1]]},
     {"keep": "legs"}, {"seed_motion": 3}, {"guidance": True}, {"novelty": 1.5}],
)  # fmt: skip
def test_a_strangers_row_is_not_believed(data):
    with pytest.raises(InputError, match=f"'{next(iter(data))}' cannot be asked"):
        Asks.from_dict(data)


def test_a_dance_is_not_edited_and_gone_on_from():
    with pytest.raises(InputError, match="either edited or goes on"):
        Asks(edit="video:1", seed_motion="video:1")


@pytest.mark.parametrize("more", [{"redo_s": ((1.0, 2.0),)}, {"keep": ("legs",)}])
def test_what_stays_belongs_to_an_edited_dance(more):
    with pytest.raises(InputError, match="--edit"):
        Asks(**more)


@pytest.fixture
def song(tmp_path):
    path = tmp_path / "song.wav"
    save_wav(path, Audio(np.random.default_rng(0).normal(0, 0.1, (22050 * 6, 1)).astype(np.float32), 22050))
    return path


@pytest.fixture
def dance(project, add_motion, song):
    """A dance of two seconds that begins a second into its song."""
    return add_motion(has_audio=True, audio_path=str(song), audio_sha256="1" * 64, audio_offset_s=1.0)


def test_an_edited_dance_keeps_its_music_and_one_that_goes_on_goes_on_with_it(project, dance, song):
    name = f"video:{dance.id}"
    assert music_of(project, Asks(edit=name)) == (str(song), 1.0)
    assert music_of(project, Asks(seed_motion=name)) == (str(song), 3.0)


def test_a_dance_without_music_needs_a_song(project, add_motion):
    with pytest.raises(InputError, match="has no music"):
        music_of(project, Asks(edit=f"video:{add_motion().id}"))
    with pytest.raises(InputError, match="no music to dance to"):
        music_of(project, Asks())


def test_wishes_hold_the_motions_that_items_name(project, dance):
    name = f"video:{dance.id}"
    wishes = wishes_of(project, Asks(seed_motion=name, styles={"a": 1}), seed=4)
    assert wishes.seed_motion.n_frames == 50
    assert (wishes.seed, wishes.styles, wishes.edit) == (4, {"a": 1}, None)
    edit = wishes_of(project, Asks(edit=name, keep=("legs",)), seed=0).edit
    assert edit.redo_s == ((0.0, 2.0),)  # all of it, but for what is kept
    assert edit.joints == ("legs",)


def test_what_was_asked_stands_beside_the_dance(project, dance, song, sway, monkeypatch):
    run, _ = start_training(project, "seq2seq", device="cpu")
    monkeypatch.setattr("workbench.actions.generating._danced", lambda *_args, **_more: sway(10))
    asks = Asks(seed_motion=f"video:{dance.id}")
    made = generate(project, run.id, None, seed=7, fps=25.0, asks=asks)
    assert (made.music_start_s, made.seed) == (3.0, 7)
    assert asked_of(project, made) == {
        "run": run.id, "preset": "seq2seq", "music": str(song), "seed": 7, "start_s": 3.0,
        "duration_s": None, "fps": 25.0, "asks": {"seed_motion": f"video:{dance.id}"},
    }  # fmt: skip
