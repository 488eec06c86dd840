"""The queue on this machine."""

from __future__ import annotations

import os
import socket
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from core.entities import JobState
from core.errors import JobError
from workbench.jobs.context import log_path
from workbench.jobs.follow import follow, wait
from workbench.jobs.kinds import KINDS
from workbench.jobs.local import claim, start_queued
from workbench.jobs.supervise import STALE, STALE_HERE, is_alive
from workbench.jobs.titles import title_of


def test_a_queue_drains_with_nobody_watching(project, until):
    """Jobs about no video fail at once; it is the queue that is looked at."""
    jobs = [project.jobs.create("pose", {}) for _ in range(4)]
    started = start_queued(project)
    assert [job.id for job in started] == [job.id for job in jobs[: KINDS["pose"].limit]]
    until(lambda: not project.jobs.active())
    assert {job.state for job in project.jobs.all()} == {JobState.FAILED}
    assert "Traceback" in log_path(project, project.jobs.get(jobs[-1].id)).read_text()


def test_started_jobs_hold_their_places_before_python_has_loaded(project):
    for _ in range(4):
        project.jobs.create("pose", {})
    first = start_queued(project)
    second = start_queued(project)
    assert not {job.id for job in first} & {job.id for job in second}
    wait(project, [job.id for job in project.jobs.all()])


def test_only_one_training_runs_on_a_device(project):
    for _ in range(2):
        project.jobs.create("train", {"device": "auto"})
    assert [job.id for job in start_queued(project)] == [1]
    wait(project, [1, 2])


@pytest.mark.parametrize("host", ["a-strangers-laptop", None])
def test_opening_a_project_starts_nothing_that_was_queued_elsewhere(project, host):
    job = project.jobs.create("pose", {})
    with closing(sqlite3.connect(project.path / "project.db")) as database, database:
        database.execute("UPDATE jobs SET host = ?", (host,))
    assert start_queued(project) == []
    project.jobs.request_cancel(job.id)
    project.jobs.requeue(job.id)  # the person wants it here
    assert [started.id for started in start_queued(project)] == [job.id]
    wait(project, [job.id])


def test_waiting_returns_how_each_job_ended(project):
    job = project.jobs.create("pose", {})
    states = [jobs[0].state for jobs in follow(project, [job.id])]
    assert states[-1] is JobState.FAILED
    assert states[0].is_active


def test_a_job_is_claimed_by_one_process_and_may_be_claimed_twice_by_it(project):
    job = project.jobs.create("pose", {})
    mine = claim(project, job.id, os.getpid())
    assert claim(project, job.id, os.getpid()) == mine
    with pytest.raises(JobError):
        claim(project, job.id, os.getpid() + 1)


def _running(project):
    job = project.jobs.create("pose", {})
    return project.jobs.start(job.id, os.getpid(), socket.gethostname())


def test_a_job_of_this_process_is_alive(project):
    assert is_alive(_running(project))


def test_a_process_that_is_seen_to_exist_may_be_silent_for_minutes(project):
    """The machine slept, or its disk is busy."""
    a_while_ago = datetime.now(UTC) - STALE_HERE + timedelta(seconds=30)
    assert a_while_ago < datetime.now(UTC) - STALE
    assert is_alive(replace(_running(project), heartbeat_at=a_while_ago))


def test_a_job_silent_for_longer_hangs_even_when_its_process_is_there(project):
    long_ago = datetime.now(UTC) - STALE_HERE - timedelta(seconds=1)
    assert not is_alive(replace(_running(project), heartbeat_at=long_ago))


def test_a_process_that_began_after_the_job_is_another_one_with_its_number(project):
    job = replace(_running(project), pid=os.getppid())
    before_it_began = datetime.fromtimestamp(0, UTC)
    assert is_alive(job)
    assert not is_alive(replace(job, started_at=before_it_began))


def test_a_job_on_another_machine_is_judged_by_its_heartbeat(project):
    elsewhere = replace(_running(project), host="elsewhere", pid=1)
    assert is_alive(elsewhere)
    assert not is_alive(replace(elsewhere, heartbeat_at=elsewhere.started_at - timedelta(minutes=1)))


def test_a_job_is_called_after_its_video_even_when_that_is_gone(project):
    assert title_of(project, project.jobs.create("pose", {})) == KINDS["pose"].title
