from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QUndoCommand
from pytestqt.qtbot import QtBot

from core.errors import StoreError
from db.project import Project
from workbench.gui.context import AppContext
from workbench.gui.edits import Edit
from workbench.gui.messages import Level, Message


def test_a_new_project_is_open_and_remembered(context: AppContext, qtbot: QtBot, tmp_path: Path):
    with qtbot.waitSignal(context.project_opened):
        assert context.new_project(tmp_path / "a.barre")
    assert context.open.name == "a"
    assert context.settings.recent_projects == [tmp_path / "a.barre"]


def test_the_newest_project_is_first_in_the_recent_ones_and_gone_ones_are_left_out(context, tmp_path):
    for name in ("a", "b", "c"):
        assert context.new_project(tmp_path / f"{name}.barre")
    context.open_project(tmp_path / "a.barre")
    (tmp_path / "b.barre").rename(tmp_path / "gone.barre")
    assert [path.stem for path in context.settings.recent_projects] == ["a", "c"]


def test_what_is_no_project_is_told_and_the_open_one_stays(context, project, qtbot, tmp_path):
    (tmp_path / "empty").mkdir()
    with qtbot.waitSignal(context.message_sent) as sent:
        assert not context.open_project(tmp_path / "empty")
    message: Message = sent.args[0]
    assert message.level is Level.BAD
    assert "not a Barre project" in message.text
    assert context.project is project


def test_without_a_project_asking_for_it_says_so(context):
    with pytest.raises(StoreError, match="No project is open"):
        _ = context.open


def test_closing_clears_undo_because_its_ids_belong_to_that_project(context, project, qtbot):
    context.undo_stack.push(QUndoCommand("nothing"))
    with qtbot.waitSignal(context.project_closed):
        context.close_project()
    assert context.project is None
    assert context.undo_stack.count() == 0


def test_a_change_by_another_process_is_noticed(context, project, qtbot):
    with Project.open(project.path) as other, qtbot.waitSignal(context.store_changed):
        other.annotators.named("Bob")


def test_jobs_that_another_process_queues_are_seen(context, project, qtbot):
    with qtbot.waitSignal(context.jobs_changed) as changed, Project.open(project.path) as other:
        other.jobs.create("pose", {})
    assert [job.kind for job in changed.args[0]] == ["pose"]
    assert context.jobs == changed.args[0]


def test_a_job_can_be_cancelled_and_resumed(context, project, qtbot):
    job = project.jobs.create("pose", {})
    context.job_keeper.cancel(job.id)
    qtbot.waitUntil(lambda: [str(j.state) for j in context.jobs] == ["cancelled"])
    context.job_keeper.resume(job.id)
    qtbot.waitUntil(lambda: [str(j.state) for j in context.jobs] == ["queued"])


def test_a_job_that_cannot_be_resumed_is_told(context, project, qtbot):
    job = project.jobs.create("pose", {})
    with qtbot.waitSignal(context.message_sent) as sent:
        context.job_keeper.resume(job.id)
    assert "cannot be resumed" in sent.args[0].text


def test_results_for_a_closed_project_are_dropped(context, project, qtbot):
    heard = []
    context.background(lambda: 1, heard.append)
    context.close_project()
    qtbot.waitUntil(lambda: context.pool.idle)
    assert heard == []


def test_the_annotator_is_remembered_and_never_empty(context, qtbot):
    with qtbot.waitSignal(context.annotator_changed):
        context.annotator = " Grace "
    assert context.annotator == "Grace"
    context.annotator = "  "
    assert context.annotator == "Grace"


def test_a_bug_carries_its_traceback_and_an_expected_error_only_its_words(context, qtbot, caplog):
    sent: list[Message] = []
    context.message_sent.connect(sent.append)
    context.report(StoreError("The disk is gone.", "Plug it in."))
    context.report(KeyError("what"))
    assert (sent[0].text, sent[0].hint, sent[0].details) == ("The disk is gone.", "Plug it in.", "")
    assert "KeyError" in sent[1].details
    assert len(caplog.records) == 1


class _FailingEdit(Edit):
    def apply(self) -> None:
        raise StoreError("The disk is full.")

    def revert(self) -> None:
        raise AssertionError("never applied")


def test_an_edit_that_fails_is_told_and_is_not_on_the_undo_stack(context, project, qtbot):
    with qtbot.waitSignal(context.message_sent) as sent:
        context.undo_stack.push(_FailingEdit(context, "move a joint"))
    assert sent.args[0].text == "The disk is full."
    assert context.undo_stack.count() == 0
