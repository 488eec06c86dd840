"""Nothing that the window showed as done is lost when it is killed: a short run of the benchmark."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from core.entities import CorrectionKind, JointEdit
from db.project import Project

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


@pytest.fixture
def benchmark(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    import crash_session

    return crash_session


def test_the_window_is_killed_while_somebody_annotates_and_nothing_is_lost() -> None:
    command = [sys.executable, str(BENCHMARKS / "crash_session.py"), "--kills", "3"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=250)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "lost, or project damaged  0" in done.stdout


def test_a_loss_would_be_seen(benchmark: ModuleType, tmp_path: Path) -> None:
    from fixtures import build_project

    with build_project(tmp_path / "p.barre", frames=20, videos=1) as project:
        track = project.tracks.for_video(1)[0]
        (segment,) = project.segments.for_video(1)
        screen = benchmark.Screen(n_edits=2)
        screen.joints = {3: project.tracks.frame(track.id, 3)[:, :2].tolist()}
        screen.segments = [[segment.label, segment.start_s, segment.end_s]]
    assert benchmark.check(tmp_path / "p.barre", screen) == []
    with Project.open(tmp_path / "p.barre") as project:
        project.corrections.put(track.id, [JointEdit(3, 0, CorrectionKind.MOVE, 1.0, 2.0)], "Kim")
        project.segments.remove(segment.id)
    assert len(benchmark.check(tmp_path / "p.barre", screen)) == 2
    screen.is_trying = True  # one edit was under way: it explains one difference, not two
    assert len(benchmark.check(tmp_path / "p.barre", screen)) == 2
