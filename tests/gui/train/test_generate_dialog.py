"""Asking for a dance: what a run can do is offered, what it cannot is greyed and says so."""

from __future__ import annotations

import sys

import numpy as np
import pytest
from PySide6.QtCore import Qt
from safetensors.numpy import save_file

from core.models.ability import Ability
from workbench.actions.asks import Asks
from workbench.gui.train import generate_dialog
from workbench.gui.train.begin_rows import CHANGE, GO_ON, NEW
from workbench.gui.train.generate_dialog import GenerateDialog
from workbench.gui.train.generate_offer import Item, Offer, offer_of

ITEMS = (Item("generated:4", "seq2seq, run 1, dance 4", 8.0), Item("video:2", "waltz", 12.5))
ALL = Offer(frozenset(Ability), ("ballet", "hip-hop", "waltz"), 25.0, ITEMS)


@pytest.fixture
def open_dialog(context, project, qtbot, monkeypatch):
    def make(offer: Offer) -> GenerateDialog:
        monkeypatch.setattr(generate_dialog, "offer_of", lambda _project, _run: offer)
        dialog = GenerateDialog(context, 7, "dancer 7")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        qtbot.addWidget(dialog)
        dialog.show()
        qtbot.waitUntil(lambda: f"{offer.fps:g}" in dialog.fps.specialValueText())
        return dialog

    return make


@pytest.fixture
def song(tmp_path):
    path = tmp_path / "song.wav"
    path.write_bytes(b"RIFF")
    return path


def press_in(qtbot, field, *keys):
    field.setFocus()
    for key in keys:
        qtbot.keyClick(field, key)


def test_two_styles_are_blended_by_the_slider(open_dialog, qtbot, song):
    dialog = open_dialog(ALL)
    field = dialog.style_field
    dialog.music.setText(str(song))
    assert dialog.wishes().asks == Asks()
    assert not field.slider.isVisible()
    press_in(qtbot, field.first, Qt.Key.Key_Down)
    assert dialog.wishes().asks.styles == {"ballet": 1.0}
    press_in(qtbot, field.second, Qt.Key.Key_Down, Qt.Key.Key_Down)
    assert dialog.wishes().asks.styles == {"ballet": 0.5, "waltz": 0.5}
    press_in(qtbot, field.slider, Qt.Key.Key_PageUp, Qt.Key.Key_PageUp)
    assert dialog.wishes().asks.styles == {"ballet": 0.3, "waltz": 0.7}
    assert field.said.text() == "30% ballet, 70% waltz"
    press_in(qtbot, field.slider, Qt.Key.Key_End)
    assert dialog.wishes().asks.styles == {"waltz": 1.0}
    press_in(qtbot, field.first, Qt.Key.Key_End)  # waltz: there is nothing to blend it with itself
    assert dialog.wishes().asks.styles == {"waltz": 1.0}
    assert [field.second.itemText(i) for i in range(1, field.second.count())] == ["ballet", "hip-hop"]


def test_all_that_is_asked_is_carried(open_dialog, qtbot, song):
    dialog = open_dialog(ALL)
    dialog.music.setText(str(song))
    dialog.start.setValue(30)
    dialog.fps.setValue(60)
    dialog.temperature.setValue(0.4)
    dialog.guidance.setValue(2)
    dialog.novelty.setValue(0)
    dialog.seed.setValue(9)
    with qtbot.waitSignal(dialog.asked) as sent:
        qtbot.mouseClick(dialog.start_button, Qt.MouseButton.LeftButton)
    wishes = sent.args[0]
    assert (wishes.run_id, wishes.music, wishes.length_s, wishes.seed) == (7, song, 20.0, 9)
    assert (wishes.start_s, wishes.fps) == (30.0, 60)
    assert wishes.asks == Asks(temperature=0.4, guidance=2.0, novelty=0.0)


