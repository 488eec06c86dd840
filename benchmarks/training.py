"""How much quicker is an epoch of each generator than the straightforward loop over its steps?

    python benchmarks/training.py [--preset seq2seq] [--batches 2] [--repeats 3] [--threads 2] [--device cpu]

The loop is written here: the same model, weights, losses and optimiser, but the decoder is called once for
each step, as tutorials do it, instead of once for the whole sequence. Music and poses are random, of the
published sizes; an epoch is `--batches` batches of the preset's size, forwards, backwards and a step of each
optimiser. Both ways are measured in turns; figures are medians over repeats:

    loop / ours                    by the clock              budget >= 3 (seq2seq), >= 2 (attention-gan)
    loop / ours, by processor      processor seconds, which do not count waiting for a busy core

On a GPU the budgets are 10 and 8.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

import torch
from torch import Tensor

from core.models.attention_gan import AttentionGan
from core.models.base import Batch, DanceModel
from core.models.seq2seq import Seq2Seq
from core.training.presets import load_preset

N_POSE = 108  # of the common body: places of 18 joints and their changes
N_AUDIO = {"seq2seq": 20, "attention-gan": 35}
BUDGETS = {"seq2seq": (3.0, 10.0), "attention-gan": (2.0, 8.0)}  # on a CPU, on a GPU


class SteppedSeq2Seq(Seq2Seq):
    """Calls its decoder for one pose after the other."""

    def forward(self, audio: Tensor, pose: Tensor) -> Tensor:
        heard, state = self.encoder(self.audio(audio))
        before = self.pose(pose)[:, :-1]
        before = before + self._pose_noise * torch.randn_like(before)
        poses = []
        for t in range(before.shape[1]):
            written, state = self.step(before[:, t : t + 1], heard[:, t + 1 : t + 2], state)
            poses.append(written)
        return torch.cat(poses, dim=1)


class SteppedGan(AttentionGan):
    """Calls its decoder for one step after the other, and feeds it its own poses as they come."""

    def _danced(self, memory: Tensor, pose: Tensor) -> Tensor:
        m, decoder, n = self._model, self.dancer.decoder, self._stride
        before = pose.reshape(len(pose), -1, n * pose.shape[2])[:, :-1]
        heard = decoder.attend.hear(memory[:, n:])
        pause, kernel = decoder.begin(heard), decoder.attend.kernel()
        own, made = before[:, 0], []
        for s in range(before.shape[1]):
            is_own = torch.rand_like(own[:, :1]) < m.own_poses
            fed = torch.where(is_own, own, before[:, s])
            written, pause = decoder.step(fed + m.pose_noise * torch.randn_like(fed), heard, s, pause, kernel)
            made.append(self._gone_on(fed, written))
            own = made[-1].detach()
        return torch.stack(made, dim=1).reshape(len(pose), -1, pose.shape[2])


KINDS: dict[str, tuple[type[DanceModel], type[DanceModel]]] = {
    "seq2seq": (Seq2Seq, SteppedSeq2Seq),
    "attention-gan": (AttentionGan, SteppedGan),
}


@dataclass(frozen=True)
class Took:
    """Seconds by the clock and of the processor."""

    wall_s: float
    cpu_s: float


@dataclass(frozen=True)
class Result:
    """Medians over repeats, and the ratios of the medians."""

    preset: str
    device: str
    threads: int
    ours: Took
    loop: Took
    ratio: float
    ratio_by_processor: float
    budget: float


def make(kind: type[DanceModel], preset: str, device: str) -> DanceModel:
    """Build a model; the same one each time."""
    torch.manual_seed(0)
    sizes = {"n_audio": N_AUDIO[preset], "n_pose": N_POSE, "n_seeds": 4}
    model: Any = kind(load_preset(preset).config, **sizes)
    return model.to(device).train()


def random_batches(preset: str, n: int, device: str) -> list[Batch]:
    """Return batches of the preset's size."""
    config: Any = load_preset(preset).config
    shape = (config.training.batch_size, config.data.sequence_frames)
    return [
        {
            "audio": torch.randn(*shape, N_AUDIO[preset], device=device),
            "pose": torch.randn(*shape, N_POSE, device=device),
        }
        for _ in range(n)
    ]


def epoch(model: DanceModel, batches: Sequence[Batch]) -> None:
    """Learn from each batch once."""
    made = model.configure_optimizers()
    optimisers = made if isinstance(made, list) else [made]
    for i, batch in enumerate(batches):
        model.steps_done = i
        for outcome, optimiser in zip(model.outcomes(batch), optimisers, strict=False):
            optimiser.zero_grad()
            torch.stack(list(outcome.losses.values())).sum().backward()
            optimiser.step()


def measured(work: Callable[[], None], device: str) -> Took:
    """Say how long work took, once it is done on the device, too."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    if device == "cuda":
        torch.cuda.synchronize()
    return Took(time.perf_counter() - wall, time.process_time() - cpu)


def compare(preset: str, *, n_batches: int, repeats: int, device: str) -> Result:
    """Train both ways in turns."""
    ours, loop = (make(kind, preset, device) for kind in KINDS[preset])
    batches = random_batches(preset, n_batches, device)
    epoch(ours, batches[:1])  # the first call allocates
    took: tuple[list[Took], list[Took]] = ([], [])
    for _ in range(repeats):
        for model, times in zip((ours, loop), took, strict=True):
            times.append(measured(lambda model=model: epoch(model, batches), device))
    a, b = (Took(median(t.wall_s for t in ts), median(t.cpu_s for t in ts)) for ts in took)
    return Result(
        preset,
        torch.cuda.get_device_name() if device == "cuda" else "CPU",
        torch.get_num_threads(),
        a,
        b,
        b.wall_s / a.wall_s,
        b.cpu_s / a.cpu_s,
        BUDGETS[preset][device == "cuda"],
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument(
        "--preset", choices=list(KINDS), action="append", help="may be given often; default: all"
    )
    parser.add_argument("--batches", type=int, default=2, help="of an epoch")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--threads", type=int, default=2, help="of PyTorch")
    parser.add_argument("--device", choices=("cpu", "cuda"), default="cpu")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    for preset in options.preset or KINDS:
        found = compare(preset, n_batches=options.batches, repeats=options.repeats, device=options.device)
        if options.json:
            print(json.dumps(asdict(found)))
            continue
        print(f"{preset} on {found.device}, {found.threads} threads: an epoch of {options.batches} batches")
        for name, took in (("ours", found.ours), ("loop", found.loop)):
            print(f"  {name}: {took.wall_s:.2f} s, {took.cpu_s:.2f} s of the processor")
        said = f"{found.ratio:.1f}, by processor {found.ratio_by_processor:.1f}"
        print(f"  loop / ours: {said} (budget >= {found.budget:g})")


if __name__ == "__main__":
    main()
