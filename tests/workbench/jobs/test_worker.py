"""Jobs in processes of their own: how they live, and how they end."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from core.entities import Job, JobState
from db.project import Project
from workbench.jobs.supervise import mark_interrupted

RUNNING = JobState.RUNNING


def _state(project: Project, job: Job) -> JobState:
    return project.jobs.get(job.id).state


def _runs(project: Project, job: Job) -> bool:
    """Whether the work itself began, not only its process."""
    now = project.jobs.get(job.id)
    return now.state is RUNNING and now.heartbeat_at > now.started_at


def test_a_job_publishes_its_progress_and_ends_as_done(project, work, until):
    job = project.jobs.create("brief", {})
    assert work(job).wait(30) == 0
    done = project.jobs.get(job.id)
    assert (done.state, done.progress, done.message) == (JobState.DONE, 1.0, "half way")


def test_a_running_job_says_where_it_is_and_beats(project, work, until):
    job = project.jobs.create("polite", {})
    process = work(job)
    until(lambda: project.jobs.get(job.id).progress > 0)
    first = project.jobs.get(job.id)
    until(lambda: project.jobs.get(job.id).heartbeat_at > first.heartbeat_at)
    assert first.pid == process.pid
    assert first.message.startswith("step ")


@pytest.mark.parametrize("kind", ["polite", "deaf", "stuck"])
def test_a_cancelled_job_shows_as_cancelled_within_two_seconds(project, work, until, kind):
    job = project.jobs.create(kind, {})
    process = work(job)
    until(lambda: _runs(project, job))
    project.jobs.request_cancel(job.id)
    took_s = until(lambda: _state(project, job) is JobState.CANCELLED)
    assert took_s < 2.0
    process.wait(5)


def test_a_killed_job_shows_as_interrupted(project, work, until):
    job = project.jobs.create("deaf", {})
    process = work(job)
    until(lambda: _runs(project, job))
    assert mark_interrupted(project) == []
    os.kill(process.pid, signal.SIGKILL)
    # Nobody took its exit code yet: it is a zombie, which still has its number.
    until(lambda: bool(mark_interrupted(project)))
    assert _state(project, job) is JobState.INTERRUPTED


def test_an_interrupted_job_can_be_resumed(project, work, until):
    job = project.jobs.create("polite", {})
    first = work(job)
    until(lambda: _runs(project, job))
    first.kill()
    first.wait()
    mark_interrupted(project)
    project.jobs.requeue(job.id)
    second = work(job)
    until(lambda: _runs(project, job))
    assert project.jobs.get(job.id).pid == second.pid


def test_two_workers_never_run_one_job(project, work, until, tmp_path: Path):
    job = project.jobs.create("polite", {})
    both = [work(job), work(job)]
    until(lambda: any(process.poll() is not None for process in both))
    until(lambda: _runs(project, job))
    winner = next(process for process in both if process.poll() is None)
    loser = next(process for process in both if process.poll() is not None)
    assert project.jobs.get(job.id).pid == winner.pid
    assert loser.returncode != 0


def test_a_process_whose_job_was_given_away_ends(project, work, until):
    job = project.jobs.create("deaf", {})
    process = work(job)
    until(lambda: _runs(project, job))
    project.jobs.mark_interrupted(lambda _: False)  # as after a long sleep of the machine
    assert process.wait(5) != 0
    assert _state(project, job) is JobState.INTERRUPTED


def test_work_that_refuses_leaves_its_sentence(project, work, tmp_path: Path):
    job = project.jobs.create("refusing", {})
    work(job).wait(30)
    failed = project.jobs.get(job.id)
    assert (failed.state, failed.error, failed.hint) == (
        JobState.FAILED,
        "The cake is raw.",
        "Bake it longer.",
    )


def test_a_bug_leaves_a_sentence_and_its_traceback_in_the_log(project, work, tmp_path: Path):
    job = project.jobs.create("broken", {})
    work(job).wait(30)
    failed = project.jobs.get(job.id)
    assert failed.state is JobState.FAILED
    assert "a bug of ours" in failed.error
    assert "Traceback" in (tmp_path / f"{job.id}.log").read_text()


def test_a_job_of_an_unknown_kind_fails_with_a_sentence(project, work):
    job = project.jobs.create("fly", {})
    work(job).wait(30)
    assert "fly" in project.jobs.get(job.id).error
