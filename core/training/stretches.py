"""The stretches of training dances that models keep which dance from memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from core.training.sequences import SequenceData

MOST_FRAMES = 1_000_000  # as many as a checkpoint is trusted to hold; 11 hours at 25 fps


@dataclass(frozen=True, eq=False)
class Stretch:
    """What the training sequences of a dance cover without a gap.

    Attributes:
        audio, pose: (T, A) and (T, P), frame by frame of the same moments.
        begins: frames at which sequences begin, rising.
        style: counts into the styles learnt, -1 where nobody said.
    """

    audio: NDArray[np.float32]
    pose: NDArray[np.float32]
    begins: tuple[int, ...]
    style: int


def stretches(data: SequenceData) -> Iterator[Stretch]:
    """Yield the stretches of the training dances, in the order of the dances."""
    length = data.reader.n_frames
    for i in data.split.dances_of("train"):
        heard, seen = data.whole(data.dances[i])
        begins = sorted(data.start(ref, len(seen)) for ref in data.split.train if ref.dance == i)
        for group in _overlapping(begins, length):
            cut = slice(group[0], group[-1] + length)
            yield Stretch(
                heard[cut], seen[cut], tuple(b - group[0] for b in group), data.style(data.dances[i])
            )


def end_to_end(known: Sequence[Stretch]) -> tuple[Tensor, Tensor]:
    """Return the (N, A) and (N, P) of stretches, at least one, one after the other."""
    audio, pose = (
        torch.from_numpy(np.concatenate([getattr(stretch, name) for stretch in known]))
        for name in ("audio", "pose")
    )
    return audio, pose


def _overlapping(begins: Sequence[int], length: int) -> list[list[int]]:
    """Group the beginnings of sequences, in order, by which of them cover a stretch without a gap."""
    groups: list[list[int]] = []
    for begin in begins:
        if not groups or begin > groups[-1][-1] + length:
            groups.append([])
        groups[-1].append(begin)
    return groups
