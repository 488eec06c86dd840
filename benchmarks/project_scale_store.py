"""Does a project's size cost anything? The store alone, without windows.

    python benchmarks/project_scale_store.py [--frames N] [--folder DIR] [--json]

Builds a project of 1,000 and one of N (1,000,000) pose frames in 20 videos, 33 joints, 1 % of the frames
corrected, and prints for each what a person waits for, and the ratio between the two. Large and small take
turns within one run, so that whatever else the machine does falls on both. The last line is the disk's own
share of a correction: a bare one-row commit with the same settings beside the projects.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np
from fixtures import ANNOTATOR, build_project, move

from core.entities import Track
from db.project import Project

SMALL = 1000
BUDGETS_MS = {"correction durable, p95": 10.0}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--frames", type=int, default=1_000_000)
    parser.add_argument("--folder", type=Path, help="keep the projects here, and use those that are here")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    folder = options.folder or Path(tempfile.mkdtemp(prefix="barre-scale-"))
    try:
        sizes = {size: folder / f"scale-{size}.barre" for size in (SMALL, options.frames)}
        built = {size: _build(path, size) for size, path in sizes.items()}
        results = _measure(sizes) | {"bare commit, p95": {0: _p95(_bare_commits(folder))}}
    finally:
        if options.folder is None:
            shutil.rmtree(folder)
    if options.json:
        print(json.dumps({"build_s": built, "ms": results}))
    else:
        _print(built, results, options.frames)


def _build(path: Path, frames: int) -> float:
    """Return the seconds that building took; 0 when it was there."""
    if path.exists():
        return 0.0
    start = time.perf_counter()
    build_project(path, frames=frames).close()
    return time.perf_counter() - start


def _measure(projects: dict[int, Path]) -> dict[str, dict[int, float]]:
    """Milliseconds by what was done and by size."""
    opened = {size: _interleaved_open(path) for size, path in projects.items()}
    results: dict[str, dict[int, float]] = {"open to usable, median": opened}
    held = {size: Project.open(path) for size, path in projects.items()}
    try:
        tracks = {size: _tracks(project) for size, project in held.items()}
        for name, summary, action, times in (
            ("library rows, median", statistics.median, _summaries, 20),
            ("change count, p95", _p95, _change_count, 200),
            ("next frame, p95", _p95, _next_frame, 500),
            ("random frame, p95", _p95, _random_frame, 500),
            ("64 random frames, p95", _p95, _random_block, 100),
            ("correction durable, p95", _p95, _correct, 300),
        ):
            samples: dict[int, list[float]] = {size: [] for size in projects}
            for i in range(times):
                for size, project in held.items():
                    samples[size].append(_timed(action(project, tracks[size], i)))
            results[name] = {size: summary(values) for size, values in samples.items()}
    finally:
        for project in held.values():
            project.close()
    return results


def _interleaved_open(path: Path) -> float:
    def open_and_list() -> None:
        with Project.open(path) as project:
            project.videos.all()

    return statistics.median(_timed(open_and_list) for _ in range(15))


def _tracks(project: Project) -> list[Track]:
    return [track for video in project.videos.all() for track in project.tracks.for_video(video.id)]


Action = Callable[[], object]
_RNG = np.random.default_rng(1)


def _summaries(project: Project, _tracks: list[Track], _i: int) -> Action:
    return project.videos.summaries


def _change_count(project: Project, _tracks: list[Track], _i: int) -> Action:
    return project.change_count


def _next_frame(project: Project, tracks: list[Track], i: int) -> Action:
    return lambda: project.tracks.frame(tracks[0].id, i % tracks[0].n_frames)


def _random_frame(project: Project, tracks: list[Track], _i: int) -> Action:
    track = tracks[_RNG.integers(len(tracks))]
    frame = int(_RNG.integers(track.n_frames))
    return lambda: project.tracks.frame(track.id, frame)


def _random_block(project: Project, tracks: list[Track], _i: int) -> Action:
    track = tracks[_RNG.integers(len(tracks))]
    start = int(_RNG.integers(max(1, track.n_frames - 64)))
    return lambda: project.tracks.read(track.id, start, start + 64)


def _correct(project: Project, tracks: list[Track], _i: int) -> Action:
    track = tracks[_RNG.integers(len(tracks))]
    edit = move(_RNG, int(_RNG.integers(track.n_frames)))
    return lambda: project.corrections.put(track.id, [edit], ANNOTATOR)


def _bare_commits(folder: Path) -> list[float]:
    path = folder / "bare.db"
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("CREATE TABLE t (x)")
        times = [_timed(lambda: connection.execute("INSERT INTO t VALUES (1)")) for _ in range(300)]
    path.unlink()
    return times


def _timed(action: Action) -> float:
    start = time.perf_counter()
    action()
    return (time.perf_counter() - start) * 1000


def _p95(values: list[float]) -> float:
    return float(np.percentile(values, 95))


def _print(built: dict[int, float], results: dict[str, dict[int, float]], large: int) -> None:
    print(f"{'ms':28}{SMALL:>12,}{large:>12,}  ratio  budget")
    for name, by_size in results.items():
        values = [by_size[size] for size in sorted(by_size)]
        ratio = f"{values[1] / values[0]:7.2f}" if len(values) == 2 else " " * 7
        budget = f"{BUDGETS_MS[name]:8.0f}" if name in BUDGETS_MS else ""
        print(
            f"{name:28}"
            + "".join(f"{value:12.2f}" for value in values)
            + (" " * 12 if len(values) == 1 else "")
            + ratio
            + budget
        )
    print("built in " + ", ".join(f"{seconds:.1f} s" for seconds in built.values()))


if __name__ == "__main__":
    main()
