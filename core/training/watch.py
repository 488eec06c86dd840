"""What goes on beside Lightning's loop: stopping, seeding, learning rate, validation, curves, progress."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from lightning.pytorch import Callback, Trainer

from core.entities import Metric
from core.errors import Cancelled, ModelError
from core.models.base import Batch, DanceModel, Outcome
from core.models.configs.common import TrainingOptions
from core.training import memory
from core.training.batches import Batches
from core.training.keeper import Keeper
from core.training.meter import Meter

_SAY_S = 0.25


@dataclass(frozen=True)
class Listeners:
    """Who hears of a run, and who may stop it."""

    on_metric: Callable[[Metric], None]
    on_progress: Callable[[float, str], None]
    on_note: Callable[[str], None]
    should_stop: Callable[[], bool]


class Watch(Callback):  # type: ignore[misc]  # Lightning is not typed
    """Rides along with one `Trainer.fit` and keeps a run repeatable, stoppable and visible.

    Randomness inside a batch is seeded from (seed, epoch, batch), so that a resumed run needs no generator
    states to go on exactly as if it had never stopped. Validation is done here and not by Lightning,
    because a run that was stopped in the middle of it has to go on with it.

    Args:
        train, valid: what `Trainer.fit` reads, and the validation side or None.

    Attributes:
        shrunk: batches did not fit into memory; the run is saved and can go on with smaller ones.
    """

    def __init__(
        self,
        keeper: Keeper,
        listeners: Listeners,
        options: TrainingOptions,
        *,
        train: Batches,
        valid: Batches | None,
        seed: int,
    ) -> None:
        self.keeper, self.tell, self.options, self.seed = keeper, listeners, options, seed
        self.valid, self.place, self.shrunk = valid, keeper.place, False
        self.n_batches, self.n_steps = train.n_batches, train.n_batches * options.epochs
        self._batch_size, self._began = train.batch_size, False
        self._meter = Meter()
        self._batch: Batch = {}
        if self.place.meter is not None:
            self._meter.restore(self.place.meter)
        self._began_s, self._began_step, self._said_s = time.monotonic(), self.place.step, 0.0

    def on_train_start(self, trainer: Trainer, _model: DanceModel) -> None:
        self.keeper.restore_optimisers(trainer.optimizers)
        self._began = True

    def on_train_batch_start(self, trainer: Trainer, model: DanceModel, batch: Batch, _index: int) -> None:
        self._stop_if_asked(trainer, model)
        self._batch, model.steps_done = batch, self.place.step
        self._seed_batch()
        for optimiser in trainer.optimizers:
            for group in optimiser.param_groups:
                group["lr"] = self._learning_rate()

    def on_before_optimizer_step(self, trainer: Trainer, model: DanceModel, optimiser: Any) -> None:
        """Note the gradient's norm before it is clipped; stop before what is no number spoils weights."""
        weights = [weight for group in optimiser.param_groups for weight in group["params"]]
        gradients = [weight.grad for weight in weights if weight.grad is not None]
        norm = torch.nn.utils.get_total_norm(gradients)
        if torch.isfinite(norm):
            self._meter.note("gradient_norm", norm.item())
            return
        self._seed_batch()
        if "outcome" in vars(model):
            del model.outcome  # what was compiled keeps no graph for several gradients
        with torch.enable_grad(), trainer.precision_plugin.forward_context():
            fault = fault_of(model, self._batch)
        raise self._no_number(fault, f"batch {self.place.batch + 1} (step {self.place.step + 1})")

    def on_train_batch_end(
        self, trainer: Trainer, model: DanceModel, outputs: dict[str, Outcome], batch: Batch, _index: int
    ) -> None:
        self._count(self._meter, outputs["outcome"], batch, f"batch {self.place.batch + 1}")
        self.place.batch += 1
        self.place.step += 1
        self._say_progress()
        if self.place.batch < self.n_batches and self.keeper.due():
            self._save(trainer, model)

    def on_train_epoch_end(self, trainer: Trainer, model: DanceModel) -> None:
        train, valid = self._meter.values(), self._validate(trainer, model)
        self._report({"train": {**train, "learning_rate": self._learning_rate()}, "valid": valid})
        self.keeper.end_epoch(model, (valid or train)["loss"])
        self._meter.reset()
        if self.place.is_stale(self.options):
            trainer.should_stop = True
            self.tell.on_note(self._why_early())
        if self.place.is_over(self.options) or self.keeper.due():
            self._save(trainer, model)

    def on_exception(self, trainer: Trainer, model: DanceModel, exception: BaseException) -> None:
        """Where memory ran out, keep the run where it is, to go on with the same batch in parts."""
        size = memory.smaller(self._batch_size) if memory.ran_out(exception) else None
        if self._began and size is not None:
            self.place.batch = self.place.batch * self._batch_size // size
            self.place.batch_size, self.shrunk = size, True
            self._save(trainer, model)

    def _validate(self, trainer: Trainer, model: DanceModel) -> dict[str, float]:
        """Return the values of the validation side; empty without one.

        What a model draws at random here is the same after every epoch, so that only the weights differ.
        Never compiled: PyTorch has other, faster paths where nothing is learnt, which cannot be.
        """
        meter = Meter()
        if self.valid is not None:
            model.eval()
            with torch.inference_mode(), trainer.precision_plugin.forward_context():
                for i, batch in enumerate(self.valid):
                    self._stop_if_asked(trainer, model)
                    torch.manual_seed(_batch_seed(self.seed, 0, i))
                    here = trainer.strategy.batch_to_device(batch)
                    self._count(meter, type(model).outcome(model, here), batch, "validation")
            model.train()
        return meter.values()

    def _count(self, meter: Meter, outcome: Outcome, batch: Batch, where: str) -> None:
        """Add a batch's outcome, unless a loss is not a number any more; what was saved before stays good."""
        for name, loss in {**outcome.losses, **outcome.beside}.items():
            if not torch.isfinite(loss):
                raise self._no_number(f"The loss {name!r} became {loss.item()}", where)
        meter.add(outcome, len(next(iter(batch.values()))))

    def _why_early(self) -> str:
        side = "validation" if self.valid is not None else "training"
        best = self.place.epoch - self.place.n_stale
        return (
            f"Stopped early after epoch {self.place.epoch} of {self.options.epochs}: "
            f"the {side} loss was lowest in epoch {best}, {self.place.n_stale} epochs before."
        )

    def _no_number(self, fault: str, where: str) -> ModelError:
        return ModelError(
            f"{fault} in epoch {self.place.epoch + 1}, {where}.",
            "Lower training.learning_rate, or set training.gradient_clip to 1.",
        )

    def _seed_batch(self) -> None:
        torch.manual_seed(_batch_seed(self.seed, self.place.epoch, self.place.batch))

    def _stop_if_asked(self, trainer: Trainer, model: DanceModel) -> None:
        if self.tell.should_stop():
            self._save(trainer, model)
            raise Cancelled

    def _save(self, trainer: Trainer, model: DanceModel) -> None:
        self.place.meter = self._meter.state()
        self.keeper.save(model, trainer.optimizers)

    def _learning_rate(self) -> float:
        if self.options.schedule == "constant":
            return self.options.learning_rate
        return 0.5 * self.options.learning_rate * (1 + math.cos(math.pi * self._n_done() / self.n_steps))

    def _n_done(self) -> int:
        """Return how many steps of the present size the run is from its beginning."""
        return self.place.epoch * self.n_batches + min(self.place.batch, self.n_batches)

    def _report(self, sides: dict[str, dict[str, float]]) -> None:
        for side, values in sides.items():
            for name, value in values.items():
                self.tell.on_metric(Metric(name, side, self.place.epoch, self.place.step, value))
        losses = [f"{side} loss {values['loss']:.3f}" for side, values in sides.items() if "loss" in values]
        self._say_progress(*losses)

    def _say_progress(self, *news: str) -> None:
        """Say where the run is: always when there is news, else a few times a second."""
        now = time.monotonic()
        if not news and now - self._said_s < _SAY_S:
            return
        self._said_s = now
        speed = (self.place.step - self._began_step) / max(now - self._began_s, 1e-6)
        left_s = (self.n_steps - self._n_done()) / max(speed, 1e-6)
        epoch = f"epoch {self.place.epoch + 1} of {self.options.epochs}"
        said = ", ".join([epoch, *news, f"{speed:.1f} steps/s", f"{_duration(left_s)} left"])
        self.tell.on_progress(self._n_done() / self.n_steps, said)


def fault_of(model: DanceModel, batch: Batch) -> str:
    """Say which loss of a batch is no number, or has a gradient that is none."""
    names: list[str] = []
    for outcome in model.outcomes(batch):
        weights = [weight for weight in model.parameters() if weight.requires_grad]
        for name, loss in outcome.losses.items():
            if not torch.isfinite(loss):
                return f"The loss {name!r} became {loss.item()}"
            gradients = torch.autograd.grad(loss, weights, retain_graph=True, allow_unused=True)
            norm = torch.nn.utils.get_total_norm([gradient for gradient in gradients if gradient is not None])
            if not torch.isfinite(norm):
                return f"The gradient of the loss {name!r} became {norm.item()}"
        names += outcome.losses
    return f"The gradient of the losses {', '.join(names)} together is not a number any more"


def _batch_seed(seed: int, epoch: int, batch: int) -> int:
    return int(np.random.SeedSequence((seed, epoch, batch)).generate_state(1)[0])


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
