"""Running jobs on this machine, each in a detached process, with a queue."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading

from core.entities import Job, JobState
from core.errors import JobError
from db.project import Project
from workbench.jobs.context import log_path
from workbench.jobs.queue import lanes_of
from workbench.jobs.supervise import mark_interrupted


def start_queued(project: Project) -> list[Job]:
    """Start queued jobs, oldest first, as far as their kinds' limits allow, and return those started.

    Called by everyone who passes by: the window, a waiting command, and each worker as it ends, so that a
    queue drains with nobody watching. Dead jobs are marked first and hold no place. Jobs that were queued on
    another machine are left alone: opening a project that a stranger sent must start nothing. Cancel and
    resume such a job to run it here.
    """
    mark_interrupted(project)
    started = []
    while (job := _next(project)) is not None:
        mine = start(project, job.id)
        if mine is None:
            break  # somebody else is starting jobs of this queue right now
        started.append(mine)
    return started


def start(project: Project, job_id: int) -> Job | None:
    """Start a queued job in a process that outlives this one; None when somebody else started it.

    The process is a session of its own, so that neither Ctrl+C nor the end of the terminal reaches it. Its
    output goes to the job's log.
    """
    job = project.jobs.get(job_id)
    # -P: a file called core.py where the person stands must not shadow ours.
    command = [sys.executable, "-P", "-m", "workbench", "job", "run", str(project.path), str(job_id)]
    with log_path(project, job).open("ab") as log:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
        )
    # Someone must take the exit code, or a killed job stays a zombie for as long as the window is open.
    threading.Thread(target=process.wait, name=f"reaper of job {job_id}", daemon=True).start()
    try:
        return claim(project, job_id, process.pid)
    except JobError:
        return None


def claim(project: Project, job_id: int, pid: int) -> Job:
    """Give a queued job to a process; `JobError` when it is not queued or another process has it.

    Whoever starts a process claims the job for it, and so does the process itself: the first one wins, and
    the other finds what it wanted. So a job that was started does not look queued while Python still loads.
    """
    host = socket.gethostname()
    try:
        return project.jobs.start(job_id, pid, host)
    except JobError:
        job = project.jobs.get(job_id)
        if job.state is JobState.RUNNING and (job.pid, job.host) == (pid, host):
            return job
        raise


def _next(project: Project) -> Job | None:
    """Return the oldest queued job of this machine whose lane has a free place."""
    free = [job for lane in lanes_of(project) if lane.n_free for job in lane.waiting]
    ours = [job for job in free if job.host == socket.gethostname()]
    return min(ours, key=lambda job: job.id, default=None)
