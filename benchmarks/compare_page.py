"""Does the Compare page stay quick with many runs and dances? Measured from the click to what is painted.

    python benchmarks/compare_page.py [--runs 200] [--epochs 500] [--clips 2000] [--json]

Toggles are the window's own work, so that other programs do not count; opening is by the clock.
Builds a project of 10 runs and 20 dances and one of the sizes asked for, and opens the page of each in a
process of its own. Prints what a person waits for, the longest that one event kept the window from answering,
and the ratio between the two sizes. It draws into memory unless QT_QPA_PLATFORM says otherwise.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

SMALL = (10, 500, 20)
TOGGLES = 30
OPENED, TOGGLED, TOGGLED_ALL = (
    "page open: lists, dances, curves (ms)",
    "a curve toggled among 8, p95 (ms)",
    "a curve toggled among all, p95 (ms)",
)
BLOCKED = "window blocked while it opens (ms)"
BUDGETS = {OPENED: 1000.0, TOGGLED: 50.0, TOGGLED_ALL: 50.0}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--epochs", type=int, default=500)
    parser.add_argument("--clips", type=int, default=2000)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure is not None:
        print(json.dumps(measure(options.measure)))
        return
    large = (options.runs, options.epochs, options.clips)
    with tempfile.TemporaryDirectory(prefix="barre-compare-") as folder:
        results = [_run(build(Path(folder) / f"{size[0]}.barre", *size)) for size in (SMALL, large)]
    if options.json:
        print(json.dumps(results))
        return
    columns = [f"{runs} runs, {clips:,} dances" for runs, _, clips in (SMALL, large)]
    print(f"{'':40}{columns[0]:>22}{columns[1]:>26}  ratio  budget")
    for name, small in results[0].items():
        value = results[1][name]
        budget = f"{BUDGETS[name]:8.0f}" if name in BUDGETS else ""
        print(f"{name:40}{small:22.1f}{value:26.1f}{value / small:7.2f}{budget}")


def build(path: Path, n_runs: int, n_epochs: int, n_clips: int) -> Path:
    """Make a project of runs with four metrics an epoch, and dances to one song."""
    from core.demo.choreography import choreograph
    from core.entities import Metric
    from core.formats import npz
    from core.media.sound import Audio, save_wav
    from db.project import Project

    rng = np.random.default_rng(0)
    with Project.create(path) as project:
        song = project.path / "song.wav"
        save_wav(song, Audio(0.1 * rng.standard_normal((16_000, 1)).astype(np.float32), 8000))
        npz.write(dance := project.path / "dance.npz", choreograph("waltz", duration_s=2.0, seed=0))
        for i in range(n_runs):
            config = {"config": {"training": {"epochs": n_epochs, "learning_rate": 0.1 / (1 + i % 7)}}}
            run = project.runs.create(
                name=f"run {i}", preset="seq2seq", task="generate", config=config, seed=i % 3, device="cpu",
                versions={},
            )  # fmt: skip
            falling = 2 / (1 + np.arange(n_epochs) / 20) + 0.05 * rng.standard_normal((2, n_epochs))
            project.runs.log(
                run.id,
                [
                    Metric(name, split, epoch, 10 * epoch, float(value))
                    for epoch in range(n_epochs)
                    for name, split, value in (
                        ("loss", "train", falling[0, epoch]),
                        ("learning_rate", "train", 0.1),
                        ("loss", "valid", falling[1, epoch]),
                        ("accuracy", "valid", 1 - falling[1, epoch] / 3),
                    )
                ],
            )
        for i in range(n_clips):
            project.generated.add(1 + i % n_runs, str(dance), "0" * 64, str(song), "1" * 64, 0.0, i, 25.0, 50)
    return path


def _run(project: Path) -> dict[str, float]:
    environment = {"QT_QPA_PLATFORM": "offscreen"} | dict(os.environ)
    done = subprocess.run(
        [sys.executable, __file__, "--measure", str(project)],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        sys.exit(done.stderr)
    measured: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return measured


def measure(project: Path) -> dict[str, float]:
    """Open the page and toggle curves, as a person does."""
    from annotate_session import WatchedApplication, rest

    from workbench.gui.context import AppContext
    from workbench.gui.settings import Settings
    from workbench.gui.window import MainWindow

    app = WatchedApplication()
    context = AppContext(Settings(project.parent / f"{project.stem}.ini"), starts_jobs=False)
    window = MainWindow(context)
    window.resize(1280, 800)
    window.show()
    if not context.open_project(project):
        sys.exit(f"{project} cannot be opened.")
    rest(1500)

    def until(is_so: Callable[[], object]) -> None:
        give_up = time.perf_counter() + 60
        while not is_so():
            app.processEvents()
            time.sleep(0.001)
            if time.perf_counter() > give_up:
                sys.exit("The page was not ready within a minute.")

    page = window.page("compare")
    page.tabs.setCurrentWidget(page.curves)
    app.worst_ms = 0.0
    began = time.perf_counter()
    window.show_page("compare")
    until(lambda: page.picker.model.rowCount() and page.curves.view.plot.shown and page.stage.panes)
    window.grab()
    opened_ms = (time.perf_counter() - began) * 1000
    runs = page.curves.model
    names = [str(record.run.id) for record in page.book.records]
    rng = np.random.default_rng(1)

    def toggled_ms(names: list[str]) -> float:
        runs.tick(names)
        until(lambda: len(page.curves.view.plot.shown) == 2 * len(names))
        taken = []
        for name in rng.choice(names, TOGGLES):
            for ticked in (set(names) - {name}, set(names)):
                began = time.thread_time()
                runs.tick(ticked)
                page.curves.grab()
                taken.append((time.thread_time() - began) * 1000)
        return float(np.percentile(taken, 95))

    blocked_ms = app.worst_ms
    measured = {
        OPENED: opened_ms,
        BLOCKED: blocked_ms,
        TOGGLED: toggled_ms(names[:8]),
        TOGGLED_ALL: toggled_ms(names),
    }
    window.close()
    context.shutdown()
    return measured


if __name__ == "__main__":
    main()
