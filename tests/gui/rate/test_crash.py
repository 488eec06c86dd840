"""Nothing that a rater saw stored is lost when the window is killed: a short run of the benchmark."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

BENCHMARKS = Path(__file__).parents[3] / "benchmarks"


def test_the_window_is_killed_while_somebody_answers_and_no_answer_is_lost() -> None:
    command = [sys.executable, str(BENCHMARKS / "crash_study.py"), "--kills", "2"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=250)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "lost, doubled or disordered    0" in done.stdout
