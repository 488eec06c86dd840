"""Kill the raters' window while somebody answers, many times, and look for what was lost.

    python benchmarks/crash_study.py [--kills 100] [--seed 0]

Every kill is SIGKILL at a random moment of a session in a process of its own (`crash_rater.py`), which goes
on where the last one was killed. Afterwards the database must be sound, every answer after which the next
clip was shown must be there as it was given, once, and the next trial must be the one that follows; the one
answer that was under way may be there or not. The exit code is 1 when something is missing.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from fixtures import add_study
from killing import damage, run_and_kill

from db.project import Project

RATER = Path(__file__).with_name("crash_rater.py")
LONGEST_S = 1.0  # of work after the first answer


@dataclass
class Screen:
    """What all sessions showed as done, in order, and the answer that was under way at the last kill."""

    done: list[list[object]] = field(default_factory=list)
    trying: list[object] | None = None

    def take(self, line: str) -> None:
        said = json.loads(line)
        if "done" in said:
            self.done.append(said["done"])
            self.trying = None
        else:
            self.trying = said["trying"]


def main() -> int:
    options = parse()
    draw = random.Random(options.seed)
    faults: list[str] = []
    n_shown = n_under_way = 0
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "crash.barre"
        with Project.create(path) as project:
            study = add_study(project)
        screen = Screen()
        for kill in range(options.kills):
            before = len(screen.done)
            run_and_kill(RATER, (path, study, kill), draw.uniform(0, LONGEST_S), screen.take)
            n_shown += len(screen.done) - before
            n_under_way += screen.trying is not None
            faults += [f"kill {kill + 1}: {fault}" for fault in check(path, study, screen)]
            print(f"\r{kill + 1} kills, {n_shown} answers, {len(faults)} faults", end="", file=sys.stderr)
    print(file=sys.stderr)
    print(f"kills                                   {options.kills}")
    print(f"of these in the middle of an answer     {n_under_way}")
    print(f"answers after which the screen went on  {n_shown}")
    print(f"of these lost, doubled or disordered    {len(faults)}")
    for fault in faults:
        print(fault)
    return 1 if faults or not n_shown else 0


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args()


def check(path: Path, study: int, screen: Screen) -> list[str]:
    """Return what is wrong with a study after its window was killed; what was under way becomes known."""
    if found := damage(path):
        return found
    with Project.open(path) as project:
        stored = [[a.rater, a.trial, a.choice] for a in project.study_answers.answers(study)]
        raters = project.study_answers.raters(study)
        following = {rater.code: project.study_answers.next_trial(rater.id) for rater in raters}
    expected = list(screen.done)
    if screen.trying is not None and stored[len(expected) :] == [screen.trying]:
        expected.append(screen.trying)  # it was on the disk before the screen could say so
        screen.done.append(screen.trying)
        screen.trying = None
    faults = [] if stored == expected else [f"{len(stored)} answers are stored, {len(expected)} were shown"]
    for rater in raters:
        answered = sum(one[0] == rater.code for one in stored)
        trial = following[rater.code]
        if (trial.position if trial else len(rater.plan)) != answered:
            faults.append(f"{rater.code} would go on elsewhere than where they were")
    return faults


if __name__ == "__main__":
    sys.exit(main())
