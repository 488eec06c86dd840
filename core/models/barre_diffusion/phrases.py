"""The dances that were learnt from, and phrases of them that fit some music: what a new dance begins from.

A dance is drafted phrase by phrase, each of some seconds, from what was danced to similar music at a similar
tempo, goes on from the pose before it, and was not danced yet; its beats are laid on those of the music. That
dances are built of known phrases is the thought of Lee, Lee and Park, "Music similarity-based approach to
generating dance motion sequence" (Multimedia Tools and Applications, 2013), and of Chen and others,
"ChoreoMaster" (SIGGRAPH 2021); that a diffusion model is given what was retrieved is that of Zhang
and others, "ReMoDiffuse" (ICCV 2023).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from core.models.barre_diffusion.geometry import N_ROOT
from core.models.barre_diffusion.repertoire import PHRASE_S, SHORTEST_S, Array, Places, Repertoire
from core.models.barre_diffusion.rhythm import beat_places, retimed
from core.models.joining import joined

_BLEND_S = 0.32  # over which a phrase passes into the next
_FASTEST = 1.2  # as many times as fast as it was a phrase is danced at most, and as slowly
# What a phrase costs; 1 is music that is off by a standard deviation.
_OCTAVE, _FREE_OCTAVES = 6.0, 0.1  # of another tempo, halved or doubled; what costs nothing
_POSE = 0.2  # of a pose to go on with that is off by a standard deviation
_AGAIN, _SAME_STRETCH = 3.0, 0.5  # for each phrase danced that overlaps; for each of the same stretch
_WHIM = 0.05  # standard deviation of what is mere chance
_COMPARED = 8  # frames of two poses' meeting
_SEEDS = 2**63  # as many as NumPy takes


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
        self._known: Repertoire | None = None
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
        """Draft a dance to (T, A) music, zeros for none; None where nothing is known that could be danced.

        Args:
            seed, whim: chance, and how much of it; none for 0, 1 is usual.
            style: (C,) weights of the styles that phrases are drawn from; None for the one that is danced to
                the most similar music.
            before: (S, P) what the dance goes on from.
        """
        self._known = self._known or self._repertoire()
        if self._known is None:
            return None
        music, seed = audio.numpy(), seed if whim else 0
        writing, rng = _Writing(self._known, music, before), np.random.default_rng(seed % _SEEDS)
        weights = None if style is None else style.double().numpy()
        if weights is None and writing.listens:
            weights = self._known.likely_style(music)
        while len(writing.pose) < len(audio):
            allowed = self._known.of_style(rng, weights)
            writing.add(allowed, whim * _WHIM * rng.standard_normal(len(allowed)))
        return Draft(torch.from_numpy(writing.pose), tuple(writing.seams))

    def _repertoire(self) -> Repertoire | None:
        audio, pose, stretch, style = (
            values.numpy() for values in (self.audio, self.pose, self.stretch, self.style)
        )
        return Repertoire.of(audio, pose, stretch, style, self.fps)


class _Writing:
    """A dance that grows phrase by phrase.

    Attributes:
        listens: whether there is music; music of zeros is none.
        pose: (S, P) what is danced so far.
        seams: see `Draft`.
    """

    def __init__(self, known: Repertoire, audio: Array, before: Tensor | None) -> None:
        self.known, self.audio, self.beats = known, audio, beat_places(audio)
        self.listens = bool(audio.any())
        self.blend, self.length = round(_BLEND_S * known.fps), round(PHRASE_S * known.fps)
        self.pose = np.zeros((0, known.pose.shape[1]), np.float32)
        self.before = None if before is None or not len(before) else before[-self.blend :].numpy()
        self.seams: list[int] = [] if self.before is None else [0]
        self.danced: list[int] = []

    @property
    def _begin(self) -> int:
        """The frame at which the next phrase begins to fade in."""
        return max(0, len(self.pose) - self.blend)

    def add(self, allowed: NDArray[np.bool_], whims: Places) -> None:
        """Dance the cheapest of the (K,) phrases that are allowed and can be brought into time.

        Where no tempo is near enough, the cheapest is danced at its own.

        Args:
            whims: (K,) what each costs by chance.
        """
        heard, rest = self.audio[self._begin : self._begin + self.length], len(self.audio) - self._begin
        wanted, least = min(self.length + self.blend, rest), min(round(SHORTEST_S * self.known.fps), rest)
        beats, off, octaves = self._tempo(heard)
        costs = whims + self._costs(heard, off, octaves, beats)
        in_reach = np.flatnonzero(allowed & (off <= math.log2(_FASTEST)))
        for phrase in in_reach[costs[in_reach].argsort(kind="stable")].tolist():
            places = self.known.in_time(phrase, beats, int(octaves[phrase]), wanted)
            if len(places) >= least and _is_bearable(np.diff(places)):
                break
        else:
            phrase = int(np.where(allowed, costs, np.inf).argmin())
            places = self.known.in_time(phrase, None, 0, wanted)
        self.danced.append(phrase)
        self._join(retimed(self.known.pose, places))

    def _tempo(self, heard: Array) -> tuple[Places | None, Places, NDArray[np.int64]]:
        """Return the beats from here on; and of each phrase by how many octaves its tempo is off, once it is
        halved or doubled as often as a whole number says; 0 where one of the two has none."""
        if self.beats is None:
            nothing = np.zeros(len(self.known.begins))
            return None, nothing, nothing.astype(np.int64)
        off = np.nan_to_num(self.known.octaves - np.median(heard[:, -1]))
        octaves = np.round(off)
        return self.beats[self._begin :], np.abs(off - octaves), octaves.astype(np.int64)

    def _costs(self, heard: Array, off: Places, octaves: NDArray[np.int64], beats: Places | None) -> Places:
        """(K,) what each phrase costs here."""
        known = self.known
        costs: Places = _OCTAVE * np.maximum(0.0, off - _FREE_OCTAVES)
        if self.listens:
            costs += np.sqrt(((known.described - known.hear(heard)) ** 2).mean(axis=1))
        previous = self.pose[-self.blend :] if len(self.pose) else self.before
        if previous is not None:
            entered = known.begins if beats is None else known.entries(beats[0], octaves)
            compared = np.arange(0, len(previous), -(-len(previous) // _COMPARED))
            frames = np.minimum(entered[:, None] + compared, known.stops[:, None] - 1)
            apart = (known.pose[frames, :-N_ROOT] - previous[compared, :-N_ROOT]) / known.pose_spread
            costs += _POSE * (apart**2).mean(axis=(1, 2))
        for phrase in self.danced:
            same = known.stops == known.stops[phrase]
            overlaps = same & (np.abs(known.begins - known.begins[phrase]) < self.length)
            costs += _AGAIN * overlaps + _SAME_STRETCH * same
        return costs

    def _join(self, phrase: Array) -> None:
        if len(self.pose):
            self.seams.append(len(self.pose) - self.blend // 2)
        elif self.before is not None:
            n = min(len(phrase), self.blend)
            phrase[:n] += np.linspace(1, 0, n, endpoint=False)[:, None] * (self.before[-1] - phrase[0])
        self.pose = joined(torch.from_numpy(self.pose), torch.from_numpy(phrase), self.blend).numpy()


def _is_bearable(pace: Places) -> bool:
    return not len(pace) or bool(pace.min() >= 1 / _FASTEST and pace.max() <= _FASTEST)
