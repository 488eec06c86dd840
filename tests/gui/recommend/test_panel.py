"""Songs for a dance: listed, and heard under it in its tempo."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

import pytest
from PySide6.QtCore import Qt

from core.entities import JobState
from core.errors import JobError
from tests.gui.dances import add_run, add_song
from workbench.gui.recommend import panel as panels
from workbench.gui.recommend.panel import OWN, RecommendPanel
from workbench.gui.recommend.window import RecommendWindow
from workbench.gui.widgets.player.sound_feed import SoundFile


class FakeCommand(panels.Command):
    """Keeps what it was asked for and answers when it is told to."""

    asked: ClassVar[list[list[str]]] = []

    def __init__(self, arguments, parent=None):
        super().__init__(arguments, parent)
        self.asked.append(list(arguments))

    def start(self) -> None:
        """The test answers."""


@pytest.fixture(autouse=True)
def asked(monkeypatch):
    monkeypatch.setattr(FakeCommand, "asked", [])
    monkeypatch.setattr(panels, "Command", FakeCommand)
    return FakeCommand.asked


@pytest.fixture
def video(project, add_video):
    return add_video(project, "waltz", seconds=4.0)


def finish(project, run):
    job = project.jobs.create("train", {}, run_id=run.id)
    project.jobs.start(job.id, pid=1, host="here")
    project.jobs.finish(job.id, JobState.DONE)


@pytest.fixture
def runs(project):
    """A classifier, and after it two embeddings of which one is not done."""
    made = [add_run(project, preset, task) for preset, task in (
        ("motion-bigru", "classify"), ("motion-music", "recommend"), ("motion-music", "recommend"),
    )]  # fmt: skip
    for run in made[:2]:
        finish(project, run)
    return made


@pytest.fixture
def panel(qtbot, context, video, runs):
    made = RecommendPanel(context)
    qtbot.addWidget(made)
    made.resize(900, 500)
    made.show()
    made.show_dance(video.id)
    qtbot.waitUntil(lambda: made.stage.panes != [])
    yield made
    made.close_dance()


def song(name: str, path: str, *, score: float = 0.5, speed: float = 1.25, is_own: bool = False) -> dict:
    return {
        "song": {"path": path, "sha256": "0", "name": name, "videos": [], "styles": ["waltz"]},
        "score": score, "is_own": is_own, "tempo_bpm": 88.2, "speed": speed, "start_s": 1.5,
    }  # fmt: skip


def answer(panel, *songs: dict, notes=()) -> None:
    panel._command.done.emit(
        json.dumps(
            {
                "video": 1, "run": 2, "preset": "motion-music", "tempo_bpm": 110.0,
                "tempo_from_motion": True, "songs": list(songs), "notes": list(notes),
            }
        )
    )  # fmt: skip


def cells(panel) -> list[list[str]]:
    model = panel.table.model()
    return [
        [model.index(row, column).data() for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def test_runs_that_can_recommend_are_offered_the_embedding_first(panel, runs, asked, project, video):
    assert [panel.run.itemData(i) for i in range(panel.run.count())] == [runs[1].id, runs[0].id]
    (arguments,) = asked
    assert arguments[:3] == ["recommend", str(project.path), str(video.id)]
    assert arguments[arguments.index("--run") + 1] == str(runs[1].id)


def test_songs_are_listed_with_what_is_known_of_them(panel, project):
    answer(panel, song("Blue Danube", add_song(project), score=0.91234), notes=["gone.mp3 is gone."])
    assert cells(panel) == [["Blue Danube", "0.912", "waltz", "88", "1.25 ×"]]
    assert "110 bpm, guessed from how it moves" in panel.state.text()
    assert "gone.mp3 is gone." in panel.state.text()


def test_the_chosen_song_is_heard_stretched_from_where_the_dance_is(panel, project, qtbot):
    answer(panel, song("A", add_song(project, "a.wav")), song("B", add_song(project, "b.wav"), speed=0.8))
    panel.table.setFocus()
    qtbot.keyClick(panel.table, Qt.Key.Key_Down)
    heard = panel.stage.player.sound._file
    assert (heard.path.name, heard.rate, heard.shift_s) == ("b.wav", 0.8, 1.5)
    qtbot.keyClick(panel.table, Qt.Key.Key_Space)
    assert panel.stage.player.is_playing
    qtbot.keyClick(panel.table, Qt.Key.Key_Up)
    assert panel.stage.player.is_playing
    assert panel.stage.player.sound._file.path.name == "a.wav"


def test_the_music_that_it_was_danced_to_heads_the_list(panel, project):
    panel._danced = replace(panel._danced, own=SoundFile(Path(add_song(project)), 0.5))
    answer(panel, song("A", add_song(project, "a.wav")))
    assert [row[0] for row in cells(panel)] == [OWN, "A"]
    assert panel.table.currentIndex().row() == 1


def test_own_music_is_ranked_too(panel, asked, tmp_path, context):
    panel.add_folder(tmp_path)
    assert asked[-1][asked[-1].index("--songs") + 1] == str(tmp_path)
    assert context.settings.last_folder == tmp_path


def test_another_run_is_asked_when_it_is_chosen(panel, asked, runs, qtbot):
    panel.run.setFocus()
    qtbot.keyClick(panel.run, Qt.Key.Key_Down)
    assert asked[-1][asked[-1].index("--run") + 1] == str(runs[0].id)


def test_a_failure_is_said_in_the_panel_and_the_dance_stays(panel):
    panel._command.failed.emit(JobError("The run has no checkpoint.", "Train it again."))
    assert panel.state.text() == "The run has no checkpoint. Train it again."
    assert len(panel.stage.panes) == 1


def test_a_window_that_is_closed_while_it_listens_leaves_no_process(qtbot, context, video, runs, monkeypatch):
    monkeypatch.setattr(panels, "Command", panels.Command.__mro__[1])
    window = RecommendWindow(context, video.id)
    window.show()
    qtbot.waitUntil(lambda: window.panel._command is not None and window.panel._command.running)
    command = window.panel._command
    gone: list[bool] = []
    command.destroyed.connect(lambda: gone.append(True))
    window.close()
    qtbot.waitUntil(lambda: gone == [True])


def test_without_a_run_it_says_what_to_train_and_goes_there(qtbot, context, video):
    went: list[str] = []
    context.page_asked.connect(lambda name, _: went.append(name))
    window = RecommendWindow(context, video.id)
    qtbot.addWidget(window)
    window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    window.show()
    qtbot.waitUntil(lambda: window.windowTitle() == "Music for waltz")
    assert window.panel.list.currentWidget() is window.panel.empty
    window.panel.train_asked.emit()
    assert went == ["train"]
    assert not window.isVisible()


def test_ctrl_m_in_the_library_opens_the_window(qtbot, window, project, video):
    page = window.page("library")
    page.refresh()
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)
    page.table.select({video.id})
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    (shown,) = page.findChildren(RecommendWindow)
    qtbot.waitUntil(lambda: shown.windowTitle() == "Music for waltz")
    shown.close()
