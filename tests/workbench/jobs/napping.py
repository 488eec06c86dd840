"""A worker process whose jobs' only business is to take time: ``python napping.py P JOB``."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from core.errors import InputError
from workbench.jobs.context import JobContext
from workbench.jobs.kinds import KINDS, JobKind
from workbench.jobs.worker import run_job


def polite(context: JobContext) -> None:
    """Listens, and says how far it is."""
    for i in range(300):
        context.check()
        context.progress(i / 300, f"step {i}")
        time.sleep(0.1)


def brief(context: JobContext) -> None:
    """Ends by itself."""
    context.progress(0.5, "half way")


def deaf(_context: JobContext) -> None:
    """Never looks up."""
    time.sleep(60)


def stuck(_context: JobContext) -> None:
    """Never looks up, and is never idle either."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        sum(range(100_000))


def refusing(_context: JobContext) -> None:
    raise InputError("The cake is raw.", "Bake it longer.")


def broken(_context: JobContext) -> None:
    raise KeyError("a bug of ours")


for work in (polite, brief, deaf, stuck, refusing, broken):
    KINDS[work.__name__] = JobKind(work.__name__, f"__main__:{work.__name__}", 1)

if __name__ == "__main__":
    run_job(Path(sys.argv[1]), int(sys.argv[2]))
