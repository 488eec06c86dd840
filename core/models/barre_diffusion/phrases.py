"""The dances that were learnt from, and phrases of them that fit some music: what a new dance begins from.

A dance is drafted phrase by phrase, each of some seconds, from what was danced to similar music at a similar
tempo, goes on from the pose before it, and was not danced yet; its beats are laid on those of the music. That
dances are built of known phrases is the thought of Lee, Lee and Park, "Music similarity-based approach to
generating dance motion sequence" (Multimedia Tools and Applications, 2013), and of Chen and others,
"ChoreoMaster" (SIGGRAPH 2021); that a diffusion model works on what was retrieved is that of Zhang and
others, "ReMoDiffuse" (ICCV 2023).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter1d
from torch import Tensor, nn

from core.data.music_index import described
from core.models.barre_diffusion.geometry import N_ROOT
from core.models.barre_diffusion.rhythm import N_PHASE, beat_places, retimed
from core.models.joining import joined

Array = NDArray[np.float32]
Places = NDArray[np.float64]

_PHRASE_S = 5.0  # two bars and a half of most dances, as the windows that are learnt
_SHORTEST_S = 2.4
_EVERY_S = 0.48  # a phrase can begin as often
_BLEND_S = 0.32  # over which it passes into the next
_EASED_S = 0.24  # standard deviation of the Gaussian over which it changes its speed
_FASTEST = 1.2  # as many times as fast as it was it is danced at most, and as slowly
# What a phrase costs; 1 is music that is off by a standard deviation.
_OCTAVE, _FREE_OCTAVES = 6.0, 0.1  # of another tempo, halved or doubled; what costs nothing
_POSE = 0.2  # of a pose to go on with that is off by a standard deviation
_AGAIN, _SAME_DANCE = 3.0, 0.5  # for each phrase already danced that overlaps; for each of the same dance
_VOTERS = 5  # stretches that decide which style is danced; at most half of all
_WHIM = 0.05  # standard deviation of what is mere chance
_LEAST_SPREAD = 1e-3  # m, of a joint that hardly moves


@dataclass(frozen=True, eq=False)
class Draft:
    """A dance of known phrases.

    Attributes:
        pose: (T, P) pose vectors.
        seams: frames in the middle of where one phrase passes into the next; 0 where the first goes on from
            what was before.
    """

    pose: Tensor
    seams: tuple[int, ...]


class Phrases(nn.Module):
    """What is kept of the training dances: N frames of music and of pose vectors, end to end."""

    audio: Tensor
    pose: Tensor
    stretch: Tensor
    style: Tensor

    def __init__(self, n_frames: int, *, n_audio: int, n_pose: int, fps: float) -> None:
        super().__init__()
        self.fps = fps
        self._known: _Known | None = None
        self.register_buffer("audio", torch.zeros(n_frames, n_audio))
        self.register_buffer("pose", torch.zeros(n_frames, n_pose))
        self.register_buffer("stretch", torch.zeros(n_frames, dtype=torch.long))
        self.register_buffer("style", torch.full((n_frames,), -1, dtype=torch.long))

    def remember(self, audio: Tensor, pose: Tensor, stretch: Tensor, style: Tensor) -> None:
        """Take over (N, A), (N, P), and for each frame which stretch it is of, rising, and its style."""
        for name, values in (("audio", audio), ("pose", pose), ("stretch", stretch), ("style", style)):
            getattr(self, name).copy_(values)
        self._known = None

    def draft(
        self, audio: Tensor, *, seed: int, whim: float, style: Tensor | None, before: Tensor | None
    ) -> Draft | None:
        """Draft a dance to (T, A) music; None where nothing is known that could be danced.

        Args:
            seed, whim: chance, and how much of it; none for 0, 1 is usual.
            style: (C,) weights of the styles that phrases are drawn from; None for the one that is danced to
                the most similar music.
            before: (S, P) what the dance goes on from.
        """
        if self._known is None:
            self._known = _Known.of(self)
        if not len(self._known.begins):
            return None
        music = audio.cpu().numpy()
        writing, rng = _Writing(self._known, music, before), np.random.default_rng(seed)
        weights = self._known.likely_style(music) if style is None else style.double().numpy()
        while len(writing.pose) < len(audio):
            allowed = self._known.of_style(rng, weights)
            writing.add(writing.costs(allowed) + whim * _WHIM * rng.standard_normal(len(allowed)))
        return Draft(torch.from_numpy(writing.pose), tuple(writing.seams))


@dataclass(frozen=True, eq=False)
class _Known:
    """The known frames, and the K places among them at which a phrase can begin.

    Attributes:
        stops: (K,) where the stretch of each ends.
        described: (K, D) the music of each phrase, standardised.
        octaves: (K,) its tempo.
        songs, song_style: (S, D) the music of each stretch, and its style.
    """

    audio: Array
    pose: Array
    fps: float
    begins: NDArray[np.intp]
    stops: NDArray[np.intp]
    style: NDArray[np.int64]
    described: Array
    octaves: Places
    sound_mean: Array
    sound_spread: Array
    pose_spread: Array
    songs: Array
    song_style: NDArray[np.int64]

    @classmethod
    def of(cls, kept: Phrases) -> _Known:
        audio, pose, stretch, style = (
            getattr(kept, name).cpu().numpy() for name in ("audio", "pose", "stretch", "style")
        )
        begins, stops = _places(stretch, round(_EVERY_S * kept.fps), round(_SHORTEST_S * kept.fps))
        sound = audio[:, :-N_PHASE]
        mean = sound.mean(axis=0) if len(sound) else np.zeros(sound.shape[1], np.float32)
        spread = sound.std(axis=0) if len(sound) else np.ones_like(mean)
        spread = np.where(spread > 0, spread, 1).astype(np.float32)
        length = round(_PHRASE_S * kept.fps)
        songs = [slice(*ends) for ends in pairwise(_edges(stretch))]
        phrases = [slice(b, min(b + length, stop)) for b, stop in zip(begins, stops, strict=True)]
        return cls(
            audio,
            pose,
            kept.fps,
            begins,
            stops,
            style[begins],
            np.stack([described((sound[p] - mean) / spread) for p in phrases]) if phrases else sound,
            np.array([np.median(audio[p, -1]) for p in phrases]),
            mean,
            spread,
            np.maximum(pose[:, :-N_ROOT].std(axis=0), _LEAST_SPREAD) if len(pose) else pose,
            np.stack([described((sound[s] - mean) / spread) for s in songs]) if songs else sound,
            np.array([style[s.start] for s in songs], np.int64),
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
        off = self.songs[named] - described((audio[:, :-N_PHASE] - self.sound_mean) / self.sound_spread)
        n_voters = max(1, min(_VOTERS, len(named) // 2))
        nearest = named[(off**2).mean(axis=1).argsort(kind="stable")[:n_voters]]
        votes, n = (
            np.bincount(self.song_style[among], minlength=int(self.song_style.max()) + 1)
            for among in (nearest, named)
        )
        likely: Places = np.zeros(len(n))
        likely[(votes / np.sqrt(np.maximum(n, 1))).argmax()] = 1
        return likely

    def in_time(self, phrase: int, beats: Places | None, octave: int, n_frames: int) -> Places:
        """Return at which known frames a phrase is, `n_frames` long at most, its beats on those of the music.

        Args:
            beats: (S,) places in the music's beats from where it begins on; None where there are none.
            octave: 1 where two beats of the phrase are one of the music, -1 the other way round.
        """
        begin, stop = int(self.begins[phrase]), int(self.stops[phrase])
        own = beat_places(self.audio[begin:stop])
        if own is None or beats is None:
            return begin + np.arange(min(n_frames, stop - begin), dtype=np.float64)
        own = own * 2.0**-octave
        wanted = own[0] + (beats[0] - own[0]) % 1 + beats[:n_frames] - beats[0]
        places = np.interp(wanted[wanted <= own[-1]], own, np.arange(len(own)))
        if len(places) > 1:
            pace = gaussian_filter1d(np.diff(places), _EASED_S * self.fps, mode="nearest")
            places = places[0] + np.concatenate([[0.0], np.cumsum(pace)])
        within: Places = begin + np.minimum(places, len(own) - 1.0)
        return within


class _Writing:
    """A dance that grows phrase by phrase.

    Attributes:
        pose: (S, P) what is danced so far.
        seams: see `Draft`.
    """

    def __init__(self, known: _Known, audio: Array, before: Tensor | None) -> None:
        self.known, self.audio, self.beats = known, audio, beat_places(audio)
        self.blend, self.length = round(_BLEND_S * known.fps), round(_PHRASE_S * known.fps)
        self.pose = np.zeros((0, known.pose.shape[1]), np.float32)
        self.before = None if before is None or not len(before) else before[-self.blend :].numpy()
        self.seams: list[int] = [] if self.before is None else [0]
        self.danced: list[int] = []

    @property
    def _begin(self) -> int:
        """The frame at which the next phrase begins to fade in."""
        return max(0, len(self.pose) - self.blend)

    def costs(self, allowed: NDArray[np.bool_]) -> Places:
        """(K,) what each phrase costs here, infinite where it is not allowed or its tempo is too far off."""
        known = self.known
        heard = self.audio[self._begin : self._begin + self.length]
        sound = (heard[:, :-N_PHASE] - known.sound_mean) / known.sound_spread
        costs: Places = np.sqrt(((known.described - described(sound)) ** 2).mean(axis=1)).astype(np.float64)
        if self.beats is not None:
            off = known.octaves - np.median(heard[:, -1])
            off = np.abs(off - np.round(off))
            near = allowed & (off <= math.log2(_FASTEST))
            allowed = near if near.any() else allowed
            costs += _OCTAVE * np.maximum(0.0, off - _FREE_OCTAVES)
        previous = self.pose[-self.blend :] if len(self.pose) else self.before
        if previous is not None:
            frames = known.begins[:, None] + np.arange(len(previous))
            apart = (known.pose[frames, :-N_ROOT] - previous[:, :-N_ROOT]) / known.pose_spread
            costs += _POSE * (apart**2).mean(axis=(1, 2))
        for phrase in self.danced:
            same = known.stops == known.stops[phrase]
            overlaps = same & (np.abs(known.begins - known.begins[phrase]) < self.length)
            costs += _AGAIN * overlaps + _SAME_DANCE * same
        return np.where(allowed, costs, np.inf)

    def add(self, costs: Places) -> None:
        """Dance the cheapest phrase that can be brought into time."""
        begin, rest = self._begin, len(self.audio) - self._begin
        beats = None if self.beats is None else self.beats[begin:]
        octaves = np.round(self.known.octaves - np.median(self.audio[begin : begin + self.length, -1]))
        wanted = min(self.length + self.blend, rest)
        least = min(round(_SHORTEST_S * self.known.fps), rest)
        ranked = costs.argsort(kind="stable")
        for phrase in ranked[: np.isfinite(costs).sum()].tolist():
            places = self.known.in_time(phrase, beats, int(octaves[phrase]), wanted)
            if len(places) >= least and _is_bearable(np.diff(places)):
                break
        else:
            phrase = int(ranked[0])
            places = self.known.in_time(phrase, None, 0, wanted)
        self.danced.append(phrase)
        self._join(retimed(self.known.pose, places))

    def _join(self, phrase: Array) -> None:
        if len(self.pose):
            self.seams.append(len(self.pose) - self.blend // 2)
        self.pose = joined(torch.from_numpy(self.pose), torch.from_numpy(phrase), self.blend).numpy()


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


def _is_bearable(pace: Places) -> bool:
    return not len(pace) or bool(pace.min() >= 1 / _FASTEST and pace.max() <= _FASTEST)