def test_a_dance_that_goes_on_needs_no_song_of_its_own(open_dialog, qtbot):
    dialog = open_dialog(ALL)
    assert not dialog.start_button.isEnabled()
    assert not dialog.begin.item.isVisible()
    dialog.begin.how.setCurrentIndex(GO_ON)
    press_in(qtbot, dialog.begin.item, Qt.Key.Key_Down)
    assert dialog.start_button.isEnabled()
    assert dialog.music.placeholderText() == "Its own song, or another one"
    assert (dialog.wishes().music, dialog.wishes().asks) == (None, Asks(seed_motion="video:2"))
    dialog.music.setText("/nowhere/song.wav")
    assert not dialog.start_button.isEnabled()
    dialog.begin.how.setCurrentIndex(NEW)
    assert dialog.wishes().asks == Asks()


def test_part_of_a_dance_is_changed_and_the_rest_is_kept(open_dialog, qtbot):
    dialog = open_dialog(ALL)
    begin = dialog.begin
    begin.how.setCurrentIndex(CHANGE)
    assert (begin.start.value(), begin.stop.value()) == (0.0, 8.0)  # all of it at first
    assert not dialog.length.isEnabled()
    begin.start.setValue(2)
    begin.stop.setValue(6)
    press_in(qtbot, begin.kept[1], Qt.Key.Key_Space)
    assert dialog.wishes().asks == Asks(edit="generated:4", redo_s=((2.0, 6.0),), keep=("legs",))
    assert dialog.wishes().length_s is None
    begin.start.setValue(7)
    assert not dialog.start_button.isEnabled()


def test_what_a_run_cannot_is_greyed_and_says_so(open_dialog):
    dialog = open_dialog(Offer(frozenset({Ability.BEGIN}), (), 24.0, ITEMS))
    fields = {
        "be told a style": dialog.style_field,
        "be told a temperature": dialog.temperature,
        "be told how strongly to follow the music": dialog.guidance,
        "be told how new its dance should be": dialog.novelty,
    }
    for deed, field in fields.items():
        assert not field.isEnabled()
        assert field.toolTip() == f"dancer 7 cannot {deed}."
    model = dialog.begin.how.model()
    assert [model.item(how).isEnabled() for how in (NEW, GO_ON, CHANGE)] == [True, True, False]
    assert "cannot change part" in dialog.begin.how.itemData(CHANGE, Qt.ItemDataRole.ToolTipRole)
    assert dialog.fps.text() == "The model's own, 24 frames/s"


def test_styles_that_nobody_labelled_cannot_be_asked_for(open_dialog):
    dialog = open_dialog(Offer(frozenset(Ability), (), 25.0, ()))
    assert not dialog.style_field.isEnabled()
    assert "no labels" in dialog.style_field.toolTip()
    assert not dialog.begin.how.model().item(GO_ON).isEnabled()


def test_a_run_offers_what_its_checkpoint_says_without_pytorch(project, add_run, add_video):
    run = add_run(project, preset="vae-lstm-mdn", task="generate")
    video = add_video(project, "steps")
    add_video(project, "nobody", n_tracked=0)
    untrained = offer_of(project, run.id)
    assert (untrained.styles, untrained.fps) == ((), None)
    assert untrained.abilities == {Ability.BEGIN, Ability.STYLE, Ability.TEMPERATURE}
    assert [item.name for item in untrained.items] == [f"video:{video.id}"]
    folder = project.runs.directory(run.id)
    folder.mkdir(parents=True, exist_ok=True)
    facts = '{"model": "vae-lstm-mdn", "styles": ["rumba"], "config": {"data": {"fps": 25.0}}}'
    save_file({"x": np.zeros(1)}, folder / "best.safetensors", {"barre": facts})
    loaded = "torch" in sys.modules
    assert (offer_of(project, run.id).styles, offer_of(project, run.id).fps) == (("rumba",), 25.0)
    assert ("torch" in sys.modules) == loaded
