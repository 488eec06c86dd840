"""How generators dance to real ballroom music that they never heard, beside the real dances.

    python benchmarks/ballroom_generators.py DATA [--preset NAME ...] [--seed 0 1 2] [--json]
    python benchmarks/ballroom_generators.py DATA --run RUN_DIR ...

DATA is a folder of the public music-to-dance set (``DANCE_C_2`` and so on); dances without a song are left
out. A seed deals the dances to training, validation and test and begins the weights. The first column are the
real test dances by the same measures, the others the models: means over the seeds, and their standard
deviation where there are several. What each measure is, and what it hides, stands in ``docs/metrics.md``.
``--run`` judges runs that were trained elsewhere (a run's folder of a project), with ``--draws 5`` by five
dances to each song: they keep their own split, and it must be of these dances. ``--classifier`` is the folder
of a trained style classifier, which is then asked what was danced. Models that can be asked for a style are
left to the music unless ``--tell-style`` is said, and ``--novelty`` asks those that can be asked how new to
dance.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from ballroom_style import read_dances
from rich.console import Console
from rich.table import Table as Printed

from core.data.dance import Dance
from core.training.checkpoints import BEST
from core.training.checkpoints import load as load_checkpoint
from core.training.evaluate import Evaluation, evaluate
from core.training.fit import fit
from core.training.measures import MEASURES
from core.training.presets import Preset, load_preset, with_overrides
from workbench.actions.jsonable import to_json

console = Console(stderr=True)


@dataclass(frozen=True, eq=False)
class Outcome:
    """One run, judged.

    Attributes:
        seconds, device: of the training; None and "" where it was not trained here.
    """

    name: str
    seed: int | None
    verdict: Evaluation
    seconds: float | None = None
    device: str = ""


def trained(
    preset: Preset, dances: list[Dance], run_dir: Path, *, seed: int, device: str, **asked: Any
) -> Outcome:
    """Train and judge once; for what can be asked see `core.training.evaluate.evaluate`."""
    began = time.monotonic()
    with console.status("") as status:
        result = fit(
            preset,
            dances,
            run_dir=run_dir,
            seed=seed,
            device=device,
            on_progress=lambda _, said: status.update(f"{preset.name}, seed {seed}: {said}"),
        )
    seconds = time.monotonic() - began
    verdict = evaluate(run_dir, dances, **asked) if asked else result.report
    return Outcome(preset.name, seed, verdict, seconds, device)


def kept(run_dir: Path, dances: list[Dance], **asked: Any) -> Outcome:
    """Judge a run that was trained before."""
    facts = load_checkpoint(run_dir / BEST).facts
    with console.status(f"judging {run_dir}"):
        verdict = evaluate(run_dir, dances, **asked)
    return Outcome(str(facts["preset"]), None, verdict)


def columns(outcomes: Sequence[Outcome], *, real: bool) -> dict[str, list[float]]:
    """Return the values of each measure, one a run that has it."""
    found: dict[str, list[float]] = {}
    for outcome in outcomes:
        table = outcome.verdict.table
        if table is not None:
            for name, estimate in (table.real if real else table.made).items():
                found.setdefault(name, []).append(estimate.value)
    return found


def show(outcomes: Sequence[Outcome]) -> None:
    """Print a column a model, since there are more measures than models; real dances first."""
    names = list(dict.fromkeys(outcome.name for outcome in outcomes))
    groups = [("real dances", outcomes, True)]
    groups += [(name, [o for o in outcomes if o.name == name], False) for name in names]
    table = Printed(title="generated dances to unheard music")
    table.add_column("")
    for title, members, _ in groups:
        table.add_column(f"{title} ({len(members)})", justify="right")
    values = [columns(members, real=real) for _, members, real in groups]
    for measure in MEASURES:
        if any(measure.name in column for column in values):
            table.add_row(measure.title, *(said(column.get(measure.name, [])) for column in values))
    seconds = [[o.seconds for o in members if o.seconds is not None] for _, members, _ in groups[1:]]
    devices = [" ".join(sorted({o.device for o in members if o.device})) for _, members, _ in groups[1:]]
    asked = [[o.verdict.recognised for o in members if o.verdict.recognised] for _, members, _ in groups]
    if asked[0]:
        of_real = [found.real_probability.value for found in asked[0]]
        of_made = [[found.made_probability.value for found in each] for each in asked[1:]]
        table.add_row("probability of the style meant", *(said(values) for values in (of_real, *of_made)))
    table.add_section()
    table.add_row("training and judging, s", "", *(said(each, digits=0) for each in seconds))
    table.add_row("device", "", *devices)
    Console(width=max(120, 30 + 24 * len(groups))).print(table)
    notes = [note for o in outcomes if o.verdict.table is not None for note in o.verdict.table.notes]
    for note in dict.fromkeys(notes):
        Console().print(note)


def said(values: Sequence[float], digits: int = 3) -> str:
    """Return mean and sample standard deviation, or the one value."""
    if not values:
        return ""
    if len(values) == 1:
        return f"{values[0]:.{digits}f}"
    return f"{np.mean(values):.{digits}f} ± {np.std(values, ddof=1):.{digits}f}"


def as_dict(outcome: Outcome) -> dict[str, object]:
    """Return a run for JSON; intervals are by dance."""
    table = outcome.verdict.table
    sides = {} if table is None else {"real": table.real, "made": table.made}
    return {
        "preset": outcome.name,
        "seed": outcome.seed,
        "device": outcome.device,
        "seconds": outcome.seconds,
        "dances": [score.key for score in outcome.verdict.generated],
        **{
            side: {name: [e.value, e.low, e.high, e.n] for name, e in estimates.items()}
            for side, estimates in sides.items()
        },
        "recognised": None
        if outcome.verdict.recognised is None
        else {
            "classes": outcome.verdict.recognised.made.classes,
            "confusion": outcome.verdict.recognised.made.confusion.tolist(),
            "probability": outcome.verdict.recognised.made_probability.value,
            "real_probability": outcome.verdict.recognised.real_probability.value,
        },
        "notes": [] if table is None else table.notes,
    }


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--preset", nargs="+", default=[])
    parser.add_argument("--seed", nargs="+", type=int, default=[0])
    parser.add_argument("--run", nargs="+", type=Path, default=[], help="folders of finished runs")
    parser.add_argument("--classifier", type=Path, help="the folder of a trained style classifier")
    parser.add_argument(
        "--tell-style", action="store_true", help="ask for the test dance's style where one can"
    )
    parser.add_argument("--novelty", type=float, help="ask for dances as new, 0 to 1")
    parser.add_argument("--draws", type=int, default=1, help="dances to each song by each run of --run")
    parser.add_argument("--set", nargs="+", default=[], metavar="KEY=VALUE", help="options of the presets")
    parser.add_argument("--device", default="auto", choices=["auto", "cpu", "cuda"])
    parser.add_argument("--cache", type=Path, help="where features of songs are kept")
    parser.add_argument("--keep", type=Path, help="a folder that the runs are left in")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def main() -> None:
    wishes = arguments()
    with tempfile.TemporaryDirectory() as temporary:
        with console.status("hearing the songs"):
            dances = read_dances(wishes.data, wishes.cache or Path(temporary))
        heard = [dance for dance in dances if dance.audio is not None]
        runs = wishes.keep or Path(temporary)
        asked = {
            "classifier_dir": wishes.classifier,
            "tell_style": wishes.tell_style or None,
            "novelty": wishes.novelty,
        }
        asked = {name: value for name, value in asked.items() if value is not None}
        draws = range(wishes.draws)
        outcomes = [kept(run_dir, heard, draw=draw, **asked) for run_dir in wishes.run for draw in draws]
        for name in wishes.preset:
            preset = with_overrides(load_preset(name), wishes.set)
            outcomes += [
                trained(
                    preset,
                    heard,
                    runs / f"{name}-{seed}",
                    seed=seed,
                    device=wishes.device,
                    **asked,
                )
                for seed in wishes.seed
            ]
    if wishes.json:
        print(to_json([as_dict(outcome) for outcome in outcomes]))
    elif outcomes:
        show(outcomes)


if __name__ == "__main__":
    main()
