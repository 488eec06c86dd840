"""Styles blended on the Compare page: what is missing is queued, what is there is shown side by side."""

from __future__ import annotations

import json

import numpy as np
import pytest
from PySide6.QtCore import Qt
from safetensors.numpy import save_file

from tests.gui.compare.test_compare_page import add_real
from tests.gui.dances import add_generated, add_run, add_song
from workbench.actions.blending import Blend, blended, queue_blend
from workbench.actions.generating import asked_path

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def run(project):
    """A generator that has learnt three styles, and a waltz to dance to."""
    made = add_run(project, "vae-lstm-mdn")
    directory = project.runs.directory(made.id)
    directory.mkdir(parents=True, exist_ok=True)
    facts = {
        "model": "vae-lstm-mdn",
        "styles": ["rumba", "tango", "waltz"],
        "config": {"data": {"fps": 25.0}},
    }
    save_file({"w": np.zeros(1, np.float32)}, directory / "best.safetensors", {"barre": json.dumps(facts)})
    add_real(project, add_song(project), offset_s=0.4)
    return made


@pytest.fixture
def tab(qtbot, window, project):
    window.show_page("compare")
    page = window.page("compare")

    def opened():
        page.open_item(tab="Blend")
        qtbot.waitUntil(lambda: page.blend._blenders is not None)
        return page.blend

    return opened


def dance(project, run, blend: Blend, step: int):
    """Put a dance into the project as the job of a step would."""
    made = add_generated(project, run, str(blend.music), seed=step)
    asked_path(project.resolve(made.path)).write_text(json.dumps(blend.args_of(blend.steps[step])), "utf-8")
    return made


def test_steps_go_evenly_from_one_style_to_the_other(tmp_path):
    steps = Blend(1, tmp_path / "song.wav", "waltz", "tango", n_between=3).steps
    assert steps == (
        {"waltz": 1.0}, {"waltz": 0.75, "tango": 0.25}, {"waltz": 0.5, "tango": 0.5},
        {"waltz": 0.25, "tango": 0.75}, {"tango": 1.0},
    )  # fmt: skip
    for n in range(1, 6):
        for weights in Blend(1, tmp_path, "a", "b", n_between=n).steps:
            assert sum(weights.values()) == pytest.approx(1)


def test_what_is_made_or_waits_is_not_queued_again(project, run):
    blend = Blend(run.id, project.path / "media" / "song.wav", "rumba", "tango", n_between=1)
    first = dance(project, run, blend, 0)
    assert blended(project, blend) == [first, None, None]
    assert [job.args["asks"]["styles"] for job in queue_blend(project, blend)] == [
        {"rumba": 0.5, "tango": 0.5}, {"tango": 1.0},
    ]  # fmt: skip
    assert queue_blend(project, blend) == []
    other_seed = Blend(run.id, blend.music, "rumba", "tango", n_between=1, seed=1)
    assert blended(project, other_seed) == [None, None, None]


def test_without_a_run_that_blends_the_tab_says_what_to_train(qtbot, tab, project):
    add_run(project, "seq2seq")
    add_run(project, "a preset of another version")
    shown = tab()
    assert shown.stack.currentWidget() is shown.empty
    assert "vae-lstm-mdn" in shown.empty.hint.text()


def test_generate_queues_the_parents_and_what_lies_between(qtbot, tab, run, project):
    shown = tab()
    qtbot.waitUntil(lambda: "0 of 5" in shown.said.text())
    assert (shown.first.currentText(), shown.second.currentText()) == ("rumba", "tango")
    assert shown.start.value() == 0.4  # where the waltz begins in its song
    qtbot.keyClick(shown.second, Qt.Key.Key_Down)
    qtbot.keyClick(shown.between, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: "0 of 4" in shown.said.text())
    qtbot.mouseClick(shown.generate, LEFT)
    qtbot.waitUntil(lambda: len(project.jobs.all()) == 4)
    jobs = project.jobs.all()
    assert [job.args["asks"]["styles"] for job in jobs] == [
        {"rumba": 1.0}, {"rumba": 0.67, "waltz": 0.33}, {"rumba": 0.33, "waltz": 0.67}, {"waltz": 1.0},
    ]  # fmt: skip
    assert {(job.kind, job.run_id, job.args["start_s"], job.args["seed"]) for job in jobs} == {
        ("generate", run.id, 0.4, 0)
    }


def test_dances_that_are_made_play_from_style_to_style(qtbot, tab, run, project, context):
    shown = tab()
    shown.between.setValue(1)
    qtbot.waitUntil(lambda: "0 of 3" in shown.said.text())
    assert shown.dances.currentWidget() is shown.nothing
    for step in (2, 0, 1):
        dance(project, run, shown.blend, step)
    context.store_changed.emit()
    qtbot.waitUntil(lambda: len(shown.stage.panes) == 3)
    titles = [pane.title.text() for pane in shown.stage.panes]
    assert titles == ["rumba", "50% rumba, 50% tango", "tango"]
    assert "All dances are made" in shown.said.text()
    assert not shown.generate.isEnabled()
    assert shown.stage.player.n_frames > 0
    shown.first.setCurrentText("waltz")
    qtbot.waitUntil(lambda: len(shown.stage.panes) == 1)  # tango alone is there already
    assert shown.stage.panes[0].title.text() == "tango"


def test_a_style_is_not_blended_with_itself(qtbot, tab, run):
    shown = tab()
    shown.second.setCurrentText("rumba")
    assert shown.blend is None
    assert not shown.generate.isEnabled()
    assert "differ" in shown.said.text()


def test_a_file_can_be_the_song(qtbot, tab, run, tmp_path):
    shown = tab()
    shown.add_song(tmp_path / "mine.mp3")
    assert shown.blend.music == tmp_path / "mine.mp3"
    assert shown.start.value() == 0
