"""What dance generators share."""

from __future__ import annotations

from torch import Tensor

from core.models.base import DanceModel


class Generator(DanceModel):
    """A model that makes pose vectors for music.

    Batches hold ``audio`` (B, T, A) and ``pose`` (B, T, P), frame by frame of the same moments.
    """

    def learn_statistics(self, audio: Tensor, pose: Tensor, seed: int) -> None:
        """Store what the model must know of the training sequences, (N, T, A) and (N, T, P)."""
        raise NotImplementedError

    def dance(self, audio: Tensor, begin: Tensor | None, *, seed: int) -> Tensor:
        """Make a dance.

        Args:
            audio: (T, A) of the music.
            begin: (S, P) pose vectors that the dance goes on from; None begins somewhere in what was learnt.
            seed: chooses among the dances that the model can make.

        Returns:
            (T, P) pose vectors.
        """
        raise NotImplementedError
