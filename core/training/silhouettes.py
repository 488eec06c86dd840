"""Learning to continue films: sequences of silhouettes, and how they are read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from core.data.dance import Dance
from core.data.film import Film
from core.data.windows import WindowRef
from core.errors import InputError, MediaError
from core.models.base import DanceModel
from core.models.configs.common import RunConfig, data_options
from core.models.configs.silhouette_rnn import SilhouetteOptions
from core.silhouette.reading import Look, silhouettes
from core.training.data import Side, TrainingData, usable
from core.training.film_split import split_films


class SilhouetteReader:
    """How a model that continues films sees one.

    Attributes:
        given: frames that a film is continued from.
        every: each how-manieth frame of a film is a silhouette.
    """

    facts: Mapping[str, Any] = {}

    def __init__(self, config: RunConfig) -> None:
        self.options = o = data_options(config, SilhouetteOptions)
        self.given, self.every, self.n_frames = o.given, o.every, o.sequence_frames
        self.look = Look(o.height, o.width, o.every, o.background)

    @classmethod
    def learned(cls, config: RunConfig, dances: Sequence[Dance]) -> SilhouetteReader:
        """Make a reader; there is nothing to learn of the films."""
        if all(dance.film is None for dance in dances):
            raise InputError(
                "None of the dances was filmed.", "Import films of dances: barre import P FILM..."
            )
        return cls(config)

    @classmethod
    def restored(cls, config: RunConfig, _facts: Mapping[str, Any]) -> SilhouetteReader:
        """Make the reader of a trained model."""
        return cls(config)

    def read(self, film: Film) -> NDArray[np.uint8]:
        """(ceil(T / every), H, W) silhouettes of 0 and 1."""
        return silhouettes(film, self.look)

    def given_of(self, film: Film) -> NDArray[np.uint8]:
        """(G, H, W) the first silhouettes of a film, which it is continued from; fewer of a shorter one."""
        return silhouettes(film, self.look, first=self.given)

    def sequence(self, whole: NDArray[np.uint8], ref: WindowRef) -> NDArray[np.uint8]:
        """(N, H, W) the silhouettes of a window of a film, of all that `read` gave."""
        start = min(-(-ref.start // self.every), len(whole) - self.n_frames)
        return whole[start : start + self.n_frames]

    def varied(self, pictures: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
        """(N, H, W) -> the same sequence moved aside, and every other time in the mirror."""
        if rng.random() < 0.5:
            pictures = pictures[:, :, ::-1]
        most = np.rint(self.options.shift * np.array(pictures.shape[1:])).astype(int)
        down, right = rng.integers(-most, most + 1)
        moved = np.zeros_like(pictures)
        (to_y, from_y), (to_x, from_x) = (
            _overlapping(int(by), n) for by, n in zip((down, right), pictures.shape[1:], strict=True)
        )
        moved[:, to_y, to_x] = pictures[:, from_y, from_x]
        return moved


def _overlapping(by: int, n: int) -> tuple[slice, slice]:
    """Return where n places moved by some lie, and where they come from."""
    return slice(max(by, 0), n + min(by, 0)), slice(max(-by, 0), n + min(-by, 0))


class SilhouetteData(TrainingData):
    """Sequences in memory: ``pictures`` (N, T, H, W) of 0 and 1."""

    def __init__(
        self, reader: SilhouetteReader, config: RunConfig, dances: Sequence[Dance], *, seed: int
    ) -> None:
        self.reader, self._seed = reader, seed
        self._whole: dict[str, NDArray[np.uint8]] = {}
        self.dances, self.unusable = usable(dances, self._read(dances))
        fps = {dance.motion.fps for dance in self.dances}
        self.split, self.notes = split_films(
            self.dances,
            # Frames of the slowest film decide; where rates differ a window may hold a frame more.
            length_s=reader.n_frames * reader.every / min(fps),
            hop_s=reader.options.hop_s,
            gap_s=reader.options.gap_s,
            seed=seed,
            options=config.split,
        )
        if len(fps) > 1:
            rates = ", ".join(f"{rate / reader.every:g}" for rate in sorted(fps))
            self.notes += (f"The films have different rates: {rates} silhouettes a second.",)
        self.sizes: Mapping[str, int] = {}
        self.facts = {"reader": dict(reader.facts)}

    def train(self) -> Side:
        """Return `copies` variations of each sequence, the first of them as it is."""
        cut, rng = self._cut(self.split.train), np.random.default_rng((self._seed, 1))
        copies = self.reader.options.copies
        varied = [self.reader.varied(pictures, rng) for _ in range(copies - 1) for pictures in cut]
        return Side({"pictures": torch.from_numpy(np.stack([*cut, *varied]))}, copies)

    def valid(self) -> Side | None:
        if not self.split.valid:
            return None
        return Side({"pictures": torch.from_numpy(np.stack(self._cut(self.split.valid)))})

    def teach(self, model: DanceModel) -> None:
        """Silhouettes are 0 and 1: there are no statistics."""

    def _read(self, dances: Sequence[Dance]) -> list[str | None]:
        """Read each film once, and say in a sentence why one cannot be learnt from."""
        seen: dict[tuple[str, float], str] = {}
        problems: list[str | None] = []
        for dance in dances:
            if dance.film is None:
                problems.append(f"{dance.key} was not filmed.")
                continue
            place = (dance.film.sha256, float(dance.film.times_s[0]))
            if place in seen:
                problems.append(f"{dance.key} is in the same pictures as {seen[place]}.")
                continue
            seen[place] = dance.key
            try:
                self._whole[dance.key] = self.reader.read(dance.film)
                problems.append(None)
            except MediaError as e:
                problems.append(f"{dance.key}: {e.message}")
        return problems

    def _cut(self, refs: Sequence[WindowRef]) -> list[NDArray[np.uint8]]:
        return [self.reader.sequence(self._whole[self.dances[ref.dance].key], ref) for ref in refs]
