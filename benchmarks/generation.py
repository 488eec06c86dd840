"""How much quicker than it is danced does each generator make 30 s of dance?

    python benchmarks/generation.py [--preset NAME] [--run RUN_DIR] [--seconds 30] [--repeats 3] [--threads 2]

Without arguments it goes through the presets of every generator that there is. Each learns a few dances of
the demo for one epoch: what it dances does not matter here, how long it takes does, and that is a matter of
its sizes. `--run` takes a trained run's folder instead. The features of the music are there already. Medians
over repeats of seconds danced per second:

    x real time                by the clock                budget >= 50, diffusion at its default steps >= 5
    x real time, by processor  per processor second, which does not count waiting for a busy core
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

import numpy as np
import torch

from core.audio.features import AudioFeatures
from core.data.dance import Dance
from core.demo.choreography import STYLES, choreograph
from core.training.fit import fit
from core.training.presets import Preset, load_preset, preset_names, with_overrides
from core.training.trained import TrainedModel, load_trained

BUDGET, BUDGET_OF_DIFFUSION = 50.0, 5.0
FPS = 25.0
DANCE_S = 32.0  # a published sequence is 30 s long


@dataclass(frozen=True)
class Result:
    """Seconds of dance per second."""

    name: str
    threads: int
    times_real: float
    times_real_by_processor: float
    budget: float


def song(seconds: float, seed: int) -> AudioFeatures:
    """Return features as of a song at 120 beats a minute."""
    rng, n = np.random.default_rng(seed), round(seconds * FPS)
    return AudioFeatures(
        times_s=np.arange(n) / FPS,
        mfcc=rng.normal(0, 10, (n, 20)).astype(np.float32),
        mel=rng.normal(-40, 10, (n, 128)).astype(np.float32),
        chroma=rng.random((n, 12)).astype(np.float32),
        onset=rng.random(n).astype(np.float32),
        tempo_bpm=120.0,
        beats_s=np.arange(0, seconds, 0.5),
    )


def demo_dances() -> list[Dance]:
    """Return two dances of each style of the demo."""
    found = []
    for i, style in enumerate(STYLES * 2):
        motion = choreograph(style, duration_s=DANCE_S, tempo_bpm=120, seed=i, fps=FPS)
        audio = song(motion.duration_s, i).at(np.arange(motion.n_frames) / FPS)
        found.append(Dance(f"{style} {i}", motion, str(style), f"song {i}", audio))
    return found


def generators() -> list[str]:
    """Return the presets that dance to music."""
    return [name for name in preset_names() if load_preset(name).task == "generate"]


def learn(preset: Preset, dances: list[Dance], folder: Path) -> TrainedModel:
    """Train for an epoch."""
    fit(with_overrides(preset, ["training.epochs=1"]), dances, run_dir=folder, seed=0, device="cpu")
    return load_trained(folder)


def measure(model: TrainedModel, *, seconds: float, repeats: int) -> Result:
    """Dance, after once to warm up."""
    music = song(seconds + 1.0, seed=99)
    model.generate(music, duration_s=2.0)
    walls, cpus = [], []
    for _ in range(repeats):
        wall, cpu = time.perf_counter(), time.process_time()
        model.generate(music, duration_s=seconds)
        walls.append(time.perf_counter() - wall)
        cpus.append(time.process_time() - cpu)
    return Result(
        model.preset,
        torch.get_num_threads(),
        seconds / median(walls),
        seconds / median(cpus),
        BUDGET_OF_DIFFUSION if "diffusion" in model.preset else BUDGET,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument(
        "--preset", choices=generators(), action="append", help="may be given often; default: all"
    )
    parser.add_argument(
        "--run", type=Path, action="append", help="the folder of a trained run; may be given often"
    )
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--threads", type=int, default=2, help="of PyTorch")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    names = options.preset or ([] if options.run else generators())
    dances = demo_dances() if names else []
    with tempfile.TemporaryDirectory() as folder:
        for name in [*names, *(options.run or [])]:
            trained = (
                load_trained(name)
                if isinstance(name, Path)
                else learn(load_preset(name), dances, Path(folder, name))
            )
            found = measure(trained, seconds=options.seconds, repeats=options.repeats)
            if options.json:
                print(json.dumps(asdict(found)), flush=True)
                continue
            said = f"{found.times_real:.0f} x real time, by processor {found.times_real_by_processor:.0f} x"
            print(f"{found.name}, {found.threads} threads: {said} (budget >= {found.budget:g})", flush=True)


if __name__ == "__main__":
    main()
