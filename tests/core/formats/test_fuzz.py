"""Mutated files: every reader answers with data or one sentence, soon and in little memory.

Each format is read in a process of its own, so that a crash of a library is seen, and so is memory: see
`tests.core.formats.fuzzing`. Seeds are fixed. The long version:

    pytest -m slow -s tests/core/formats/test_fuzz.py
"""

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.core.formats.fuzzing import SAMPLES

TESTS = Path(__file__).parents[2]
# sleap-io installs a package "tests" of its own, which `python -m tests...` would find before this folder.
START = """
import sys, types
sys.modules["tests"] = tests = types.ModuleType("tests")
tests.__path__ = [sys.argv.pop(1)]
from tests.core.formats.fuzzing import main
main()
"""


def fuzz(name, folder, n_files, timeout_s):
    if name == "sleap" and importlib.util.find_spec("sleap_io") is None:
        pytest.skip('needs pip install "barre[sleap]"')
    command = [sys.executable, "-W", "error", "-c", START, str(TESTS), name, str(folder), str(n_files)]
    env = os.environ | {"PYTHONPATH": str(TESTS.parent), "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=timeout_s)
    assert done.returncode == 0, f"{name}: exit {done.returncode}\n{done.stderr[-2000:]}"
    outcome = json.loads(done.stdout)
    assert outcome["data"] + outcome["sentence"] == n_files
    assert outcome["sentence"] > n_files / 10  # the damage is not harmless
    return outcome


@pytest.mark.parametrize("name", SAMPLES)
def test_damage_ends_in_data_or_a_sentence(tmp_path, name):
    fuzz(name, tmp_path, 150, timeout_s=120)


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("name", SAMPLES)
def test_two_thousand_damaged_files_end_in_data_or_a_sentence(tmp_path, name):
    outcome = fuzz(name, tmp_path, 2000, timeout_s=1700)
    sys.stdout.write(f"\n{name}: {json.dumps(outcome)}\n")
