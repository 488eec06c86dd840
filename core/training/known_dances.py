"""What a generator learns from that keeps the training dances themselves."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from core.data.dance import Dance
from core.errors import InputError
from core.models.base import DanceModel
from core.models.configs.common import RunConfig
from core.models.retrieval import Retrieval
from core.training.sequences import SequenceData, SequenceReader

_MOST_FRAMES = 1_000_000  # as many as a checkpoint is trusted to hold; 11 hours at 25 fps


class KnownDances(SequenceData):
    """The training sequences, and each stretch of a dance that they cover as a whole."""

    def __init__(
        self, reader: SequenceReader, config: RunConfig, dances: Sequence[Dance], *, seed: int
    ) -> None:
        super().__init__(reader, config, dances, seed=seed)
        self._audio, self._poses, self._starts, self._stops = self._end_to_end()
        if len(self._poses) > _MOST_FRAMES:
            raise InputError(
                f"The training dances have {len(self._poses)} frames; at most {_MOST_FRAMES} can be kept.",
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
        audio, poses, starts, stops = [], [], [], []
        n = 0
        for i in self.split.dances_of("train"):
            heard, seen = self._whole(self.dances[i])
            begins = [self._start(ref, len(seen)) for ref in self.split.train if ref.dance == i]
            for stretch in _overlapping(sorted(begins), self.reader.n_frames):
                first, stop = stretch[0], stretch[-1] + self.reader.n_frames
                audio.append(heard[first:stop])
                poses.append(seen[first:stop])
                starts += [n + begin - first for begin in stretch]
                stops += [n + stop - first] * len(stretch)
                n += stop - first
        frames = torch.from_numpy(np.concatenate(audio)), torch.from_numpy(np.concatenate(poses))
        return *frames, torch.tensor(starts), torch.tensor(stops)


def _overlapping(begins: Sequence[int], length: int) -> list[list[int]]:
    """Group the beginnings of sequences, in order, by which of them cover a stretch without a gap."""
    stretches: list[list[int]] = []
    for begin in begins:
        if not stretches or begin > stretches[-1][-1] + length:
            stretches.append([])
        stretches[-1].append(begin)
    return stretches
