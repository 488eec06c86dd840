from __future__ import annotations

import socket

import pytest

from core.entities import JobState
from workbench.gui.context import AppContext
from workbench.gui.settings import Settings

NO_SUCH_PROCESS = 2**22 + 1  # above the highest number that Linux gives


@pytest.fixture
def context(qtbot, tmp_path):
    made = AppContext(Settings(tmp_path / "settings.ini"), starts_jobs=True)
    yield made
    made.shutdown()


def test_a_job_whose_process_was_killed_is_shown_as_interrupted(context, project, qtbot):
    job = project.jobs.create("pose", {})
    project.jobs.start(job.id, NO_SUCH_PROCESS, socket.gethostname())
    context.job_keeper.tend()
    qtbot.waitUntil(lambda: [j.state for j in context.jobs] == [JobState.INTERRUPTED])


def test_a_queued_job_is_started_in_a_process_of_its_own_and_its_end_is_seen(context, project, qtbot):
    job = project.jobs.create("pose", {})  # of no video: it starts, and fails with a sentence
    context.job_keeper.tend()
    qtbot.waitUntil(lambda: project.jobs.get(job.id).pid is not None, timeout=30_000)
    qtbot.waitUntil(lambda: [j.state for j in context.jobs] == [JobState.FAILED], timeout=60_000)
    assert "about no video" in context.jobs[0].error
