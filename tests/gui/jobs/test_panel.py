from __future__ import annotations

import os

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.entities import JobState
from workbench.gui.jobs.model import Column, JobModel
from workbench.gui.jobs.panel import JobPanel, summary_of
from workbench.jobs.context import log_path


@pytest.fixture
def panel(qtbot, context, project):
    window = QWidget()
    qtbot.addWidget(window)
    made = JobPanel(context)
    QVBoxLayout(window).addWidget(made)
    window.resize(900, 700)
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    yield made
    window.close()


def start(project, job) -> None:
    project.jobs.start(job.id, os.getpid(), "here")


def states(panel) -> list[str]:
    return [str(job.state) for job in panel.model.jobs]


def test_it_is_a_sound_model_while_jobs_come_and_change(qtbot, project, qtmodeltester):
    model = JobModel()
    qtmodeltester.check(model)
    first = project.jobs.create("pose", {})
    model.set_jobs(project.jobs.all())
    project.jobs.create("train", {})
    start(project, first)
    model.set_jobs(project.jobs.all())
    assert [job.id for job in model.jobs] == [2, 1]
    qtmodeltester.check(model)
    model.set_jobs(project.jobs.all()[1:])
    assert [job.id for job in model.jobs] == [2]
    model.set_jobs([])
    qtmodeltester.check(model)


def test_it_opens_when_something_runs_and_stays_closed_when_the_person_closed_it(
    panel, project, context, qtbot
):
    assert not panel.is_open
    project.jobs.create("pose", {})
    qtbot.waitUntil(lambda: panel.is_open)
    panel.toggle.click()
    project.jobs.create("pose", {})
    qtbot.waitUntil(lambda: len(panel.model.jobs) == 2)
    assert not panel.is_open


def test_jobs_are_named_after_their_video(panel, project, add_video, qtbot):
    video = add_video(project, "tango_1")
    project.jobs.create("pose", {}, video_id=video.id)
    title = "Extract poses: tango_1"
    qtbot.waitUntil(lambda: panel.model.rowCount() and panel.model.index(0, Column.TITLE).data() == title)


def test_a_running_job_shows_message_and_time_and_can_be_cancelled(panel, project, qtbot):
    job = project.jobs.create("pose", {})
    start(project, job)
    project.jobs.progress(job.id, 0.5, "frame 50 of 100")
    qtbot.waitUntil(lambda: states(panel) == ["running"])
    qtbot.waitUntil(lambda: panel.model.index(0, Column.MESSAGE).data() == "frame 50 of 100")
    assert panel.model.index(0, Column.TIME).data().endswith("left")
    panel.select(job.id)
    assert panel.cancel_button.isEnabled()
    assert not panel.resume_button.isEnabled()
    panel.table.setFocus()
    qtbot.keyClick(panel.table, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: project.jobs.get(job.id).cancel_requested)
    qtbot.waitUntil(lambda: panel.model.index(0, Column.STATE).data() == "Stopping")


def test_a_waiting_training_says_what_it_waits_for(panel, project, qtbot):
    first, _ = (project.jobs.create("train", {"device": "cpu"}) for _ in range(2))
    qtbot.waitUntil(lambda: states(panel) == ["queued", "queued"])
    message = panel.model.index(0, Column.MESSAGE)
    assert panel.model.index(0, Column.STATE).data() == "Waiting"
    assert message.data() == "waiting: after 1 other for training on the CPU"
    start(project, first)
    qtbot.waitUntil(lambda: message.data() == "waiting: the next for training on the CPU")


def test_a_failed_job_says_why_and_can_be_resumed(panel, project, qtbot):
    job = project.jobs.create("pose", {})
    start(project, job)
    project.jobs.finish(job.id, JobState.FAILED, "tango.mp4 is gone.", "Put it back.")
    qtbot.waitUntil(lambda: states(panel) == ["failed"])
    assert panel.model.index(0, Column.MESSAGE).data() == "tango.mp4 is gone. Put it back."
    panel.set_open(True)
    panel.select(job.id)
    panel.resume_button.click()
    qtbot.waitUntil(lambda: states(panel) == ["queued"])


def test_the_log_is_shown_and_followed(panel, project, qtbot):
    job = project.jobs.create("pose", {})
    path = log_path(project, job)
    path.write_text("loading the model\n", encoding="utf-8")
    qtbot.waitUntil(lambda: states(panel) == ["queued"])
    panel.select(job.id)
    log = panel.show_log()
    assert log.text.toPlainText() == "loading the model\n"
    with path.open("a", encoding="utf-8") as file:
        file.write("frame 1 größer\n")
    qtbot.waitUntil(lambda: log.text.toPlainText().endswith("frame 1 größer\n"))
    log.close()


def test_a_log_that_was_not_written_is_empty(panel, project, qtbot):
    job = project.jobs.create("pose", {})
    qtbot.waitUntil(lambda: states(panel) == ["queued"])
    panel.select(job.id)
    log = panel.show_log()
    assert log.text.toPlainText() == ""
    log.close()


def test_the_summary_counts_what_needs_attention(project):
    assert summary_of([]) == "none yet"
    jobs = [project.jobs.create("pose", {}) for _ in range(3)]
    start(project, jobs[0])
    start(project, jobs[1])
    project.jobs.finish(jobs[1].id, JobState.FAILED, "x")
    assert summary_of(project.jobs.all()) == "1 running, 1 waiting, 1 failed"
    project.jobs.finish(jobs[0].id, JobState.DONE)
    project.jobs.request_cancel(jobs[2].id)
    done = [job for job in project.jobs.all() if job.state is not JobState.FAILED]
    assert summary_of(done) == "2 jobs, all ended"


def test_a_closed_project_leaves_no_jobs_behind(panel, project, context, qtbot):
    project.jobs.create("pose", {})
    qtbot.waitUntil(lambda: panel.model.rowCount() == 1)
    context.close_project()
    assert panel.model.rowCount() == 0
    assert panel.summary.text() == "none yet"
