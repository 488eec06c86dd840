"""Models of several parts that learn in turns, as a generator and its discriminator do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import torch
from torch import nn

from core.models.base import Batch, DanceModel, Outcome


class TurnTaking(DanceModel):
    """A model whose parts learn in turns, each with its own optimiser and its own losses.

    A subclass names its `parts` in the order of their turns and says in `turn` what a batch costs one of
    them. In a part's turn only its weights have gradients; these are clipped and one step is taken before the
    next part has its turn on the same batch. What one turn computed and the next one needs may be kept in
    between, as the turns of a batch always come in this order.

    The first part is the one that the run is about: its losses are the run's ``loss``, the others' are told
    beside it.
    """

    automatic_optimization = False

    @property
    def parts(self) -> Mapping[str, nn.Module]:
        """Return the parts by name; they share no weights."""
        raise NotImplementedError

    def turn(self, part: str, batch: Batch) -> Outcome:
        """Return what a batch costs a part."""
        raise NotImplementedError

    def has_turn(self, part: str) -> bool:  # noqa: ARG002  # for subclasses
        """Say whether a part learns in the step after `steps_done`; all do in each."""
        return True

    def outcome(self, batch: Batch) -> Outcome:
        return _together({part: self.turn(part, batch) for part in self.parts})

    def outcomes(self, batch: Batch) -> Iterator[Outcome]:
        for _part, outcome in self._turns(batch):
            yield outcome

    def training_step(self, batch: Batch, _index: int) -> dict[str, Any]:
        told = {}
        for part, outcome in self._turns(batch):
            optimiser = self._optimiser_of(part)
            optimiser.zero_grad()
            self.manual_backward(torch.stack(list(outcome.losses.values())).sum())
            if self._options.gradient_clip:
                nn.utils.clip_grad_norm_(self.parts[part].parameters(), self._options.gradient_clip)
            optimiser.step()
            told[part] = outcome
        return {"outcome": _together(told)}

    def configure_optimizers(self) -> list[torch.optim.Optimizer]:
        return [self.optimiser_for(part.parameters()) for part in self.parts.values()]

    def _turns(self, batch: Batch) -> Iterator[tuple[str, Outcome]]:
        """Give each part whose turn it is its turn; afterwards all weights have gradients again."""
        for part in self.parts:
            if self.has_turn(part):
                for name, module in self.parts.items():
                    module.requires_grad_(name == part)
                yield part, self.turn(part, batch)
        for module in self.parts.values():
            module.requires_grad_(True)

    def _optimiser_of(self, part: str) -> Any:
        optimisers = self.optimizers()  # Lightning gives one alone, several as a list
        return optimisers[list(self.parts).index(part)] if isinstance(optimisers, list) else optimisers


def _together(outcomes: Mapping[str, Outcome]) -> Outcome:
    """Join what the turns of one batch gave; what is not of the first part stands beside."""
    first, *others = outcomes.values()
    beside = dict(first.beside)
    for other in others:
        beside |= {**other.losses, **other.beside}
    return Outcome(first.losses, first.confusion, beside)
