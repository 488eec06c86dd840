"""Can a model learn at all? It must be able to learn one batch by heart."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import Tensor, nn

from core.models.base import Batch, DanceModel


def learn_by_heart(model: DanceModel, batch: Batch, *, steps: int, learning_rate: float = 0.01) -> float:
    """Return the loss on the batch, without dropout, after `steps` steps on nothing else."""
    torch.manual_seed(0)
    optimiser = torch.optim.Adam(model.parameters(), learning_rate)
    model.train()
    for _ in range(steps):
        optimiser.zero_grad()
        sum(model.outcome(batch).losses.values()).backward()
        optimiser.step()
    model.eval()
    with torch.no_grad():
        return float(sum(model.outcome(batch).losses.values()))


@contextmanager
def shapes_of(layers: dict[str, nn.Module]) -> Iterator[dict[str, tuple[int, ...]]]:
    """Collect the shape of what each layer gives (a recurrent layer: its sequence)."""
    shapes: dict[str, tuple[int, ...]] = {}

    def hook(name: str):
        def note(_layer: nn.Module, _inputs: object, output: Tensor | tuple[Tensor, ...]) -> None:
            shapes[name] = tuple((output if isinstance(output, Tensor) else output[0]).shape)

        return note

    handles = [layer.register_forward_hook(hook(name)) for name, layer in layers.items()]
    yield shapes
    for handle in handles:
        handle.remove()
