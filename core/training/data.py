"""What a run learns from: dances, dealt to sides, read into tensors, and described for the record."""

from __future__ import annotations

import hashlib
import json
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.data.dance import Dance
from core.data.split import Split
from core.errors import InputError
from core.models.base import Batch, DanceModel

DATASET = "dataset.json"  # in a run's folder: what `content_of` returned


class TrainingData(ABC):
    """The training and validation sides in memory, and what the trained model has to know afterwards.

    Attributes:
        split: which windows are on which side; `WindowRef.dance` counts into `dances`.
        dances: those that can be used, as given.
        unusable: a sentence for each dance that cannot.
        notes: sentences about what was done to fit data and options together.
        sizes: keyword arguments that the data decide of the model.
        facts: JSON-ready; with the configuration and the weights, all that using the model later takes.
    """

    split: Split
    dances: Sequence[Dance]
    unusable: tuple[str, ...]
    notes: tuple[str, ...] = ()
    sizes: Mapping[str, int]
    facts: Mapping[str, Any]

    @abstractmethod
    def train(self) -> Side:
        """Return the training windows."""

    @abstractmethod
    def valid(self) -> Side | None:
        """Return the validation windows; None when there are none."""

    @abstractmethod
    def teach(self, model: DanceModel) -> None:
        """Store the statistics of the training windows in a new model."""


@dataclass(frozen=True, eq=False)
class Side:
    """Windows in memory: tensors of copies * N rows as `core.training.batches.Batches` takes them."""

    tensors: Batch
    copies: int = 1


def usable(dances: Sequence[Dance], problems: Sequence[str | None]) -> tuple[list[Dance], tuple[str, ...]]:
    """Return the dances without a problem, and a sentence for each with one.

    Raises:
        InputError: every dance has one.
    """
    kept = [dance for dance, problem in zip(dances, problems, strict=True) if problem is None]
    said = tuple(problem for problem in problems if problem is not None)
    if not kept:
        raise InputError(f"There is no dance to learn from: {said[0]}")
    return kept, said


def content_of(data: TrainingData) -> dict[str, Any]:
    """Return the frozen data set of a run, JSON-ready.

    ``dances`` name what was learnt from and a hash of its motion, music and style; ``split`` is
    `Split.to_dict`, its windows in frames of these dances; ``left_out`` are the sentences of dances that
    could not be used; ``sha256`` covers all of it.
    """
    content = {
        "dances": [_describe(dance) for dance in data.dances],
        "split": data.split.to_dict(),
        "left_out": list(data.unusable),
    }
    text = json.dumps(content, sort_keys=True)
    return {**json.loads(text), "sha256": hashlib.sha256(text.encode()).hexdigest()}


def fingerprint(dance: Dance) -> str:
    """Return the sha256 of all that a model could learn from a dance."""
    digest = hashlib.sha256()
    digest.update(f"{dance.style}|{dance.motion.fps!r}|{dance.motion.skeleton.joints}".encode())
    digest.update(np.ascontiguousarray(dance.motion.positions).tobytes())
    if dance.audio is not None:
        digest.update(np.ascontiguousarray(dance.audio.mfcc).tobytes())
        digest.update(np.ascontiguousarray(dance.audio.mel).tobytes())
    if dance.film is not None:
        digest.update(f"{dance.film.sha256}|{dance.film.size_px}".encode())
        digest.update(np.ascontiguousarray(dance.film.times_s).tobytes())
        if dance.film.joints_px is not None:
            digest.update(np.ascontiguousarray(dance.film.joints_px).tobytes())
    return digest.hexdigest()


def _describe(dance: Dance) -> dict[str, Any]:
    return {
        "key": dance.key,
        "style": dance.style,
        "song": dance.song,
        "fps": float(dance.motion.fps),
        "n_frames": dance.motion.n_frames,
        "sha256": fingerprint(dance),
    }
