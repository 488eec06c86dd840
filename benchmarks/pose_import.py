"""How fast is pose import against the bare MediaPipe loop, and what do two films at once gain?

    python benchmarks/pose_import.py [FILM] [--repeats N] [--seconds S] [--json]

Prints two ratios, each the median over repeats whose members run right after one another, so that whatever
else the machine does falls on both:

    one / bare   reader + estimate on one film over cv2.VideoCapture.read + detect_for_video    budget >= 0.95
    two / bare   two films at once in two processes over the same bare loop                     budget >= 1.8

and the same ratios by processor time, which is what they would be if nobody else used the machine and all
processes found a processor each: on a busy machine (a process "had" much less than one) believe these.

Every measurement is a process of its own that loads everything, says that it is ready, waits for the start,
and runs the film over and over for a few seconds. Without a FILM it is a dancer of the demo.
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
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

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


def measure(kind: str, n_processes: int, film: Path, model: Path, seconds: float) -> list[Rate]:
    """Run processes at once and return what each did."""
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
    return [Rate(**json.loads(process.communicate()[0])) for process in processes]


@dataclass
class Member:
    """One side of the comparison, measured again and again."""

    kind: str
    n_processes: int
    frames_per_s: list[float] = field(default_factory=list)
    cpu_ms_per_frame: list[float] = field(default_factory=list)
    processors_had: list[float] = field(default_factory=list)

    def measure(self, film: Path, model: Path, seconds: float) -> None:
        rates = measure(self.kind, self.n_processes, film, model, seconds)
        self.frames_per_s.append(sum(rate.frames / rate.wall_s for rate in rates))
        cpu_s = sum(rate.cpu_s for rate in rates)
        self.cpu_ms_per_frame.append(1000 * cpu_s / sum(rate.frames for rate in rates))
        self.processors_had.append(sum(rate.cpu_s / rate.wall_s for rate in rates))

    def medians(self) -> dict[str, float]:
        return {
            "frames_per_s": median(self.frames_per_s),
            "cpu_ms_per_frame": median(self.cpu_ms_per_frame),
            "processors_had": median(self.processors_had),
        }


def compare(film: Path, model: Path, repeats: int, seconds: float) -> dict[str, Any]:
    """Return the medians of figures, and of ratios within each repeat."""
    bare, one, two = members = Member("bare", 1), Member("pipeline", 1), Member("pipeline", 2)
    for repeat in range(repeats):
        for member in members if repeat % 2 == 0 else members[::-1]:
            member.measure(film, model, seconds)
    names = {"one / bare": (one, bare), "two / bare": (two, bare), "two / one": (two, one)}
    return {
        "film": film.name,
        "repeats": repeats,
        "processors": os.cpu_count(),
        "bare": bare.medians(),
        "one": one.medians(),
        "two": two.medians(),
        "ratios": {name: ratio(a.frames_per_s, b.frames_per_s) for name, (a, b) in names.items()},
        "ratios_by_processor_time": {
            name: ratio(b.cpu_ms_per_frame, a.cpu_ms_per_frame) * a.n_processes / b.n_processes
            for name, (a, b) in names.items()
        },
        "budgets": BUDGETS,
    }


def ratio(above: list[float], below: list[float]) -> float:
    return median(a / b for a, b in zip(above, below, strict=True))


def show(result: dict[str, Any]) -> None:
    """Print the figures for people."""
    print(f"{result['film']}, {result['processors']} processors, medians of {result['repeats']}")
    for name, text in (("bare", "bare loop"), ("one", "one film"), ("two", "two films at once")):
        figures = result[name]
        print(
            f"  {text:18} {figures['frames_per_s']:7.1f} frames/s {figures['cpu_ms_per_frame']:6.1f} ms of "
            f"processor a frame, had {figures['processors_had']:.2f} processors"
        )
    for name, value in result["ratios"].items():
        budget = BUDGETS.get(name)
        verdict = "" if budget is None else f"  budget {budget:.2f}: {'met' if value >= budget else 'MISSED'}"
        by_processor = result["ratios_by_processor_time"][name]
        print(f"  {name:18} {value:7.2f}  by processor time {by_processor:.2f}{verdict}")


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
