"""Which songs suit a dance: vectors of dances and songs, whose cosine says how well they go together.

Two ways. As published: a style classifier's last hidden layer describes a dance, and a song is known by the
dances that were danced to it. Ours: `core.models.motion_music` describes dances and songs alike, so that a
song needs no dance.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from core.audio.features import AudioFeatures
from core.data.dance import Dance
from core.data.split import Split
from core.errors import InputError
from core.metrics.ranking import RankingReport, ranking_report
from core.models.classifier import Classifier
from core.models.motion_music import MotionMusic
from core.training.motion_music import Rows
from core.training.trained import TrainedModel

Array = NDArray[np.float64]
_AT_ONCE = 256  # windows; bounds the memory of a long song


@dataclass(frozen=True)
class Recommendations:
    """How good a model's songs are for dances that it never saw.

    Attributes:
        songs: rankings of the songs that it never heard: the right one is that of the dance.
        styles: rankings of the songs that it learnt from: right are those of the dance's style. None where no
            such song or style is known.
    """

    songs: RankingReport
    styles: RankingReport | None

    def metrics(self) -> dict[str, float]:
        """Return the headline numbers by name."""
        found = {"song_reciprocal_rank": self.songs.reciprocal_rank}
        if self.styles is not None:
            found |= {f"style_top_{k}": share for k, share in self.styles.top}
        return found


class Matcher:
    """A trained model asked for vectors of length 1, whose products are cosines.

    Attributes:
        needs_dances: a song is known only by the dances that were danced to it.
    """

    def __init__(self, trained: TrainedModel) -> None:
        self._trained = trained
        self.needs_dances = isinstance(trained.model, Classifier)
        if not isinstance(trained.model, Classifier | MotionMusic):
            raise InputError(
                f"A run of {trained.preset!r} makes dances; it cannot recommend songs.",
                "Choose a run of motion-music, or of a style classifier.",
            )

    def of_dance(self, dance: Dance) -> Array:
        """Return the (E,) vector of a dance: the mean over its windows.

        Raises:
            InputError: the model cannot read this dance; the sentence says why.
        """
        model, reader = self._trained.model, self._trained.reader
        if isinstance(model, Classifier):
            return unit(self._trained.hidden_windows(dance, reader.windows(dance)).mean(axis=0))
        never_seen = reader.motions.problem(dance)
        if never_seen is not None:
            raise InputError(never_seen)
        return self._embedded(reader.windows_of_motion(reader.prepare(dance).motion), "motion")

    def of_song(self, audio: AudioFeatures) -> Array:
        """Return the (E,) vector of a song, or of the part of it that the rows cover.

        Raises:
            InputError: this model knows songs only by their dances.
        """
        if self.needs_dances:
            raise InputError(
                f"A run of {self._trained.preset!r} knows songs only by the dances to them.",
                "Train motion-music to recommend songs that nobody danced to.",
            )
        return self._embedded(self._trained.reader.windows_of_music(audio), "music")

    def _embedded(self, windows: Sequence[Rows], which: str) -> Array:
        model: Any = self._trained.model
        embed = model.embed_motion if which == "motion" else model.embed_music
        parts = [
            embed(*(_stacked(windows[i : i + _AT_ONCE], name) for name in (which, f"{which}_rhythm")))
            for i in range(0, len(windows), _AT_ONCE)
        ]
        return unit(torch.cat(parts).double().mean(dim=0).numpy())


def unit(vector: Array) -> Array:
    """Return a vector at length 1; one without length as it is."""
    length = float(np.linalg.norm(vector))
    return vector / length if length > 0 else vector


def judged(trained: TrainedModel, split: Split, dances: Mapping[int, Dance]) -> Recommendations | None:
    """Judge a `motion-music` run on the test side of its split; None without a test dance.

    Args:
        dances: by their index in the split, at least those of the test side; the songs of the others are what
            styles are recommended from.
    """
    matcher = Matcher(trained)
    tested = [i for i in split.dances_of("test") if i in dances]
    learnt = [i for i in split.dances_of("train") if i in dances]
    if not tested:
        return None
    queries = np.stack([matcher.of_dance(dances[i]) for i in tested])
    songs = {i: matcher.of_song(_audio(dances[i])) for i in [*tested, *learnt]}
    held = queries @ np.stack([songs[i] for i in tested]).T
    own = [np.array([_same_song(dances[i], dances[j]) for j in tested]) for i in tested]
    return Recommendations(ranking_report(list(held), own), _styles(queries, songs, tested, learnt, dances))


def _styles(
    queries: Array,
    songs: Mapping[int, Array],
    tested: Sequence[int],
    learnt: Sequence[int],
    dances: Mapping[int, Dance],
) -> RankingReport | None:
    styles = [dances[i].style for i in learnt]
    right = [np.array([style is not None and style == dances[i].style for style in styles]) for i in tested]
    if not any(r.any() for r in right):
        return None
    return ranking_report(list(queries @ np.stack([songs[i] for i in learnt]).T), right)


def _same_song(a: Dance, b: Dance) -> bool:
    return a is b or (a.song is not None and a.song == b.song)


def _audio(dance: Dance) -> AudioFeatures:
    if dance.audio is None:
        raise InputError(f"Dance {dance.key!r} has no music any more.")
    return dance.audio


def _stacked(windows: Sequence[Rows], name: str) -> torch.Tensor:
    return torch.from_numpy(np.stack([window[name] for window in windows]))
