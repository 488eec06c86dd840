"""The published figures of `attention-gan`, on the ballroom set: its ablations, and treatments of the data.

    python benchmarks/attention_gan.py DATA [--preset attention-gan-small] [--variant G G+D G+D+A ...]

DATA is a folder of the public music-to-dance set (``DANCE_C_2`` and so on). A line a variant:

* the generator's loss on training, validation and test sequences, with the weights after the last epoch: the
  sum of the losses that the variant has. Beside it the squared error, l1 times, which all variants have;
* how far dances to the test songs are from the real ones, and from the reference dances, those to the most
  similar training songs: the paper's protocol. Beside it, how far the references are from the real ones. All
  are distances in body sizes: 0 is the same dance. A dancer who hardly moves is near to everybody, so
* how fast the joints move, compared with the real dances, stands beside, too.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from ballroom_style import read_dances
from rich.console import Console
from rich.table import Table

from core.data.dance import Dance
from core.data.music_index import reference_dance
from core.data.split import Split
from core.metrics.similarity import similarity
from core.motion import Motion
from core.training.batches import Batches
from core.training.bodies import on_body
from core.training.evaluate import facing_as, joint_speed
from core.training.fit import fit
from core.training.meter import Meter
from core.training.presets import Preset, load_preset, with_overrides
from core.training.registry import entry, load_name
from core.training.trained import TrainedModel, load_trained

VARIANTS = {
    "G": ("model.discriminator=false", "model.audio_autoencoder=false"),
    "G+D": ("model.audio_autoencoder=false",),
    "G+D+A": (),
    "no rhythm": ("data.rhythm=false",),
    "no filter": ("data.filter_wrong=false",),
    "no interpolation": ("data.interpolate=false",),
}
SIDES = ("train", "valid", "test")
console = Console(stderr=True)


@dataclass(frozen=True)
class Outcome:
    """One run; losses are of the weights after it, similarities and speeds means over the test dances."""

    variant: str
    seed: int
    train_loss: float
    valid_loss: float
    test_loss: float
    train_mse: float
    valid_mse: float
    test_mse: float
    to_real: float
    to_reference: float
    reference_to_real: float
    speed_ratio: float


def run(
    variant: str, preset: Preset, dances: list[Dance], run_dir: Path, *, seed: int, device: str
) -> Outcome:
    """Train, or go on with what was kept, and judge."""
    chosen = with_overrides(preset, VARIANTS[variant])
    with console.status("") as status:
        result = fit(
            chosen,
            dances,
            run_dir=run_dir,
            seed=seed,
            device=device,
            on_progress=lambda _, said: status.update(f"{variant}, seed {seed}: {said}"),
            resume=True,
        )
    model = load_trained(run_dir)
    losses = losses_of(model, chosen, dances, seed=seed)
    split = Split.from_dict(result.content["split"])
    training = of_side(split, dances, "train")
    judged = [judge(model, dance, training) for dance in of_side(split, dances, "test")]
    return Outcome(
        variant,
        seed,
        *(values["loss"] for values in losses),
        *(values.get("mse", values["loss"]) for values in losses),  # where it is the only one
        *(float(np.mean(values)) for values in zip(*judged, strict=True)),
    )


def losses_of(
    model: TrainedModel, preset: Preset, dances: list[Dance], *, seed: int
) -> list[dict[str, float]]:
    """Return the losses on the sequences of training, validation and test, with nothing laid on them."""
    data = load_name(entry(preset.model).data)(model.reader, preset.config, dances, seed=seed)
    found = []
    for side in (data.train(), data.valid(), data.test()):
        meter = Meter()
        torch.manual_seed(seed)
        with torch.inference_mode():
            for batch in Batches(side.tensors, batch_size=preset.config.training.batch_size):
                meter.add(model.model.outcome(batch), len(batch["pose"]))
        found.append(meter.values())
    return found


def judge(model: TrainedModel, dance: Dance, training: list[Dance]) -> tuple[float, float, float, float]:
    """Dance to a test song.

    Returns:
        How far that is from the real dance and from the reference, how far the reference is from the real
        dance, and how fast the dance is compared with the real one.
    """
    assert dance.audio is not None
    real = on_body(dance.motion, model.reader.body)
    made = model.generate(
        dance.audio, n_frames=real.n_frames, fps=real.fps, start_s=float(dance.audio.times_s[0])
    )
    reference = on_body(reference_dance(dance.audio, training).motion, model.reader.body)
    return (
        distance(real, made),
        distance(reference, made),
        distance(real, reference),
        joint_speed(made) / joint_speed(real),
    )


def distance(real: Motion, made: Motion) -> float:
    """Return how far two dances are apart that begin facing the same way."""
    return similarity(real, facing_as(made, real)).distance


def of_side(split: Split, dances: list[Dance], side: str) -> list[Dance]:
    keys = [split.keys[i] for i in split.dances_of(side)]
    return [next(dance for dance in dances if dance.key == key) for key in keys]


def show(outcomes: list[Outcome], preset: Preset) -> None:
    """Print a line a run."""
    table = Table(title=f"{preset.name}, {preset.config.training.epochs} epochs")
    headings = ("seed", *(f"{name} {side}" for name in ("loss", "mse") for side in SIDES))
    for heading in ("", *headings, "to real", "to reference", "reference to real", "speed"):
        table.add_column(heading, justify="right")
    for o in outcomes:
        variant, seed, *numbers = asdict(o).values()
        table.add_row(variant, str(seed), *(f"{number:.3f}" for number in numbers))
    Console(width=160).print(table)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--preset", default="attention-gan-small")
    parser.add_argument("--variant", nargs="+", default=["G", "G+D", "G+D+A"], choices=VARIANTS)
    parser.add_argument("--seed", nargs="+", type=int, default=[0])
    parser.add_argument("--set", nargs="+", default=[], metavar="KEY=VALUE", help="options of the preset")
    parser.add_argument("--device", default="auto", choices=["auto", "cpu", "cuda"])
    parser.add_argument("--cache", type=Path, help="where features of songs are kept")
    parser.add_argument("--keep", type=Path, help="a folder that runs are left in, and found again")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def main() -> None:
    wishes = arguments()
    preset = with_overrides(load_preset(wishes.preset), wishes.set)
    with tempfile.TemporaryDirectory() as temporary:
        with console.status("hearing the songs"):
            dances = read_dances(wishes.data, wishes.cache or Path(temporary))
        heard = [dance for dance in dances if dance.audio is not None]
        runs = wishes.keep or Path(temporary)
        outcomes = [
            run(variant, preset, heard, runs / f"{variant}-{seed}", seed=seed, device=wishes.device)
            for variant in wishes.variant
            for seed in wishes.seed
        ]
    if wishes.json:
        print(json.dumps([asdict(outcome) for outcome in outcomes]))
    else:
        show(outcomes, preset)


if __name__ == "__main__":
    main()
