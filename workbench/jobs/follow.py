"""Waiting for jobs, as commands do."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence

from core.entities import Job
from db.project import Project
from workbench.jobs.local import start_queued

LOOK_S = 0.2
# Looking for dead processes and free places asks the system, not only the project.
TEND_S = 1.0


def follow(project: Project, job_ids: Sequence[int]) -> Iterator[list[Job]]:
    """Yield the jobs as they are, about five times a second, until all of them ended.

    Keeps the queue going meanwhile. Yields at least once; the last time with every job ended.
    """
    tended_at = float("-inf")
    while True:
        if time.monotonic() - tended_at >= TEND_S:
            start_queued(project)
            tended_at = time.monotonic()
        jobs = [project.jobs.get(job_id) for job_id in job_ids]
        yield jobs
        if not any(job.state.is_active for job in jobs):
            return
        time.sleep(LOOK_S)


def wait(project: Project, job_ids: Sequence[int]) -> list[Job]:
    """Wait until all jobs ended, and return them."""
    jobs: list[Job] = []
    for jobs in follow(project, job_ids):  # noqa: B007  the last ones are the result
        pass
    return jobs
