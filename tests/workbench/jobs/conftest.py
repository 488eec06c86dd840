"""Real worker processes."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from core.entities import Job
from db.project import Project

NAPPING = Path(__file__).with_name("napping.py")
Work = Callable[[Job], subprocess.Popen[bytes]]


@pytest.fixture
def work(project: Project, tmp_path: Path) -> Iterator[Work]:
    """Start a process that runs a job of `napping`; whatever still runs at the end is killed."""
    started: list[subprocess.Popen[bytes]] = []

    def start(job: Job) -> subprocess.Popen[bytes]:
        command = [sys.executable, str(NAPPING), str(project.path), str(job.id)]
        with (tmp_path / f"{job.id}.log").open("ab") as log:
            process = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()


def until(condition: Callable[[], bool], *, within_s: float = 30.0) -> float:
    """Wait for a condition and return how long it took; fails when it does not come true."""
    began = time.monotonic()
    while not condition():
        assert time.monotonic() - began < within_s, "it did not come true in time"
        time.sleep(0.02)
    return time.monotonic() - began


@pytest.fixture(name="until")
def until_fixture() -> Callable[..., float]:
    return until
