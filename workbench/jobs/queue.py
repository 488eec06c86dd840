"""Which jobs compete with each other, how many may run at once, and what each waiting one waits for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from core.entities import Job, JobState
from db.project import Project
from workbench.jobs.devices import at_once
from workbench.jobs.kinds import KINDS


@dataclass(frozen=True)
class Lane:
    """Jobs that compete with each other, oldest first.

    Attributes:
        name: for people, for example ``"training on the CPU"``.
        limit: how many may run at once.
    """

    name: str
    limit: int
    running: tuple[Job, ...]
    waiting: tuple[Job, ...]

    @property
    def n_free(self) -> int:
        return max(0, self.limit - len(self.running))


def lanes(jobs: Iterable[Job], limits: Mapping[str, int]) -> list[Lane]:
    """Return the lanes in which something runs or waits, in the order of their oldest jobs.

    Args:
        limits: of trainings, by device; see `workbench.jobs.devices.at_once`.
    """
    found: dict[str, list[Job]] = {}
    for job in sorted(jobs, key=lambda job: job.id):
        if job.state.is_active and job.kind in KINDS:
            found.setdefault(KINDS[job.kind].lane(job), []).append(job)
    return [
        Lane(
            name,
            KINDS[members[0].kind].limit_on(members[0], limits),
            tuple(job for job in members if job.state is JobState.RUNNING),
            tuple(job for job in members if job.state is JobState.QUEUED),
        )
        for name, members in found.items()
    ]


def lanes_of(project: Project) -> list[Lane]:
    """Return the lanes of a project as they are now."""
    return lanes(project.jobs.active(), at_once(project))


def waits_for(jobs: Iterable[Job]) -> dict[int, str]:
    """Say of each waiting job, by id, what it waits for."""
    said = {}
    for lane in lanes(jobs, {}):
        for place, job in enumerate(lane.waiting):
            first = "the next" if place == 0 else f"after {place} other{'s' if place > 1 else ''}"
            said[job.id] = f"waiting: {first} for {lane.name}"
    return said
