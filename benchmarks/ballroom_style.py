"""How well styles of real ballroom dances are told apart by dances that were never trained on.

    python benchmarks/ballroom_style.py DATA [--preset motion-bigru] [--seed 0 1 2] [--fold 0] [--json]

DATA is a folder of the public music-to-dance set (``DANCE_C_2`` and so on). Styles with at least three dances
count: cha-cha, rumba, waltz. A seed deals the dances to training, validation and test and begins the weights;
no dance, no song and no near-duplicate motion is on two sides, so the waltzes, which share recorded figures,
lose windows: the split says which. Numbers are those of the test windows with the preset's own options; whole
dances are judged by the mean of their windows.

The set's dances are put together from recorded figures, and most of them recur in other dances facing another
way (cha-cha and rumba, too). A model that turns bodies to the front sees these as the same. So every number
is given twice: for all test windows, and for *new* ones, of which less than a quarter recurs in training or
validation however it is turned or mirrored.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from core.audio.features import extract
from core.data.dance import Dance
from core.data.split import Split
from core.data.twins import Likeness, near_duplicates
from core.formats import ballroom
from core.media.files import sha256_of
from core.metrics.classification import ClassificationReport, classification_report
from core.training.fit import fit
from core.training.presets import Preset, load_preset, with_overrides
from core.training.trained import TrainedModel, load_trained

STYLES = ("cha-cha", "rumba", "waltz")
NEW = 0.25
SCORES = ("macro_f1", "weighted_f1", "accuracy", "cross_entropy")
console = Console(stderr=True)


@dataclass(frozen=True, eq=False)
class Outcome:
    """One run: its verdict on test windows, on the new ones of them, and on whole dances.

    `new` is None when no test window is new; `summary` is what the split says.
    """

    preset: str
    seed: int
    fold: int
    windows: ClassificationReport
    new: ClassificationReport | None
    dances: ClassificationReport
    summary: str
    seconds: float


def read_dances(folder: Path, cache_dir: Path) -> list[Dance]:
    """Read the dances of the styles that can be split, with the features of their songs at their frames."""
    dances = []
    for path in sorted(folder.glob("DANCE_*")):
        file = ballroom.read(path)
        if file.style not in STYLES:
            continue
        song = audio = None
        if file.audio_path is not None:
            song = sha256_of(file.audio_path)
            times_s = file.audio_offset_s + np.arange(file.motion.n_frames) / file.motion.fps
            audio = extract(file.audio_path, times_s, cache_dir=cache_dir)
        dances.append(Dance(file.name, file.motion, file.style, song, audio))
    return dances


def run(preset: Preset, dances: list[Dance], *, seed: int, fold: int, device: str) -> Outcome:
    """Train and judge once, in a folder that is thrown away."""
    chosen = with_overrides(preset, [f"split.fold={fold}"])
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as run_dir, console.status("") as status:
        result = fit(
            chosen,
            dances,
            run_dir=Path(run_dir),
            seed=seed,
            device=device,
            on_progress=lambda _, said: status.update(f"{preset.name}, seed {seed}, fold {fold}: {said}"),
        )
        new = judge_new(load_trained(Path(run_dir)), dances, Split.from_dict(result.content["split"]))
    assert result.report.windows is not None
    assert result.report.dances is not None
    seconds = time.monotonic() - began
    return Outcome(
        preset.name, seed, fold, result.report.windows, new, result.report.dances, result.summary, seconds
    )


def judge_new(model: TrainedModel, dances: list[Dance], split: Split) -> ClassificationReport | None:
    """Judge the test windows of which less than a quarter is also on another side, turned or not."""
    dances = [next(dance for dance in dances if dance.key == key) for key in split.keys]
    seen = [np.zeros(dance.motion.n_frames, bool) for dance in dances]
    for twin in near_duplicates(dances, split.test, [*split.train, *split.valid], Likeness(turned=True)):
        seen[twin.ref.dance][twin.ref.start : twin.ref.stop] = True
    new = [r for r in split.test if seen[r.dance][r.start : r.stop].mean() < NEW]
    if not new:
        return None
    answers = [model.classify_windows(dances[r.dance], [(r.start, r.stop)]) for r in new]
    true = np.array([model.classes.index(str(dances[r.dance].style)) for r in new])
    return classification_report(true, np.concatenate(answers), model.classes)


def as_dict(outcome: Outcome) -> dict[str, object]:
    """Return a run for JSON."""
    return {
        "preset": outcome.preset,
        "seed": outcome.seed,
        "fold": outcome.fold,
        **{score: getattr(outcome.windows, score) for score in SCORES},
        "classes": outcome.windows.classes,
        "confusion": outcome.windows.confusion.tolist(),
        "new": None
        if outcome.new is None
        else {
            **{score: getattr(outcome.new, score) for score in SCORES},
            "confusion": outcome.new.confusion.tolist(),
        },
        "dances_confusion": outcome.dances.confusion.tolist(),
        "split": outcome.summary,
        "seconds": round(outcome.seconds, 1),
    }


def show(outcomes: list[Outcome]) -> None:
    """Print the runs of one preset and all their windows in one matrix; then the new windows only."""
    new = [(o, o.new) for o in outcomes if o.new is not None]
    for title, rows in (("all test windows", [(o, o.windows) for o in outcomes]), ("new test windows", new)):
        if rows:
            show_scores(f"{outcomes[0].preset}, {title}", rows)
            show_confusion([report for _, report in rows])


def show_scores(title: str, rows: list[tuple[Outcome, ClassificationReport]]) -> None:
    """Print a line a run, and the mean and sample standard deviation of each score."""
    table = Table(title=title)
    for heading in ("seed", "fold", *SCORES, "windows", "dances", "seconds"):
        table.add_column(heading, justify="right", no_wrap=True)
    for o, report in rows:
        right = f"{int(np.trace(o.dances.confusion))} of {o.dances.n}"
        scores = [f"{getattr(report, score):.3f}" for score in SCORES]
        table.add_row(str(o.seed), str(o.fold), *scores, str(report.n), right, f"{o.seconds:.0f}")
    table.add_section()
    values = np.array([[getattr(report, score) for score in SCORES] for _, report in rows])
    spread = values.std(axis=0, ddof=1) if len(values) > 1 else np.zeros(len(SCORES))
    means = [f"{mean:.3f} ± {sd:.3f}" for mean, sd in zip(values.mean(axis=0), spread, strict=True)]
    table.add_row("mean", "", *means)
    Console().print(table)


def show_confusion(reports: list[ClassificationReport]) -> None:
    """Print the windows of all runs in one matrix; rows are what they are."""
    table = Table(title="confusion, all runs")
    for heading in ("", *reports[0].classes):
        table.add_column(heading, justify="right")
    total = np.sum([report.confusion for report in reports], axis=0)
    for name, row in zip(reports[0].classes, total, strict=True):
        table.add_row(name, *(str(n) for n in row))
    Console().print(table)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--preset", nargs="+", default=["motion-bigru"])
    parser.add_argument("--seed", nargs="+", type=int, default=[0, 1, 2])
    parser.add_argument("--fold", nargs="+", type=int, default=[0])
    parser.add_argument("--set", nargs="+", default=[], metavar="KEY=VALUE", help="options of the preset")
    parser.add_argument("--device", default="auto", choices=["auto", "cpu", "cuda"])
    parser.add_argument("--cache", type=Path, help="where features of songs are kept")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def main() -> None:
    wishes = arguments()
    with tempfile.TemporaryDirectory() as temporary, console.status("hearing the songs"):
        dances = read_dances(wishes.data, wishes.cache or Path(temporary))
    found = []
    for name in wishes.preset:
        preset = with_overrides(load_preset(name), wishes.set)
        outcomes = [
            run(preset, dances, seed=seed, fold=fold, device=wishes.device)
            for seed in wishes.seed
            for fold in wishes.fold
        ]
        found += outcomes
        if not wishes.json:
            show(outcomes)
    if wishes.json:
        Console().print_json(json.dumps([as_dict(outcome) for outcome in found]))


if __name__ == "__main__":
    main()
