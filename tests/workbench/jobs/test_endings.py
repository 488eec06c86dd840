"""How a job ends whose project cannot be written just then."""

from __future__ import annotations

import pytest

from core.entities import JobState
from core.errors import StoreError
from db.jobs import Jobs
from workbench.jobs import worker


@pytest.fixture
def refuse(monkeypatch):
    """Let the store refuse a request of jobs a number of times, as one that is locked for long does."""
    monkeypatch.setattr(worker, "_PAUSE_S", 0.0)

    def make(request: str, times: int) -> None:
        real, left = getattr(Jobs, request), [times]

        def refusing(*args, **more):
            if left[0]:
                left[0] -= 1
                raise StoreError("The project is locked.")
            return real(*args, **more)

        monkeypatch.setattr(Jobs, request, refusing)

    return make


@pytest.fixture
def job(project):
    """A job with nothing to do."""
    return project.jobs.create("songs", {"videos": []})


def test_an_ending_is_stored_though_the_last_progress_is_refused(project, job, refuse):
    refuse("progress", 1000)
    assert worker.run_job(project.path, job.id).state is JobState.DONE


def test_an_ending_that_is_refused_is_said_again(project, job, refuse):
    refuse("finish", 3)
    assert worker.run_job(project.path, job.id).state is JobState.DONE


def test_a_store_that_stays_away_is_an_error_not_a_wait_forever(project, job, refuse):
    refuse("finish", 1000)
    with pytest.raises(StoreError, match="locked"):
        worker.run_job(project.path, job.id)
