"""How fast is pose import against the bare MediaPipe loop, and what do two films at once gain?

    python benchmarks/pose_import.py [FILM] [--repeats N] [--seconds S] [--json]

Prints two ratios, each the median over repeats whose members run right after one another, so that whatever
else the machine does falls on both:

    one / bare   reader + estimate on one film over cv2.VideoCapture.read + detect_for_video    budget >= 0.95
    two / bare   two films at once in two processes over the same bare loop                     budget >= 1.8

Every measurement is a process of its own that loads everything, says that it is ready, waits for the start,
and runs the film over and over for a few seconds. Without a FILM it is a dancer of the demo.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

BUDGETS = {"one / bare": 0.95, "two / bare": 1.8}


@dataclass(frozen=True)
class Rate:
    """What one process did: frames, wall-clock and processor seconds."""

    frames: int
    wall_s: float
    cpu_s: float


def bare_loop(film: Path, model: Path) -> Callable[[], int]:
    """The loop that everybody writes: read, convert, detect."""
    import mediapipe as mp
    from mediapipe.tasks.python import BaseOptions, vision

    from core.media.opencv import cv2

    opencv = cv2()
    options = vision.PoseLandmarkerOptions(
        base_options=BaseOptions(model_asset_path=str(model)), running_mode=vision.RunningMode.VIDEO
    )

    def run() -> int:
        capture, n = opencv.VideoCapture(str(film)), 0
        fps = capture.get(opencv.CAP_PROP_FPS)
        with vision.PoseLandmarker.create_from_options(options) as landmarker:
            while (answer := capture.read())[0]:
                rgb = opencv.cvtColor(answer[1], opencv.COLOR_BGR2RGB)
                image = mp.Image(image_format=mp.ImageFormat.SRGB, data=rgb)
                landmarker.detect_for_video(image, int(n * 1000 / fps))
                n += 1
        capture.release()
        return n

    return run


def pipeline(film: Path, model: Path) -> Callable[[], int]:
    """What the import job runs."""
    from core.media.reader import VideoReader
    from core.pose.estimate import estimate

    def run() -> int:
        with VideoReader(film) as video:
            return sum(len(block.image) for block in estimate(video, model=model))

    return run


def work(kind: str, film: Path, model: Path, seconds: float) -> None:
    """Be one of the measured processes."""
    run = {"bare": bare_loop, "pipeline": pipeline}[kind](film, model)
    run()  # everything is loaded, and the file is in memory
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    frames, started, cpu_started = 0, time.perf_counter(), time.process_time()
    while (wall_s := time.perf_counter() - started) < seconds:
        frames += run()
    wall_s = time.perf_counter() - started
    print(json.dumps(asdict(Rate(frames, wall_s, time.process_time() - cpu_started))))


def measure(kind: str, n_processes: int, film: Path, model: Path, seconds: float) -> tuple[float, float]:
    """Return frames a second of all processes together, and processor seconds a frame."""
    command = [sys.executable, __file__, str(film), "--worker", kind, "--model", str(model)]
    processes = [
        subprocess.Popen(
            [*command, "--seconds", str(seconds)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        for _ in range(n_processes)
    ]
    for process in processes:
        assert process.stdout is not None
        if process.stdout.readline() != "ready\n":
            raise SystemExit(f"The {kind} process did not start.")
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    rates = [Rate(**json.loads(process.communicate()[0])) for process in processes]
    frames_a_second = sum(rate.frames / rate.wall_s for rate in rates)
    return frames_a_second, sum(rate.cpu_s for rate in rates) / sum(rate.frames for rate in rates)


def compare(film: Path, model: Path, repeats: int, seconds: float) -> dict[str, object]:
    """Return the medians of rates and of ratios within each repeat."""
    members = {"bare": ("bare", 1), "one": ("pipeline", 1), "two": ("pipeline", 2)}
    rates: dict[str, list[float]] = {name: [] for name in members}
    cpu_ms: dict[str, list[float]] = {name: [] for name in members}
    for repeat in range(repeats):
        order = list(members.items())
        for name, (kind, n_processes) in order if repeat % 2 == 0 else order[::-1]:
            rate, cpu_s = measure(kind, n_processes, film, model, seconds)
            rates[name].append(rate)
            cpu_ms[name].append(cpu_s * 1000)
    ratios = {
        f"{above} / {below}": statistics.median(
            a / b for a, b in zip(rates[above], rates[below], strict=True)
        )
        for above, below in (("one", "bare"), ("two", "bare"), ("two", "one"))
    }
    return {
        "film": film.name,
        "frames_per_s": {name: statistics.median(values) for name, values in rates.items()},
        "cpu_ms_per_frame": {name: statistics.median(values) for name, values in cpu_ms.items()},
        "ratios": ratios,
        "budgets": BUDGETS,
        "repeats": repeats,
        "processors": os.cpu_count(),
        "load_average": os.getloadavg()[0],
    }


def show(result: dict[str, object]) -> None:
    """Print the figures for people."""
    rates, cpu_ms, ratios = result["frames_per_s"], result["cpu_ms_per_frame"], result["ratios"]
    assert isinstance(rates, dict)
    assert isinstance(cpu_ms, dict)
    assert isinstance(ratios, dict)
    print(f"{result['film']}, {result['processors']} processors, load {result['load_average']:.1f}")
    for name, text in (("bare", "bare loop"), ("one", "one film"), ("two", "two films at once")):
        print(f"  {text:18} {rates[name]:7.1f} frames/s  {cpu_ms[name]:6.1f} ms of processor a frame")
    for name, ratio in ratios.items():
        budget = BUDGETS.get(name)
        verdict = "" if budget is None else f"  budget {budget:.2f}: {'met' if ratio >= budget else 'MISSED'}"
        print(f"  {name:18} {ratio:7.2f}{verdict}")


def demo_film(folder: Path) -> Path:
    """Draw a dancer of the demo."""
    from core.demo.videos import make_demo_videos

    return make_demo_videos(folder, per_style=1, duration_s=4)[0].path


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("film", nargs="?", type=Path, help="a film with a person in it")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=4.0, help="of each measurement")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--worker", choices=["bare", "pipeline"], help=argparse.SUPPRESS)
    parser.add_argument("--model", type=Path, help="a .task file; found or fetched when not given")
    asked = parser.parse_args()
    if asked.worker:
        work(asked.worker, asked.film, asked.model, asked.seconds)
        return
    from core.pose.model import pose_model

    model = asked.model or pose_model()
    with tempfile.TemporaryDirectory() as folder:
        film = asked.film or demo_film(Path(folder))
        result = compare(film, model, asked.repeats, asked.seconds)
    if asked.json:
        print(json.dumps(result, indent=2))
    else:
        show(result)


if __name__ == "__main__":
    main()
