"""What is known of dances, and which phrases of it fit some music."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter1d

from core.audio.phase import N_PHASE
from core.data.music_index import described
from core.models.barre_diffusion.geometry import N_ROOT
from core.models.barre_diffusion.rhythm import beat_places

Array = NDArray[np.float32]
Places = NDArray[np.float64]

PHRASE_S = 5.0  # two bars and a half of most dances, as the windows that are learnt
SHORTEST_S = 2.4
_EVERY_S = 0.48  # a phrase can begin as often
_EASED_S = 0.24  # standard deviation of the Gaussian over which it changes its speed
_VOTERS = 5  # stretches that decide which style is danced; at most half of all
_LEAST_SPREAD = 1e-3  # m, of a joint that hardly moves


class _Ear:
    """Describes music, all of it but where in a beat it is, in deviations from the known music."""

    def __init__(self, audio: Array) -> None:
        heard = audio[:, :-N_PHASE]
        self.mean, self.spread = heard.mean(axis=0), heard.std(axis=0)
        self.spread[self.spread == 0] = 1

    def __call__(self, audio: Array) -> Array:
        """(T, A) -> (D,) means and spreads over time, T at least 1."""
        return described((audio[:, :-N_PHASE] - self.mean) / self.spread)


@dataclass(frozen=True, eq=False)
class Repertoire:
    """N known frames, the S stretches that they are of, and K phrases that can be danced of them.

    Attributes:
        audio, pose: (N, A) and (N, P).
        beats: (N,) beats passed since the stretch began, NaN where none are heard in it.
        hear: describes music as D numbers that can be compared.
        begins, stops: (K,) where each phrase can begin, and where its stretch ends.
        style: (K,) its style, -1 where nobody said.
        described: (K, D) its music.
        octaves: (K,) its tempo, in octaves above 120 beats a minute; NaN without beats.
        songs, song_style: (S, D) the music of each stretch, and (S,) its style.
        pose_spread: (P - 4,) deviations of the joints' coordinates, m.
    """

    audio: Array
    pose: Array
    fps: float
    beats: Places
    hear: Callable[[Array], Array]
    begins: NDArray[np.intp]
    stops: NDArray[np.intp]
    style: NDArray[np.int64]
    described: Array
    octaves: Places
    songs: Array
    song_style: NDArray[np.int64]
    pose_spread: Array

    @classmethod
    def of(
        cls, audio: Array, pose: Array, stretch: NDArray[np.int64], style: NDArray[np.int64], fps: float
    ) -> Repertoire | None:
        """Make it of known frames, the stretch of each, rising, and its style; None without a phrase."""
        begins, stops = _places(stretch, round(_EVERY_S * fps), round(SHORTEST_S * fps))
        if not len(begins):
            return None
        hear, length = _Ear(audio), round(PHRASE_S * fps)
        songs = [slice(*ends) for ends in pairwise(_edges(stretch))]
        phrases = [slice(b, min(b + length, stop)) for b, stop in zip(begins, stops, strict=True)]
        beats = np.concatenate([_beats_passed(audio[song]) for song in songs])
        octaves = np.array([np.median(audio[phrase, -1]) for phrase in phrases])
        return cls(
            audio=audio,
            pose=pose,
            fps=fps,
            beats=beats,
            hear=hear,
            begins=begins,
            stops=stops,
            style=style[begins],
            described=np.stack([hear(audio[phrase]) for phrase in phrases]),
            octaves=np.where(np.isnan(beats[begins]), np.nan, octaves),
            songs=np.stack([hear(audio[song]) for song in songs]),
            song_style=np.array([style[song.start] for song in songs]),
            pose_spread=np.maximum(pose[:, :-N_ROOT].std(axis=0), _LEAST_SPREAD),
        )

    def of_style(self, rng: np.random.Generator, weights: Places | None) -> NDArray[np.bool_]:
        """(K,) true for the phrases of one style, drawn by its weight; for all where none of it is known."""
        allowed = np.ones(len(self.begins), np.bool_)
        if weights is not None:
            drawn = self.style == rng.choice(len(weights), p=weights / weights.sum())
            allowed = drawn if drawn.any() else allowed
        return allowed

    def likely_style(self, audio: Array) -> Places | None:
        """(T, A) music -> (C,) 1 for the style that is danced to similar music; None where none is known.

        The nearest stretches vote; the more of them a style has, the less each counts.
        """
        named = np.flatnonzero(self.song_style >= 0)
        if not len(named):
            return None
        off = self.songs[named] - self.hear(audio)
        n_voters = max(1, min(_VOTERS, len(named) // 2))
        nearest = named[(off**2).mean(axis=1).argsort(kind="stable")[:n_voters]]
        votes, n = (
            np.bincount(self.song_style[among], minlength=int(self.song_style.max()) + 1)
            for among in (nearest, named)
        )
        likely: Places = np.zeros(len(n))
        likely[(votes / np.sqrt(np.maximum(n, 1))).argmax()] = 1
        return likely

    def entries(self, beat: float, octaves: NDArray[np.int64]) -> NDArray[np.intp]:
        """(K,) the known frame at which each phrase is entered so that it is as far in a beat as the music.

        Args:
            beat: the place in the music's beats.
            octaves: (K,) 1 where two beats of the phrase are one of the music, -1 the other way round.
        """
        share = 2.0**-octaves
        late = (beat - self.beats[self.begins] * share) % 1  # of a beat of the music
        frames = late / share * 0.5 * self.fps / 2.0**self.octaves
        entered = self.begins + np.nan_to_num(frames).round().astype(np.intp)
        return np.minimum(entered, self.stops - 1)

    def in_time(self, phrase: int, beats: Places | None, octave: int, n_frames: int) -> Places:
        """Return at which known frames a phrase is, `n_frames` long at most, its beats on those of the music.

        Args:
            beats: (S,) places in the music's beats from where it begins on; None where there are none.
            octave: as in `entries`.
        """
        begin, stop = int(self.begins[phrase]), int(self.stops[phrase])
        own = self.beats[begin:stop] * 2.0**-octave
        if beats is None or np.isnan(own[0]):
            return begin + np.arange(min(n_frames, stop - begin), dtype=np.float64)
        wanted = own[0] + (beats[0] - own[0]) % 1 + beats[:n_frames] - beats[0]
        places = np.interp(wanted[wanted <= own[-1]], own, np.arange(len(own)))
        if len(places) > 1:
            pace = gaussian_filter1d(np.diff(places), _EASED_S * self.fps, mode="nearest")
            places = places[0] + np.concatenate([[0.0], np.cumsum(pace)])
        within: Places = begin + np.minimum(places, len(own) - 1.0)
        return within


def _beats_passed(audio: Array) -> Places:
    """(T, A) music of a stretch -> (T,) beats passed, NaN where none are heard."""
    places = beat_places(audio)
    return np.full(len(audio), np.nan) if places is None else places


def _places(
    stretch: NDArray[np.int64], every: int, shortest: int
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """(N,) stretch of each frame -> (K,) where phrases can begin, and where the stretch of each ends."""
    pairs = [
        (begin, stop)
        for first, stop in pairwise(_edges(stretch))
        for begin in range(first, stop - shortest + 1, max(1, every))
    ]
    begins, stops = np.array(pairs, np.intp).reshape(-1, 2).T
    return begins, stops


def _edges(stretch: NDArray[np.int64]) -> list[int]:
    """(N,) stretch of each frame -> where each begins, and the end of the last."""
    edges: list[int] = np.flatnonzero(np.diff(stretch, prepend=-1, append=-1)).tolist()
    return edges
