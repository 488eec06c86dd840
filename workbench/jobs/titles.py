"""What a job is called before people."""

from __future__ import annotations

from core.entities import Job
from core.errors import BarreError
from db.project import Project
from workbench.jobs.kinds import KINDS


def title_of(project: Project, job: Job) -> str:
    """Return for example ``"Extract poses: tango_1"``."""
    what = KINDS[job.kind].title if job.kind in KINDS else job.kind
    return f"{what}: {about}" if (about := _about(project, job)) else what


def _about(project: Project, job: Job) -> str:
    try:
        if job.video_id is not None:
            return project.videos.get(job.video_id).name
        if job.run_id is not None:
            return project.runs.get(job.run_id).name
    except BarreError:  # removed meanwhile
        pass
    return ""
