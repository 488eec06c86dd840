"""On which device a training runs, told without loading PyTorch: the queue asks, and so does the window."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from functools import cache
from importlib.metadata import version
from typing import Any

from core.entities import Job
from core.errors import InputError
from db.project import Project

CPU, CUDA = "cpu", "cuda"
NAMES = {CPU: "the CPU", CUDA: "the GPU"}
_KEY = "trainings_at_once"  # of the project's settings: how many, by device
_DEFAULT = 1  # a training fills its device
_MOST = 64


def device_of(job: Job) -> str:
    """Return where a training runs: ``"cpu"`` or ``"cuda"``."""
    return device_for(job.args.get("device"))


def device_for(wish: object) -> str:
    """Return the device that somebody gets who wishes ``"cpu"``, ``"cuda"``, or the best there is."""
    if isinstance(wish, str) and wish in NAMES:
        return wish
    return CUDA if has_gpu() else CPU


@cache
def has_gpu() -> bool:
    """True when this machine has a driver of NVIDIA's, and PyTorch is not the one that knows only CPUs."""
    return shutil.which("nvidia-smi") is not None and "+cpu" not in version("torch")


def at_once(project: Project) -> dict[str, int]:
    """Return how many trainings of a project may run at once, by device."""
    stored = project.settings.get(_KEY, {})
    return {device: _sound(stored, device) for device in NAMES}


def set_at_once(project: Project, device: str, n: int) -> None:
    """Say how many trainings may run at once on a device; running ones go on.

    Raises:
        InputError: no such device, or a number that is not from 1 to 64.
    """
    if device not in NAMES:
        raise InputError(f"There is no device {device!r}.", f"Known: {', '.join(NAMES)}.")
    if not 1 <= n <= _MOST:
        raise InputError(f"From 1 to {_MOST} trainings can run at once; got {n}.")
    project.settings.set(_KEY, {**at_once(project), device: n})


def _sound(stored: Any, device: str) -> int:
    """A setting may come with a stranger's project: what is no small number is not believed."""
    n = stored.get(device) if isinstance(stored, Mapping) else None
    return n if isinstance(n, int) and 1 <= n <= _MOST else _DEFAULT
