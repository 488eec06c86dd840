"""What a generator learns from that keeps the training dances themselves."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from core.data.dance import Dance
from core.errors import InputError
from core.models.base import DanceModel
from core.models.configs.common import RunConfig
from core.models.retrieval import Retrieval
from core.training.sequences import SequenceData, SequenceReader
from core.training.stretches import MOST_FRAMES, end_to_end, stretches


class KnownDances(SequenceData):
    """The training sequences, and each stretch of a dance that they cover as a whole."""

    def __init__(
        self, reader: SequenceReader, config: RunConfig, dances: Sequence[Dance], *, seed: int
    ) -> None:
        super().__init__(reader, config, dances, seed=seed)
        self._audio, self._poses, self._starts, self._stops = self._end_to_end()
        if len(self._poses) > MOST_FRAMES:
            raise InputError(
                f"The training dances have {len(self._poses)} frames; at most {MOST_FRAMES} can be kept.",
                "Lower data.fps, or leave some dances out.",
            )
        self.sizes = {
            **{name: n for name, n in self.sizes.items() if name != "n_seeds"},
            "n_frames": len(self._poses),
            "n_pieces": len(self._starts),
            "piece_frames": reader.n_frames,
        }

    def teach(self, model: DanceModel) -> None:
        if not isinstance(model, Retrieval):
            raise TypeError(f"{type(model).__name__} keeps no dances")
        super().teach(model)
        model.remember(self._audio, self._poses, self._starts, self._stops, seed=self.seed)

    def _end_to_end(self) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Return audio, poses, and for each sequence where it begins and where its stretch ends."""
        known = list(stretches(self))
        starts, stops = [], []
        n = 0
        for stretch in known:
            starts += [n + begin for begin in stretch.begins]
            n += len(stretch.pose)
            stops += [n] * len(stretch.begins)
        return *end_to_end(known), torch.tensor(starts), torch.tensor(stops)
