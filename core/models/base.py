"""What training needs of a model, and what every model therefore has in common."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import torch
from lightning.pytorch import LightningModule
from torch import Tensor, nn

from core.models.configs.common import TrainingOptions

Batch = dict[str, Tensor]


@dataclass(frozen=True)
class Outcome:
    """What a model made of one batch.

    Attributes:
        losses: scalars by name; their sum is minimised.
        confusion: (C, C) counts, row = true style; classifiers only.
        beside: other scalars by name, which get their curve but are not minimised.
    """

    losses: dict[str, Tensor]
    confusion: Tensor | None = None
    beside: dict[str, Tensor] = field(default_factory=dict)


class DanceModel(LightningModule):  # type: ignore[misc]  # Lightning is not typed
    """A model that `core.training.fit` can train.

    A subclass says in `outcome` what a batch costs. It is made of its options and of sizes that the data
    decide; whatever else it must remember (statistics of the training data) it keeps in buffers, which
    checkpoints store. It knows tensors only.

    `mixed_precision` says that training on a GPU may compute in bfloat16. Recurrent models say no: cuDNN has
    such kernels only since 9.13, and PyTorch's own run step by step, slower than cuDNN in float32.

    Attributes:
        steps_done: of the whole run, also of what was before a stop; training tells.
    """

    mixed_precision = True
    steps_done = 0

    def __init__(self, training: TrainingOptions) -> None:
        super().__init__()
        self._options = training

    def outcome(self, batch: Batch) -> Outcome:
        """Return losses (and, for classifiers, counts) of one batch."""
        raise NotImplementedError

    def outcomes(self, batch: Batch) -> Iterator[Outcome]:
        """Yield what the optimisers minimise on a batch, one after the other; here there is one."""
        yield self.outcome(batch)

    def training_step(self, batch: Batch, _index: int) -> dict[str, Any]:
        outcome = self.outcome(batch)
        return {"loss": torch.stack(list(outcome.losses.values())).sum(), "outcome": outcome}

    def configure_optimizers(self) -> Any:
        return self.optimiser_for(self.parameters())

    def optimiser_for(self, weights: Iterable[nn.Parameter]) -> torch.optim.Optimizer:
        """Return the optimiser of the options for some weights."""
        o = self._options
        if o.optimiser == "sgd":
            return torch.optim.SGD(weights, o.learning_rate, momentum=o.momentum, weight_decay=o.weight_decay)
        if o.optimiser == "rmsprop":
            # alpha 0.9 is what RMSprop was proposed with and what papers' Keras used; PyTorch's own is 0.99.
            return torch.optim.RMSprop(
                weights, o.learning_rate, alpha=0.9, momentum=o.momentum, weight_decay=o.weight_decay
            )
        kind = torch.optim.Adam if o.optimiser == "adam" else torch.optim.AdamW
        return kind(weights, o.learning_rate, weight_decay=o.weight_decay)


class Standardise(nn.Module):
    """Subtract the mean and divide by the spread of the training data, which are stored with the weights.

    Shapes: (..., D) -> (..., D) and back with `undo`.
    """

    mean: Tensor
    spread: Tensor

    def __init__(self, n_features: int) -> None:
        super().__init__()
        self.register_buffer("mean", torch.zeros(n_features))
        self.register_buffer("spread", torch.ones(n_features))

    def learn(self, mean: Tensor, spread: Tensor) -> None:
        """Take over (D,) mean and spread; a feature that never varies is only centred."""
        self.mean.copy_(mean)
        self.spread.copy_(torch.where(spread > 0, spread, torch.ones_like(spread)))

    def forward(self, x: Tensor) -> Tensor:
        return (x - self.mean) / self.spread

    def undo(self, x: Tensor) -> Tensor:
        return x * self.spread + self.mean


class OffsetNoise(nn.Module):
    """In training, add a random constant to each feature of a window: (B, T, D) -> (B, T, D).

    What is the same on all frames, how a dancer is built and held, is made worthless as evidence; what
    changes, the movement, is left. `sd` is in the units of its input: of standardised features, deviations.
    """

    def __init__(self, sd: float) -> None:
        super().__init__()
        self.sd = sd

    def forward(self, x: Tensor) -> Tensor:
        return x + self.sd * torch.randn_like(x[:, :1]) if self.training else x
