"""Which dances are danced to the same song, also when its files differ."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from core.data.dance import Dance

if TYPE_CHECKING:
    from core.audio.features import AudioFeatures

SAME_SONG = 0.6
"""Songs with at least this likeness are one recording.

Measured with 8 s of chroma: 24 ballroom songs are at most 0.37 alike, while copies of one (32 kbit/s MP3,
24 kbit/s AAC, filtered, noisy, reverberant, cut, half a frame late, played 2 % faster) are at least 0.68.
"""

_FPS = 25.0
_SEGMENT_S = 8.0
_SHORTEST_S = 4.0


def song_groups(dances: Sequence[Dance]) -> list[tuple[int, ...]]:
    """Return the indices of the dances, grouped by song and ordered by their first member.

    Together are dances with equal `Dance.song`, those whose audio features show the same recording (see
    `song_likeness`), and those cut out of the same film. A dance with none of these is alone.
    """
    songs = [dance.song for dance in dances]
    films = [dance.film.sha256 if dance.film is not None else None for dance in dances]
    return joined(len(dances), [*_equal(songs), *_equal(films), *_same_recording(dances)])


def song_likeness(a: AudioFeatures, b: AudioFeatures) -> float:
    """Return how alike two stretches of music are, up to 1: the highest correlation of their chroma.

    Each 8 s segment of one (every 4 s, and the last) is slid along the other, and Pearson's correlation is
    taken over the 12 x 200 chroma values of both, each pitch class with its mean over the 8 s removed. So a
    common stretch of 12 s is always found, one of 8 s sometimes. Music shorter than 8 s is taken whole; below
    4 s there is too little to tell by, and the answer is 0.
    """
    return _likeness(_Chroma.of(a), _Chroma.of(b))


def joined(n: int, pairs: Iterable[tuple[int, int]]) -> list[tuple[int, ...]]:
    """Return the connected groups of 0..n-1 under `pairs`, each rising, ordered by their first member."""
    first = list(range(n))

    def root(i: int) -> int:
        while first[i] != i:
            i = first[i]
        return i

    for a, b in pairs:
        low, high = sorted((root(a), root(b)))
        first[high] = low
    members: dict[int, list[int]] = {}
    for i in range(n):
        members.setdefault(root(i), []).append(i)
    return [tuple(group) for group in members.values()]


def _equal(names: Sequence[str | None]) -> list[tuple[int, int]]:
    by_name: dict[str, list[int]] = {}
    for i, name in enumerate(names):
        if name is not None:
            by_name.setdefault(name, []).append(i)
    return [pair for members in by_name.values() for pair in pairwise(members)]


def _same_recording(dances: Sequence[Dance]) -> list[tuple[int, int]]:
    chroma = {i: _Chroma.of(dance.audio) for i, dance in enumerate(dances) if dance.audio is not None}
    pairs = [(a, b) for a, b in combinations(chroma, 2) if not _equal_song(dances[a], dances[b])]
    return [(a, b) for a, b in pairs if _likeness(chroma[a], chroma[b]) >= SAME_SONG]


def _equal_song(a: Dance, b: Dance) -> bool:
    return a.song is not None and a.song == b.song


@dataclass(frozen=True)
class _Chroma:
    """Chroma at 25 frames a second, with what sliding a segment along it needs, computed once.

    Attributes:
        values: (T, 12).
        sums, squares: (T + 1, 12) and (T + 1,) running sums of the values and of their squares.
    """

    values: NDArray[np.float64]
    sums: NDArray[np.float64]
    squares: NDArray[np.float64]

    @classmethod
    def of(cls, audio: AudioFeatures) -> _Chroma:
        times = audio.times_s
        if not len(times):
            return cls(np.zeros((0, 12)), np.zeros((1, 12)), np.zeros(1))
        grid = np.arange(times[0], times[-1] + 0.5 / _FPS, 1 / _FPS)
        values = np.stack([np.interp(grid, times, pitch) for pitch in audio.chroma.T], axis=1)
        sums = np.concatenate([np.zeros((1, 12)), np.cumsum(values, axis=0)])
        squares = np.concatenate([[0.0], np.cumsum((values**2).sum(axis=1))])
        return cls(values, sums, squares)

    def segments(self, length: int) -> NDArray[np.float64]:
        """Return (N, length, 12) segments, each pitch class with its mean removed."""
        last = len(self.values) - length
        starts = np.unique([*range(0, last + 1, max(1, length // 2)), last])
        cut = np.stack([self.values[start : start + length] for start in starts])
        return np.asarray(cut - cut.mean(axis=1, keepdims=True), np.float64)

    def energies(self, length: int) -> NDArray[np.float64]:
        """Return (T - length + 1,) sums of squares about the mean of the stretch from each frame on."""
        sums = self.sums[length:] - self.sums[:-length]
        energy = self.squares[length:] - self.squares[:-length] - (sums**2).sum(axis=1) / length
        return np.asarray(energy, np.float64)


def _likeness(a: _Chroma, b: _Chroma) -> float:
    length = min(len(a.values), len(b.values), round(_SEGMENT_S * _FPS))
    if length < _SHORTEST_S * _FPS:
        return 0.0
    segments, n = a.segments(length), len(b.values)
    size = 1 << (n + length).bit_length()
    spectrum = np.fft.rfft(b.values, size, axis=0) * np.fft.rfft(segments, size, axis=1).conj()
    # The segments are centred, so the means of the other side cancel from the products.
    products = np.fft.irfft(spectrum.sum(axis=2), size, axis=1)[:, : n - length + 1]
    own = (segments**2).sum(axis=(1, 2))
    # Silence and single held tones have no energy about their mean: like nothing, not like everything.
    energy = np.outer(own, b.energies(length))
    floor = 1e-6 * length**2
    return float((products / np.sqrt(np.maximum(energy, floor))).max())
