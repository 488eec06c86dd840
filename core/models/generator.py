"""What dance generators share."""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor

from core.models.base import DanceModel
from core.models.configs.common import TrainingOptions


@dataclass(frozen=True, eq=False)
class Request:
    """A dance that a generator is asked for. What it has no `core.models.ability.Ability` for
    stays at its default.

    Attributes:
        audio: (T, A) of the music.
        seed: chooses among the dances that the model can make.
        begin: (S, P) pose vectors that the dance goes on from; None begins somewhere in what was learnt.
        style: (C,) weights of the styles learnt, of sum 1, for a blend of them; None leaves it to the model.
        temperature: of sampling; 1 is as learnt, 0 takes the likeliest.
        guidance: how strongly the music is obeyed; 1 is as learnt, None the model's own default.
        novelty: from 0, known phrases put together, to 1, made up throughout; None the model's own default.
        kept: (T, P) pose vectors of a dance that is changed, and
        keep: (T, P) bool, true where `kept` must stay; None for a dance from nothing.
    """

    audio: Tensor
    seed: int = 0
    begin: Tensor | None = None
    style: Tensor | None = None
    temperature: float = 1.0
    guidance: float | None = None
    novelty: float | None = None
    kept: Tensor | None = None
    keep: Tensor | None = None


class Generator(DanceModel):
    """A model that makes pose vectors for music.

    Batches hold ``audio`` (B, T, A) and ``pose`` (B, T, P), frame by frame of the same moments, and ``style``
    (B,), which counts into the `n_styles` styles learnt, -1 where nobody said.
    """

    def __init__(self, training: TrainingOptions, n_styles: int = 0) -> None:
        super().__init__(training)
        self.n_styles = n_styles

    def learn_statistics(self, audio: Tensor, pose: Tensor, seed: int) -> None:
        """Store what the model must know of the training sequences, (N, T, A) and (N, T, P)."""
        raise NotImplementedError

    def dance(self, request: Request) -> Tensor:
        """Make a dance: (T, P) pose vectors."""
        raise NotImplementedError
