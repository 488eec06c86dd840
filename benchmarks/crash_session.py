"""Kill the real window while somebody annotates, many times, and look for what was lost.

    python benchmarks/crash_session.py [--kills 200] [--seed 0]

Every kill is SIGKILL at a random moment of an editing session in a process of its own (drags, segments, undo,
redo: `crash_annotator.py`). Afterwards the database must be sound, and everything that the screen showed as
done must be there; the one edit that was under way may be there or not. The exit code is 1 when something is
missing.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from film import long_film
from fixtures import Film, build_project
from killing import damage, run_and_kill

from db.project import Project

ANNOTATOR = Path(__file__).with_name("crash_annotator.py")
N_FRAMES = 200
LONGEST_S = 1.0  # of work after the first edit


@dataclass
class Screen:
    """What a session showed last: joints by frame, the segments, and whether an edit was under way."""

    joints: dict[int, list[list[float]]] = field(default_factory=dict)
    segments: list[list[object]] = field(default_factory=list)
    n_edits: int = 0
    is_trying: bool = False

    def take(self, line: str) -> None:
        said = json.loads(line)
        self.is_trying = "trying" in said
        if not self.is_trying:
            self.n_edits += 1
            self.joints[said["frame"]] = said["joints"]
            self.segments = sorted(said["segments"])


def main() -> int:
    options = parse()
    draw = random.Random(options.seed)
    n_edits = n_under_way = 0
    faults: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder) / "crash.barre"
        film = Path(folder) / "film.mp4"
        long_film(film, n_frames=N_FRAMES)
        build_project(project, frames=N_FRAMES, videos=1, film=Film(path=str(film))).close()
        for kill in range(options.kills):
            screen = Screen()
            run_and_kill(ANNOTATOR, (project, kill), draw.uniform(0, LONGEST_S), screen.take)
            found = check(project, screen)
            faults += [f"kill {kill + 1}: {fault}" for fault in found]
            n_edits += screen.n_edits
            n_under_way += screen.is_trying
            so_far = f"{kill + 1} kills, {n_edits} edits shown as done, {len(faults)} faults"
            print(f"\r{so_far}", end="", file=sys.stderr)
    print(file=sys.stderr)
    print(f"kills                              {options.kills}")
    print(f"of these in the middle of an edit  {n_under_way}")
    print(f"edits that the screen showed       {n_edits}")
    print(f"of these lost, or project damaged  {len(faults)}")
    for fault in faults:
        print(fault)
    return 1 if faults or not n_edits else 0


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args()


def check(path: Path, screen: Screen) -> list[str]:
    """Return what is wrong with a project after its window was killed."""
    if found := damage(path):
        return found
    with Project.open(path) as project:
        track = project.tracks.for_video(1)[0]
        stored = project.tracks.read(track.id)[..., :2]
        segments = sorted([s.label, s.start_s, s.end_s] for s in project.segments.for_video(1, "style"))
    lost = [
        f"frame {frame} is not as it was shown"
        for frame, joints in screen.joints.items()
        if not np.array_equal(stored[frame], np.array(joints, np.float32), equal_nan=True)
    ]
    if screen.n_edits and segments != screen.segments:
        lost.append("the segments are not as they were shown")
    # The edit that was under way may have been stored: it changes one frame, or the segments.
    return lost if len(lost) > screen.is_trying else []


if __name__ == "__main__":
    sys.exit(main())
