"""The kinds of jobs: what each one runs, and how many of them may run at once."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module

from core.entities import Job
from core.errors import JobError
from workbench.jobs.context import JobContext
from workbench.jobs.devices import NAMES, device_of

Work = Callable[[JobContext], None]


@dataclass(frozen=True)
class JobKind:
    """What a job of this kind does.

    Attributes:
        title: for people, with the job's video or run named after it.
        work: ``module:function`` taking a `JobContext`; imported only in the worker, so that listing jobs
            loads neither torch nor MediaPipe.
        limit: how many may run at once on one lane; trainings have their own for each device.
        lane: which of the kind's jobs compete with each other, in words.
    """

    title: str
    work: str
    limit: int
    lane: Callable[[Job], str] = lambda job: KINDS[job.kind].title.lower()

    def limit_on(self, job: Job, by_device: Mapping[str, int]) -> int:
        """Return how many may run at once on the lane of a job; trainings as `by_device` says."""
        return by_device.get(device_of(job), self.limit) if job.kind == "train" else self.limit

    def load(self) -> Work:
        """Import the work."""
        module, _, function = self.work.partition(":")
        work: Work = getattr(import_module(module), function)
        return work


def _device_lane(job: Job) -> str:
    return f"training on {NAMES[device_of(job)]}"


KINDS = {
    # Decoding and inference of one video fill one core; more than two compete for memory bandwidth.
    "pose": JobKind("Extract poses", "workbench.jobs.works:pose", min(2, os.cpu_count() or 1)),
    "songs": JobKind("Listen to songs", "workbench.jobs.works:songs", 1),
    "previews": JobKind("Find beats", "workbench.jobs.works:previews", 1),
    "proxy": JobKind("Make scrubbing fast", "workbench.jobs.works:proxy", 1),
    "train": JobKind("Train", "workbench.jobs.works:train", 1, _device_lane),
    # Waits for its trials, which are trainings in their own lane.
    "search": JobKind("Search for options", "workbench.jobs.works:search", 4),
    "generate": JobKind("Generate", "workbench.jobs.works:generate", 1),
    "film": JobKind("Make a film", "workbench.jobs.works:film", 1),
}


def kind_of(job: Job) -> JobKind:
    """Return a job's kind; `JobError` for one that this version does not know."""
    try:
        return KINDS[job.kind]
    except KeyError as e:
        raise JobError(
            f"Job {job.id} is of a kind {job.kind!r} that this version of Barre does not know.",
            "Run it with the version that made it.",
        ) from e
