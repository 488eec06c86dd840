"""Where a run is, and the two checkpoints that keep it: the last state and the best weights."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from core.models.base import DanceModel
from core.models.configs.common import TrainingOptions
from core.training import checkpoints

_SAVE_S, _SAVE_LONG_EPOCH_S = 5.0, 60.0  # a kill costs at most this much; saving more often costs the run


@dataclass
class Place:
    """How far a run is: `batch` batches of epoch `epoch` are done, `step` in all.

    `best_epoch` is the one whose weights are to be used, and `best_loss` its validation loss (training loss
    without a validation side); None before there is one. `least_loss` is the lowest such loss of any epoch,
    and `n_stale` epochs have passed since then. `meter` is what the batches of the epoch gave so far.
    `batch_size` is what batches had to become to fit into memory; None = as the options say.
    """

    epoch: int = 0
    batch: int = 0
    step: int = 0
    best_loss: float | None = None
    best_epoch: int | None = None
    meter: dict[str, Any] | None = None
    least_loss: float | None = None
    n_stale: int = 0
    batch_size: int | None = None

    def is_stale(self, options: TrainingOptions) -> bool:
        """True when no epoch has been better for as long as the options have patience."""
        return 0 < options.patience <= self.n_stale

    def is_over(self, options: TrainingOptions) -> bool:
        """True when there is nothing left to train."""
        return self.epoch >= options.epochs or self.is_stale(options)


class Keeper:
    """Keeps the checkpoints of one run.

    Args:
        facts: what both checkpoints say besides the place: all it takes to use the model.
        begin_with: the checkpoint to go on from.
        newest_is_best: keep the weights of the newest epoch as the best ones, whatever its loss.
    """

    def __init__(
        self,
        run_dir: Path,
        facts: Mapping[str, Any],
        begin_with: checkpoints.Checkpoint | None,
        *,
        newest_is_best: bool = False,
    ) -> None:
        self.run_dir, self.facts, self.begin_with = run_dir, facts, begin_with
        self._newest_is_best = newest_is_best
        self.place = Place(**begin_with.facts["place"]) if begin_with else Place()
        if self.place.least_loss is None:  # written before there was patience
            self.place.least_loss = self.place.best_loss
        self._best: dict[str, Tensor] | None = None
        self._saved_s = time.monotonic()

    def restore_optimisers(self, optimisers: Sequence[torch.optim.Optimizer]) -> None:
        """Put the optimisers where the run stopped."""
        if self.begin_with is not None:
            for i, optimiser in enumerate(optimisers):
                rest = self.begin_with.facts["optimisers"][i]
                checkpoints.restore_optimiser(optimiser, f"optimiser{i}", self.begin_with.tensors, rest)

    def end_epoch(self, model: DanceModel, loss: float) -> None:
        """Remember the weights if the epoch was the best, and step into the next epoch."""
        place = self.place
        better = place.least_loss is None or loss < place.least_loss
        place.least_loss, place.n_stale = (loss, 0) if better else (place.least_loss, place.n_stale + 1)
        if self._newest_is_best or better:
            place.best_loss, place.best_epoch = loss, place.epoch
            self._best = checkpoints.state_of(model)
        place.epoch, place.batch, place.meter = place.epoch + 1, 0, None

    def due(self) -> bool:
        """True when it is time to save: often between epochs, seldom within one."""
        age_s = time.monotonic() - self._saved_s
        return age_s > (_SAVE_S if self.place.batch == 0 else _SAVE_LONG_EPOCH_S)

    def save(self, model: DanceModel, optimisers: Sequence[torch.optim.Optimizer]) -> None:
        """Write the best weights, if there are new ones, and then where the run is.

        In this order: killed in between, the run resumes before the best epoch and finds it again.
        """
        if self._best is not None:
            best = {"epoch": self.place.best_epoch, "loss": self.place.best_loss}
            checkpoints.save(self.run_dir / checkpoints.BEST, self._best, {**self.facts, "best": best})
            self._best = None
        tensors, rests = checkpoints.state_of(model), []
        for i, optimiser in enumerate(optimisers):
            more, rest = checkpoints.optimiser_state(optimiser, f"optimiser{i}")
            tensors |= more
            rests.append(rest)
        facts = {**self.facts, "place": asdict(self.place), "optimisers": rests}
        checkpoints.save(self.run_dir / checkpoints.LAST, tensors, facts)
        self._saved_s = time.monotonic()
