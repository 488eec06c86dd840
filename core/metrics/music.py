"""Whether a dance keeps the beat: beat alignment in both directions, beside what chance would give.

Sources: Li, Yang, Ross and Kanazawa, "AI Choreographer: Music Conditioned 3D Dance Generation with AIST++"
(ICCV 2021), with the code of google-research/mint, for ``fact``; Siyao et al., "Bailando: 3D Dance Generation
by Actor-Critic GPT with Choreographic Memory" (CVPR 2022), with the code of lisiyao21/Bailando, for
``bailando``.

Pitfalls, for which every score stands beside its null and a mismatched song: real ballroom dances score at
chance; a trembling body has minima everywhere, so that 2 cm of jitter about doubles what `bailando` gives; a
dance that never slows down has no beats; with sigma in frames the score depends on the frame rate.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.metrics.motion_beats import (
    REFERENCE_FPS,
    BeatKind,
    Convention,
    MotionBeats,
    motion_beats,
)
from core.motion import Motion

Array = NDArray[np.float64]

SIGMA_FRAMES = 3.0
"""Of the kernel by the reference, at 60 frames a second: 50 ms."""
SIGMA_S = 0.05
JITTER_M = 0.02
N_PHASES = 20
"""A null has the beats shifted by 1/20, 2/20 ... 19/20 of the way to the next one."""
TEMPO_REACH = 1.25
"""A song whose tempo is further off than this factor is not made to fit: nobody would dance to it."""


@dataclass(frozen=True)
class Mismatch:
    """The same dance to another song, whose beats were stretched to the tempo of its own.

    Attributes:
        song: its name.
        stretch: what its times were multiplied by.
        score: the beat alignment to it.
    """

    song: str
    stretch: float
    score: float


@dataclass(frozen=True)
class BeatAlignment:
    """How near the beats of a dance and of its music are to each other, 0 to 1, and what chance would give.

    With ``k(d) = exp(-d^2 / (2 sigma^2))`` and d the distance to the nearest beat of the other kind:

    Attributes:
        kind: ``fact``: the mean of k over the beats of the motion; ``bailando``: over those of the music.
        convention: ``reference``: whole frames of 60 a second, sigma 3 of them, and only beats of the music
            that are heard during the dance; ``corrected``: seconds, sigma 50 ms, and for ``fact`` the nearest
            beat may lie just outside the dance.
        score: NaN where there is nothing to take a mean of; 0 without motion beats by the reference, as in
            the published code.
        null_mean, null_sd: of the scores with the beats of the music shifted in phase, `N_PHASES` - 1 of
            them. The deviation is that of one such score, not of their mean.
        above_chance: how many of these deviations the score lies above the mean; NaN where they are 0.
        jittered: the score of the same dance when every joint trembles by `JITTER_M` (standard deviation,
            each coordinate, each frame): how far the number can be had without dancing.
        mismatches: the same dance to other songs of about the same tempo.
        mismatch_mean: mean of their scores; NaN without any.
        n_motion_beats, n_music_beats: beats that were found in the dance, and heard during it.
        n_filled: (frame, joint) pairs that were filled in, see `core.metrics.motion_beats`.
        resampled: the motion was not at 60 frames a second, where the reference is defined.
    """

    kind: BeatKind
    convention: Convention
    score: float
    null_mean: float
    null_sd: float
    above_chance: float
    jittered: float
    mismatches: tuple[Mismatch, ...]
    mismatch_mean: float
    n_motion_beats: int
    n_music_beats: int
    n_filled: int
    resampled: bool


def beat_alignment(
    motion: Motion,
    beats_s: Array,
    *,
    kind: BeatKind = "fact",
    convention: Convention = "corrected",
    other_songs: Mapping[str, Array] | None = None,
    seed: int = 0,
) -> BeatAlignment:
    """Say how near the beats of a dance and of its music are; see `BeatAlignment`.

    Args:
        beats_s: (B,) seconds of motion time (frame t is at ``t / fps``), rising; those before and after the
            dance may be among them.
        other_songs: beats of other songs by name, seconds of each song, rising, for the mismatch test; a song
            whose tempo is off by more than `TEMPO_REACH` is left out.
        seed: of the jitter.

    Raises:
        InputError: no person is seen on any frame.
    """
    beats_s = np.asarray(beats_s, np.float64)
    danced = motion_beats(motion, kind, convention)
    score = _score(danced, beats_s, kind, convention)
    shifted = [_score(danced, shifted_beats(beats_s, i / N_PHASES), kind, convention) for i in _PHASES]
    null_mean, null_sd = float(np.mean(shifted)), float(np.std(shifted))
    mismatches = tuple(
        Mismatch(name, stretch, _score(danced, theirs, kind, convention))
        for name, stretch, theirs in _matched(other_songs or {}, beats_s, danced.duration_s)
    )
    return BeatAlignment(
        kind=kind,
        convention=convention,
        score=score,
        null_mean=null_mean,
        null_sd=null_sd,
        above_chance=(score - null_mean) / null_sd if null_sd > 0 else float("nan"),
        jittered=_score(motion_beats(_jittered(motion, seed), kind, convention), beats_s, kind, convention),
        mismatches=mismatches,
        mismatch_mean=float(np.mean([m.score for m in mismatches])) if mismatches else float("nan"),
        n_motion_beats=len(danced.at_s),
        n_music_beats=len(_heard(beats_s, danced.duration_s)),
        n_filled=danced.n_filled,
        resampled=convention == "reference" and motion.fps != REFERENCE_FPS,
    )


_PHASES = range(1, N_PHASES)


def alignment_score(from_s: Array, to_s: Array, sigma_s: float) -> float:
    """Return the mean over `from_s` of ``exp(-d^2 / (2 sigma^2))``, d to the nearest of `to_s`, which rise.

    NaN when either is empty.
    """
    if not len(from_s) or not len(to_s):
        return float("nan")
    i = np.clip(np.searchsorted(to_s, from_s), 1, max(1, len(to_s) - 1))
    after = to_s[np.minimum(i, len(to_s) - 1)]
    d = np.minimum(np.abs(from_s - to_s[i - 1]), np.abs(from_s - after))
    return float(np.exp(-(d**2) / (2 * sigma_s**2)).mean())


def shifted_beats(beats_s: Array, phase: float) -> Array:
    """Return the beats moved on by a share of the way from each to the next, and one more at the beginning.

    The intervals at both ends are continued. Fewer than two beats have no phase and stay.
    """
    if len(beats_s) < 2:
        return beats_s
    first, last = beats_s[1] - beats_s[0], beats_s[-1] - beats_s[-2]
    longer = np.concatenate([[beats_s[0] - first], beats_s, [beats_s[-1] + last]])
    moved: Array = longer[:-1] + phase * np.diff(longer)
    return moved


def _score(danced: MotionBeats, beats_s: Array, kind: BeatKind, convention: Convention) -> float:
    heard = _heard(beats_s, danced.duration_s)
    if convention == "reference":
        # Sub-frame beats of the music fall on whole frames, as they do in the published features.
        on_frames = np.unique(np.round(heard * REFERENCE_FPS)) / REFERENCE_FPS
        if kind == "fact" and not len(danced.at_s) and len(heard):
            return 0.0
        pair = (danced.at_s, on_frames) if kind == "fact" else (on_frames, danced.at_s)
        return alignment_score(*pair, SIGMA_FRAMES / REFERENCE_FPS)
    pair = (danced.at_s, beats_s) if kind == "fact" else (heard, danced.at_s)
    return alignment_score(*pair, SIGMA_S)


def _heard(beats_s: Array, duration_s: float) -> Array:
    return beats_s[(beats_s >= 0) & (beats_s <= duration_s)]


def _jittered(motion: Motion, seed: int) -> Motion:
    noise = np.random.default_rng(seed).normal(0, JITTER_M, motion.positions.shape)
    return motion.with_positions(motion.positions + noise.astype(np.float32))


def _matched(songs: Mapping[str, Array], beats_s: Array, duration_s: float) -> list[tuple[str, float, Array]]:
    """Return (name, stretch, beats) of the songs that can be brought to the tempo, heard from their start.

    A song that ends before the dance goes on in its own tempo.
    """
    if len(beats_s) < 2:
        return []
    ours_s = float(np.median(np.diff(beats_s)))
    found = []
    for name, theirs_s in songs.items():
        if len(theirs_s) < 2:
            continue
        stretch = ours_s / float(np.median(np.diff(theirs_s)))
        if not 1 / TEMPO_REACH <= stretch <= TEMPO_REACH:
            continue
        stretched = np.asarray(theirs_s, np.float64) * stretch
        more = np.arange(stretched[-1] + ours_s, duration_s + ours_s, ours_s)
        found.append((name, stretch, np.concatenate([stretched, more])))
    return found
