"""Presets: what ships is complete, and what a person types is checked."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from core.errors import InputError
from core.models.options import from_dict, to_dict
from core.training.presets import fields_of, load_preset, preset_names, with_overrides


def test_the_three_first_presets_ship_with_their_tasks():
    tasks = {name: load_preset(name).task for name in preset_names()}
    assert (
        tasks.items()
        >= {"bilstm-bigru": "classify", "motion-bigru": "classify", "seq2seq": "generate"}.items()
    )


@pytest.mark.parametrize("name", preset_names())
def test_every_option_says_what_it_is(name):
    for field in fields_of(load_preset(name).config):
        assert len(field.doc) > 10, field.name
        assert isinstance(field.value, field.type)


def test_published_hyperparameters_stand_in_the_presets():
    style, dance = load_preset("bilstm-bigru").config, load_preset("seq2seq").config
    assert (style.training.optimiser, style.training.learning_rate, style.training.epochs) == (
        "rmsprop",
        1e-3,
        200,
    )
    assert (style.model.channels, style.model.hidden, style.model.dense) == (256, 256, 256)
    assert (dance.model.hidden, dance.model.layers, dance.model.dropout) == (512, 2, 0.5)
    training = dance.training
    assert (training.optimiser, training.learning_rate, training.momentum) == ("sgd", 0.005, 0.9)
    assert (training.gradient_clip, training.batch_size) == (1.0, 5)
    assert (dance.data.sequence_frames, dance.data.fps) == (720, 24.0)
    assert dance.split.fractions == (0.7, 0.2, 0.1)


def test_overrides_are_typed_and_nested():
    preset = with_overrides(load_preset("seq2seq"), ["training.epochs=3", "model.dropout=0", "data.fps=30"])
    assert (preset.config.training.epochs, preset.config.model.dropout, preset.config.data.fps) == (
        3,
        0.0,
        30.0,
    )
    assert preset.config.model.hidden == 512


def test_the_last_part_of_a_name_is_enough():
    assert with_overrides(load_preset("seq2seq"), ["epochs=7"]).config.training.epochs == 7


@pytest.mark.parametrize(
    ("override", "says"),
    [
        ("epochs", "key=value"),
        ("training.epoch=3", "no option 'training.epoch'"),
        ("training.epochs=many", "needs a whole number; got 'many'"),
        ("training.epochs=0", "at least 1"),
        ("training.learning_rate=nan", "finite"),
        ("training.optimiser=lion", "one of adamw, adam, rmsprop, sgd"),
        ("split.train=0.9", "must sum to 1"),
        ("training=3", "no option 'training'"),
    ],
)
def test_a_wrong_override_is_one_clear_sentence(override, says):
    with pytest.raises(InputError) as error:
        with_overrides(load_preset("seq2seq"), [override])
    assert says in str(error.value)


def test_an_unknown_preset_lists_the_known_ones():
    with pytest.raises(InputError, match="seq2seq"):
        load_preset("seq2sqe")


@pytest.mark.parametrize("name", preset_names())
def test_a_config_survives_json(name):
    config = load_preset(name).config
    assert from_dict(type(config), json.loads(json.dumps(to_dict(config)))) == config


def test_a_config_of_other_shape_is_refused():
    kind = type(load_preset("seq2seq").config)
    for data in ({"model": 3}, {"model": {"hidden": "512"}}, {"model": {"hidden": True}}, {"modell": {}}):
        with pytest.raises(InputError):
            from_dict(kind, data)


def test_listing_presets_does_not_load_torch():
    code = (
        "import sys; from core.training.presets import *; "
        "[fields_of(load_preset(n).config) for n in preset_names()]; "
        "assert not {'torch', 'lightning', 'librosa', 'sklearn'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
