"""A short run of the benchmark that README quotes: intervals hold the truth about as often as they say."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

BENCHMARK = Path(__file__).parents[3] / "benchmarks" / "study_coverage.py"


def test_intervals_of_synthetic_studies_hold_the_truth():
    command = [sys.executable, str(BENCHMARK), "--studies", "60", "--seed", "1"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=200)
    shares = [float(share) for share in re.findall(r"(\d+\.\d) % of", done.stdout)]
    assert len(shares) == 4, done.stdout + done.stderr
    assert all(90 <= share <= 99 for share in shares), done.stdout
