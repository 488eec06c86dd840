"""Learning styles: windows of dances with the style of each."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

import numpy as np
import torch
from numpy.typing import NDArray

from core.data.dance import Dance
from core.data.split import Split, split_dances
from core.data.twins import Likeness
from core.data.windows import WindowRef
from core.errors import InputError
from core.models.base import Batch, DanceModel
from core.models.classifier import Classifier
from core.models.configs.common import RunConfig
from core.training.data import Side, TrainingData, usable

R = TypeVar("R", bound="StyleReader")


class StyleReader(ABC):
    """How a classifier reads a dance.

    Attributes:
        window_s, hop_s: of its windows.
        copies: how many variations of a training window it makes.
        facts: JSON-ready; what besides the configuration it takes to make the same reader again.
    """

    window_s: float
    hop_s: float
    copies: int = 1
    facts: Mapping[str, Any]

    @classmethod
    @abstractmethod
    def learned(cls: type[R], config: RunConfig, dances: Sequence[Dance]) -> R:
        """Make the reader that suits these dances."""

    @classmethod
    @abstractmethod
    def restored(cls: type[R], config: RunConfig, facts: Mapping[str, Any]) -> R:
        """Make the reader of a trained model."""

    @abstractmethod
    def problem(self, dance: Dance) -> str | None:
        """Say in a sentence why a dance cannot be read; None when it can."""

    @abstractmethod
    def prepare(self, dance: Dance) -> Dance:
        """Do once what need not be done for every window; frames stay what they are."""

    @abstractmethod
    def read(self, dance: Dance, start: int, stop: int) -> NDArray[np.float32]:
        """Return the model's input for frames of a prepared dance."""

    def vary(self, dance: Dance, start: int, stop: int, rng: np.random.Generator) -> NDArray[np.float32]:  # noqa: ARG002
        """Return the input for a random variation of these frames, made of nothing but them."""
        return self.read(dance, start, stop)

    def windows(self, dance: Dance) -> list[tuple[int, int]]:
        """Return (start, stop) of the windows over a whole dance: one of all of it where it is short."""
        length, hop = (max(1, round(s * dance.motion.fps)) for s in (self.window_s, self.hop_s))
        last = dance.motion.n_frames - length
        starts = range(0, last + 1, hop) if last >= 0 else []
        return [(start, start + length) for start in starts] or [(0, dance.motion.n_frames)]


class StyleData(TrainingData):
    """Windows in memory, with the index of their style."""

    def __init__(self, reader: StyleReader, config: RunConfig, dances: Sequence[Dance], *, seed: int) -> None:
        self.reader, self.seed = reader, seed
        self.dances, self.unusable = usable(dances, [_problem(reader, dance) for dance in dances])
        self.split = _split(self.dances, reader, config, seed)
        self._prepared = [reader.prepare(dance) for dance in self.dances]
        self.classes = tuple(sorted({str(self.dances[ref.dance].style) for ref in self.split.train}))
        _check_classes(self.classes, self.split)
        self._train = self._read_training()
        self.sizes = {"n_features": self._train["x"].shape[-1], "n_classes": len(self.classes)}
        self.facts = {"classes": list(self.classes), "sizes": dict(self.sizes), "reader": dict(reader.facts)}

    def train(self) -> Side:
        return Side(self._train, self.reader.copies)

    def valid(self) -> Side | None:
        known = [ref for ref in self.split.valid if self.dances[ref.dance].style in self.classes]
        if not known:
            return None
        x = np.stack([self.reader.read(self._prepared[ref.dance], ref.start, ref.stop) for ref in known])
        return Side({"x": torch.from_numpy(x), "y": self._styles(known)})

    def teach(self, model: DanceModel) -> None:
        if not isinstance(model, Classifier):
            raise TypeError(f"{type(model).__name__} is no classifier")
        x = self._train["x"].double()
        over = tuple(range(x.dim() - 1))
        model.get_submodule("standardise").learn(x.mean(over).float(), x.std(over).float())
        model.weigh_classes(self._styles(self.split.train))
        model.learn_selection(self._train["x"], self._train["y"])

    def _read_training(self) -> Batch:
        """Read `copies` variations of each window, all of the first variation first."""
        rng = np.random.default_rng((self.seed, 1))
        windows = [
            self.reader.vary(self._prepared[ref.dance], ref.start, ref.stop, rng)
            for _ in range(self.reader.copies)
            for ref in self.split.train
        ]
        y = self._styles(self.split.train).repeat(self.reader.copies)
        return {"x": torch.from_numpy(np.stack(windows)), "y": y}

    def _styles(self, refs: Sequence[WindowRef]) -> torch.Tensor:
        return torch.tensor([self.classes.index(str(self.dances[ref.dance].style)) for ref in refs])


def _problem(reader: StyleReader, dance: Dance) -> str | None:
    """Say why a style cannot be learnt from a dance; one without a style may be on any body."""
    return f"{dance.key} has no style." if dance.style is None else reader.problem(dance)


def _split(dances: Sequence[Dance], reader: StyleReader, config: RunConfig, seed: int) -> Split:
    options = config.split
    return split_dances(
        dances,
        length_s=reader.window_s,
        hop_s=reader.hop_s,
        seed=seed,
        fractions=options.fractions,
        fold=options.fold,
        likeness=Likeness(turned=options.turned_copies),
    )


def _check_classes(classes: Sequence[str], split: Split) -> None:
    if len(classes) < 2:
        raise InputError(
            f"A classifier needs dances of two styles to learn from; there is only {classes[0]!r}.",
            "Label dances of another style. " + split.summary().replace("\n", " "),
        )
