from __future__ import annotations

import pytest
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit

from core.models.options import fields_of
from core.training.presets import load_preset, preset_names, with_overrides
from workbench.gui.train.config_form import ConfigForm, explain, title_of


def make_form(qtbot, preset) -> ConfigForm:
    form = ConfigForm()
    qtbot.addWidget(form)
    form.set_fields(fields_of(preset.config), lambda overrides: with_overrides(preset, overrides))
    return form


@pytest.mark.parametrize("name", preset_names())
def test_every_option_of_every_preset_has_an_editor_that_says_what_it_means(qtbot, name):
    preset = load_preset(name)
    form = make_form(qtbot, preset)
    assert set(form.editors) == {field.name for field in fields_of(preset.config)}
    assert form.is_valid
    assert form.overrides() == []
    for editor in form.editors.values():
        assert editor.editor.toolTip()
        assert editor.editor.accessibleName()


@pytest.mark.parametrize("name", preset_names())
def test_an_editor_fits_its_type(qtbot, name):
    for editor in make_form(qtbot, load_preset(name)).editors.values():
        if editor.field.type is bool:
            assert isinstance(editor.editor, QCheckBox)
        elif editor.field.choices:
            assert isinstance(editor.editor, QComboBox)
        else:
            assert isinstance(editor.editor, QLineEdit)


def test_what_is_changed_becomes_an_override_that_the_preset_takes(qtbot):
    preset = load_preset("motion-bigru")
    form = make_form(qtbot, preset)
    form.editors["training.epochs"].set_text("7")
    form.editors["training.schedule"].set_text("constant")
    form.editors["training.learning_rate"].set_text("3e-4")
    assert len(form.overrides()) == 3
    config = with_overrides(preset, form.overrides()).config
    assert (config.training.epochs, config.training.schedule) == (7, "constant")
    assert config.training.learning_rate == 3e-4


def test_typing_the_presets_own_value_is_no_change(qtbot):
    form = make_form(qtbot, load_preset("motion-bigru"))
    editor = form.editors["training.epochs"]
    original = editor.text()
    editor.set_text("7")
    editor.set_text(original)
    assert form.overrides() == []


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("training.epochs", "0", "From 1 to 1,000,000."),
        ("training.epochs", "many", "needs a whole number"),
        ("training.epochs", "", "needs a whole number"),
        ("training.learning_rate", "nan", "From 0 to 10."),
        ("model.dropout", "1.5", "From 0 to 0.95."),
    ],
)
def test_a_bad_value_is_refused_where_it_stands(qtbot, name, text, words):
    form = make_form(qtbot, load_preset("motion-bigru"))
    form.editors[name].set_text(text)
    assert words in form.editors[name].error
    assert not form.is_valid
    form.reset()
    assert form.is_valid


def test_values_that_do_not_go_together_are_a_fault_of_the_form_until_they_do(qtbot):
    form = make_form(qtbot, load_preset("motion-bigru"))
    form.editors["split.train"].set_text("0.7")
    assert "sum to 1" in form.fault
    assert not form.is_valid
    form.editors["split.valid"].set_text("0.1")
    assert form.fault == ""
    assert form.is_valid


def test_another_preset_brings_its_own_fields(qtbot):
    form = make_form(qtbot, load_preset("motion-bigru"))
    form.editors["training.epochs"].set_text("7")
    other = load_preset("seq2seq")
    form.set_fields(fields_of(other.config), lambda overrides: with_overrides(other, overrides))
    assert "data.sequence_frames" in form.editors
    assert form.overrides() == []


def test_names_are_words_with_units():
    assert title_of("training.learning_rate") == "Learning rate"
    assert title_of("data.window_s") == "Window (s)"
    assert title_of("split.fold") == "Held-out fold"


def test_an_explanation_ends_in_the_allowed_range():
    field = next(f for f in fields_of(load_preset("motion-bigru").config) if f.name == "model.dropout")
    assert explain(field).endswith("From 0 to 0.95.")
