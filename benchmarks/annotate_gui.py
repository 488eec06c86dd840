"""Does a project's size cost anything before the screen? The Annotate page, measured from key to paint.

    python benchmarks/annotate_gui.py [--frames N] [--folder DIR] [--seconds S] [--json]

Builds a project of 1,000 and one of N (1,000,000) pose frames in 20 videos, 33 joints, 1 % of the frames
corrected, over real H.264 films of 640 x 360, and opens each in a window of its own process. Prints what a
person waits for, the longest that one event kept the window from answering, the memory at its peak, and the
ratio between the two sizes. On a machine without a display it draws into memory, as the tests do
(QT_QPA_PLATFORM=offscreen); set QT_QPA_PLATFORM=xcb for a real window.

A video of the small project has 50 frames, which all stay decoded: random frames cost it no decoding, and
the ratio of those rows says so.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from fixtures import Film, build_project

SMALL = 1000
VIDEOS = 20
BUDGETS = {
    "open to first paint, from the shell (ms)": 2500.0,
    "open to first paint, after imports (ms)": 1000.0,
    "next frame painted, p95 (ms)": 16.0,
    "next frame painted, key held, p95 (ms)": 16.0,
    "random frame painted, p95 (ms)": 25.0,
    "random frame without a proxy, p95 (ms)": 80.0,
    "correction durable, p95 (ms)": 10.0,
    "drag step painted, p95 (ms)": 5.0,
    "drag step with its limb painted, p95 (ms)": 5.0,
    "window blocked at most (ms)": 16.0,
    "memory at its peak (MB)": 350.0,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--frames", type=int, default=1_000_000)
    parser.add_argument(
        "--folder", type=Path, help="keep films and projects here, and use those that are here"
    )
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure is not None:
        from annotate_session import measure

        print(json.dumps(measure(options.measure)))
        return
    folder = options.folder or Path(tempfile.mkdtemp(prefix="barre-gui-scale-"))
    folder.mkdir(parents=True, exist_ok=True)
    try:
        results = {size: _run(_project(folder, size)) for size in (SMALL, options.frames)}
    finally:
        if options.folder is None:
            shutil.rmtree(folder)
    if options.json:
        print(json.dumps(results))
    else:
        _print(results, options.frames)


def _project(folder: Path, frames: int) -> Path:
    """Return a project of that many frames, made with its films; the first video has its scrub proxy."""
    path = folder / f"gui-{frames}.barre"
    if path.exists():
        return path
    from film import long_film

    from workbench.actions.proxies import proxy_path

    each = frames // VIDEOS
    film_path = folder / f"film-{each}.mp4"
    if not film_path.exists():
        long_film(film_path, n_frames=each)
    with build_project(path, frames=frames, videos=VIDEOS, film=Film(str(film_path))) as project:
        proxy = proxy_path(project, project.videos.get(1))
        proxy.parent.mkdir(parents=True, exist_ok=True)
        long_film(folder / f"proxy-{each}.mp4", n_frames=each, as_proxy=True)
        (folder / f"proxy-{each}.mp4").rename(proxy)
    return path


def _run(project: Path) -> dict[str, float]:
    """Measure one project in a process of its own."""
    environment = {"QT_QPA_PLATFORM": "offscreen"} | dict(os.environ)
    started_at = time.time()
    done = subprocess.run(
        [sys.executable, __file__, "--measure", str(project)],
        env=environment | {"BARRE_STARTED_AT": str(started_at)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        sys.exit(done.stderr)
    measured: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return measured


def _print(results: dict[int, dict[str, float]], large: int) -> None:
    print(f"{'':44}{SMALL:>10,}{large:>12,}  ratio  budget")
    for name, small in results[SMALL].items():
        value = results[large][name]
        ratio = f"{value / small:7.2f}" if small else " " * 7
        budget = f"{BUDGETS[name]:8.0f}" if name in BUDGETS else ""
        print(f"{name:44}{small:10.1f}{value:12.1f}{ratio}{budget}")


if __name__ == "__main__":
    main()
