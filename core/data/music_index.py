"""Which music sounds most like some other music.

The published way to look up a dance for music that nobody danced to: k-means groups the known music by its
features, the group whose centre is nearest is taken, and in it the nearest neighbour. Of the paper are the
five groups; what describes a piece of music, and that distances are Euclidean between standardised
descriptions, is ours.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.audio.features import AudioFeatures
from core.audio.stack import stacked
from core.data.dance import Dance
from core.errors import InputError

Array = NDArray[np.float32]

N_GROUPS = 5
_FPS = 25.0  # at which whole songs are described, whatever the frame rate of their dances


def described(rows: Array) -> Array:
    """(T, A) features of a piece of music -> (2 A,) their means and spreads over time, T at least 1."""
    return np.concatenate([rows.mean(axis=0), rows.std(axis=0)]).astype(np.float32)


@dataclass(frozen=True, eq=False)
class MusicIndex:
    """Known pieces of music, to be asked by the description of another one.

    Attributes:
        mean, spread: (D,) of the known descriptions; a number that never varies has spread 1.
        vectors: (N, D) standardised descriptions.
        centres: (K, D) of the groups.
        group: (N,) int64, to which group each piece belongs.
    """

    mean: Array
    spread: Array
    vectors: Array
    centres: Array
    group: NDArray[np.int64]

    @classmethod
    def learned(cls, descriptions: Array, *, n_groups: int = N_GROUPS, seed: int = 0) -> MusicIndex:
        """Group (N, D) descriptions, N at least 1; into N groups where there are fewer than asked for."""
        from sklearn.cluster import KMeans

        mean, spread = descriptions.mean(axis=0), descriptions.std(axis=0)
        spread = np.where(spread > 0, spread, 1).astype(np.float32)
        vectors = ((descriptions - mean) / spread).astype(np.float32)
        n_groups = min(n_groups, len(np.unique(vectors, axis=0)))
        # Small products of float32 now and then say "invalid" of numbers beyond the end of an array.
        with np.errstate(invalid="ignore"):
            means = KMeans(n_groups, n_init=10, random_state=seed).fit(vectors)
        centres = means.cluster_centers_.astype(np.float32)
        return cls(mean, spread, vectors, centres, means.labels_.astype(np.int64))

    def ranked(self, description: Array) -> NDArray[np.int64]:
        """(D,) -> the pieces of the nearest group, the nearest first."""
        asked = (description - self.mean) / self.spread
        nearest = np.linalg.norm(self.centres - asked, axis=1).argmin()
        members = np.flatnonzero(self.group == nearest)
        order = np.linalg.norm(self.vectors[members] - asked, axis=1).argsort(kind="stable")
        return np.asarray(members[order], np.int64)


def reference_dance(audio: AudioFeatures, known: Sequence[Dance], *, seed: int = 0) -> Dance:
    """Return the known dance whose music is nearest to other music.

    Published protocols compare a dance that was made for unheard music with this one.

    Args:
        audio: the music, at evenly spaced times.
        known: usually the dances that were trained on; those without music are passed over.
        seed: of the grouping.

    Raises:
        InputError: none of the dances has music.
    """
    heard = [(dance, dance.audio) for dance in known if dance.audio is not None]
    if not heard:
        raise InputError("None of the known dances has music to find a reference by.")
    index = MusicIndex.learned(np.stack([_whole(music) for _, music in heard]), seed=seed)
    nearest, _ = heard[int(index.ranked(_whole(audio))[0])]
    return nearest


def _whole(audio: AudioFeatures) -> Array:
    begin_s, end_s = audio.times_s[[0, -1]]
    return described(stacked(audio.at(np.arange(begin_s, end_s + 1e-6, 1 / _FPS))))
