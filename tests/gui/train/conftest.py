from __future__ import annotations

import os
import socket
from collections.abc import Callable

import pytest

from core.entities import JobState, Run
from db.project import Project
from tests.gui.train.metrics import metrics_of


@pytest.fixture
def add_run() -> Callable[..., Run]:
    """Add a run with its job in a state, and metrics of some epochs of ten steps."""

    def add(
        project: Project, *, state: JobState = JobState.DONE, epochs: int = 3, of: int = 5,
        preset: str = "motion-bigru", task: str = "classify",
    ) -> Run:  # fmt: skip
        run = project.runs.create(
            preset=preset, task=task, config={"config": {"training": {"epochs": of}}}, seed=1, device="cpu",
            versions={"torch": "2.13"},
        )  # fmt: skip
        job = project.jobs.create("train", {"device": "cpu"}, run_id=run.id)
        if state is not JobState.QUEUED:
            project.jobs.start(job.id, os.getpid(), socket.gethostname())
            project.jobs.progress(job.id, epochs / of, f"epoch {epochs}")
        if not state.is_active:
            project.jobs.finish(job.id, state)
        project.runs.log(run.id, [m for epoch in range(epochs) for m in metrics_of(epoch)])
        return project.runs.get(run.id)

    return add
