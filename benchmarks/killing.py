"""Somebody at work in a process of their own, killed at a moment: what the crash benchmarks share."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

from db.project import DATABASE


def run_and_kill(
    script: Path, arguments: Sequence[object], after_s: float, hear: Callable[[str], None]
) -> None:
    """Let a script work and kill it some time after the first line that it printed.

    Args:
        hear: told each whole line that it printed, those before its end included.
    """
    command = [sys.executable, str(script), *map(str, arguments)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        if not first:
            sys.exit(f"{script.name} ended by itself with {process.wait()}")
        hear(first)
        until = time.monotonic() + after_s
        while time.monotonic() < until:
            hear(process.stdout.readline())
        process.kill()
        for line in process.stdout:
            if line.endswith("\n"):
                hear(line)


def damage(project: Path) -> list[str]:
    """Return what SQLite finds wrong with a project's database; empty when it is sound."""
    with closing(sqlite3.connect(project / DATABASE)) as connection:
        verdict = connection.execute("PRAGMA integrity_check").fetchone()[0]
    return [] if verdict == "ok" else [f"the database is damaged: {verdict}"]
