from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from core.formats import npz
from tests.conftest import make_motion
from workbench.cli.app import app


@pytest.fixture
def dances(tmp_path):
    for name, motion in (("real.npz", make_motion()), ("mirrored.npz", make_motion().mirrored())):
        npz.write(tmp_path / name, motion)
    return tmp_path


def test_metrics_are_a_table_for_people(dances):
    done = CliRunner().invoke(app, ["metrics", str(dances / "mirrored.npz"), str(dances / "real.npz")])
    assert done.exit_code == 0, done.output
    assert "MPJPE" in done.stdout
    assert "mirrored" in done.stdout


def test_metrics_are_json_for_programs(dances):
    path = str(dances / "real.npz")
    done = CliRunner().invoke(app, ["metrics", path, path, "--json"])
    assert json.loads(done.stdout)["reference"]["pose_error"]["mpjpe_m"] == 0
