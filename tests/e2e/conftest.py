"""The real commands, as a person types them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Barre = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def barre() -> Barre:
    """Run ``barre ARGUMENT...`` in a process of its own."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("QT_")}
    environment |= {"OMP_NUM_THREADS": "1", "COLUMNS": "200"}

    def run(*arguments: object, cwd: Path | None = None, **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-P", "-m", "workbench", *map(str, arguments)],
            capture_output=True,
            text=True,
            timeout=240,
            cwd=cwd,
            env=environment | more,
            check=False,
        )

    return run
