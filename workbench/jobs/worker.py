"""Inside the process of one job: claim it, do its work, and leave a true last word whatever happens."""

from __future__ import annotations

import logging
import os
import sys
import time
import traceback
from pathlib import Path

from core.entities import Job, JobState
from core.errors import Cancelled, StoreError
from db.project import Project
from workbench.actions.faults import explain
from workbench.jobs.context import JobContext
from workbench.jobs.kinds import kind_of
from workbench.jobs.local import claim, start_queued
from workbench.jobs.watcher import Ending, Watcher

# A store that cannot be written (locked, or on a full disk or a lost network drive) may be well again soon.
_TRIES = 6
_PAUSE_S = 5.0


def run_job(path: Path, job_id: int) -> Job:
    """Run a queued job in this process and return it as it ended; then start whatever is queued behind it.

    What the work raises ends up in the job's row, its traceback in the log (standard error). `JobError` when
    the job is not queued, or another process was quicker; `StoreError` when its end cannot be stored.
    """
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(asctime)s %(message)s")
    with Project.open(path) as project:
        context = JobContext(project, claim(project, job_id, os.getpid()))
        context.progress(0.0, "starting")
        ending = Ending(context)
        watcher = Watcher(context, ending, on_give_up=lambda: start_queued(project))
        watcher.start()
        try:
            end = _work(context)
        finally:
            watcher.leave()
        context.log(f"Ended as {end[0]} after {time.process_time():.1f} s of processor time.")
        _say(context, ending, end)
        start_queued(project)
        return project.jobs.get(job_id)


def _work(context: JobContext) -> tuple[JobState, str, str]:
    """Do the work and return how it ended: state, error, hint."""
    try:
        kind_of(context.job).load()(context)
    except (Cancelled, KeyboardInterrupt):
        return JobState.CANCELLED, "", ""
    except Exception as e:  # noqa: BLE001  whatever it is, the job must not stay "running"
        context.log(traceback.format_exc())
        fault = explain(e)
        return JobState.FAILED, fault.message, fault.hint
    return JobState.DONE, "", ""


def _say(context: JobContext, ending: Ending, end: tuple[JobState, str, str]) -> None:
    """Store how the job ended, patiently: a training of hours must not look interrupted for a locked file."""
    for tries_left in reversed(range(_TRIES)):
        try:
            ending.say(*end)
            return
        except StoreError as e:
            context.log(f"Cannot store how the job ended: {e}")
            if not tries_left:
                raise
            time.sleep(_PAUSE_S)
