"""Which of the beats that were found begin a bar, and how many beats a bar has.

librosa finds beats and knows no bars. Two things mark a bar's first beat in dance music: the bass plays it,
and the harmony changes on it (Goto and Muraoka, *Real-time beat tracking for drumless audio signals*, 1999).
Both are measured at every beat; the metre and the beat that stand out most win. `benchmarks/downbeats.py`
says how often that is right.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.audio.spectrum import HOP, RATE

METRES = (4, 3)
"""The metres that are told apart: dances in 2 are counted in 4. The first one wins a draw."""

_BASS_BANDS = 8  # the mel bands below 230 Hz
_STRUCK_FRAMES = 4  # 93 ms: a struck bass note, not what follows it

Array = NDArray[np.float32]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Bars:
    """How beats are counted.

    Attributes:
        downbeat: number of the first beat that begins a bar.
        clarity: how far these beats stand out from the others, in standard errors; 0 where nothing tells.
    """

    beats_per_bar: int
    downbeat: int
    clarity: float


def find_bars(beats_s: Floats, mel: Array, chroma: Array, *, metres: tuple[int, ...] = METRES) -> Bars:
    """Return the metre and the first downbeat of beats.

    Args:
        beats_s: (B,) seconds of the recording, rising, B >= 2.
        mel: (K, 128) dB, chroma: (K, 12), as in `core.audio.spectrum`.
        metres: which metres to choose from.

    Fewer than two bars of beats say nothing: four beats a bar from the first beat on, with clarity 0.
    """
    frames = np.clip(np.round(beats_s * RATE / HOP).astype(int), 0, len(mel) - 1)
    bass = _standard(_bass_db(frames, mel))
    found = Bars(metres[0], 0, 0.0)
    for metre in metres:
        if len(beats_s) > 2 * metre:
            marks = _standard(bass + _standard(_harmony_changes(frames, chroma, metre)))
            clarity = _standing_out(marks, metre)
            best = int(clarity.argmax())
            if clarity[best] > found.clarity:
                found = Bars(metre, best, float(clarity[best]))
    return found


def _bass_db(frames: NDArray[np.int_], mel: Array) -> Floats:
    """(B,) how loud the bass is where the beats are struck."""
    power = (10.0 ** (mel[:, :_BASS_BANDS] / 10)).mean(axis=1)
    sums = np.concatenate([[0.0], np.cumsum(power, dtype=np.float64)])
    stops = np.minimum(frames + _STRUCK_FRAMES, len(power))
    means = (sums[stops] - sums[frames]) / (stops - frames)
    return np.asarray(10 * np.log10(np.maximum(means, 1e-9)), np.float64)


def _harmony_changes(frames: NDArray[np.int_], chroma: Array, metre: int) -> Floats:
    """(B,) 1 - the cosine between the chroma of the bar before each beat and that of the bar from it on."""
    stop = min(2 * frames[-1] - frames[-2], len(chroma))
    sums = np.concatenate([np.zeros((1, chroma.shape[1])), np.cumsum(chroma, axis=0, dtype=np.float64)])
    edges = np.append(frames, max(stop, frames[-1]))
    at = np.arange(len(frames))
    before = sums[frames] - sums[edges[np.maximum(at - metre, 0)]]
    after = sums[edges[np.minimum(at + metre, len(frames))]] - sums[frames]
    size = np.linalg.norm(before, axis=1) * np.linalg.norm(after, axis=1)
    cosine = (before * after).sum(axis=1) / np.maximum(size, 1e-9)
    return np.where(size > 0, 1 - cosine, 0.0)


def _standing_out(marks: Floats, metre: int) -> Floats:
    """(metre,) by how many standard errors the beats of each phase are above the others."""
    n = len(marks)
    out = np.empty(metre)
    for phase in range(metre):
        on = np.arange(n) % metre == phase
        error = np.sqrt(1 / on.sum() + 1 / (n - on.sum()))
        out[phase] = (marks[on].mean() - marks[~on].mean()) / error
    return out


def _standard(values: Floats) -> Floats:
    spread = values.std()
    return np.asarray((values - values.mean()) / (spread if spread > 1e-9 else 1.0), np.float64)
