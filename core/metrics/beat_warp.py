"""Comparing two dances beat by beat: how far the shape is off, and how far the timing, apart from each other.

Frame by frame a movement that is right but late counts as a wrong pose; warped freely in time, a dancer who
rushes counts as right. Here the beats of both are laid on each other first, so that another tempo or a song
that breathes costs nothing; then each moment may be matched with another within one beat, and how far away in
time that is, is the timing error. The warp is `core.metrics.dtw`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.errors import InputError
from core.metrics.dtw import warp
from core.metrics.pairing import Pair, body_size, joint_distances, mean_seen, pair
from core.motion import Motion

Array = NDArray[np.float64]

ON_TIME_S = 0.05
"""Earlier or later than this is early or late: the width of the kernel of beat alignment."""


@dataclass(frozen=True, eq=False)
class BeatComparison:
    """Of a dance against its reference, both about their roots and divided by their own body size.

    Attributes:
        shape: mean joint distance of the matched moments, in body sizes; what is wrong however it is timed.
        unwarped: mean joint distance on the same beats without matching.
        timing_ms: median over the reference's frames of how much later (above 0) or earlier (below 0) the
            dance does the same, milliseconds of the reference's clock.
        timing_spread_ms: mean distance of it from 0.
        early, late, on_time: shares of the frames by more than `ON_TIME_S`; they sum to 1.
        beat_ms: (B - 1,) mean of it from each beat to the next; NaN where nothing was seen.
        n_beats: beats that both have.
        n_frames: frames compared.
        n_missing: (frame, joint) pairs that either did not show.

    Pitfalls: the window is one beat, half of one to either side; who is off by more is told as off the other
    way. A dance that holds still can be matched anywhere, and is told as on time. The first and the last
    moment are taken as on time.
    """

    shape: float
    unwarped: float
    timing_ms: float
    timing_spread_ms: float
    early: float
    late: float
    on_time: float
    beat_ms: Array
    n_beats: int
    n_frames: int
    n_missing: int


def beat_comparison(
    reference: Motion, motion: Motion, reference_beats_s: Array, beats_s: Array
) -> BeatComparison:
    """Compare a dance with its reference beat by beat; see `BeatComparison`.

    Args:
        reference_beats_s, beats_s: (B,) and (B',) beats in seconds of each motion's own time, rising. Beat i
            of the one is beat i of the other; what has no counterpart, or lies outside its motion, is left
            out.

    Raises:
        InputError: fewer than two beats in common, no joint in common, or never both seen.
    """
    ours_s, theirs_s = _common(reference, motion, reference_beats_s, beats_s)
    paired, beat_of_frame = _on_common_beats(reference, motion, ours_s, theirs_s)
    together = paired.seen.any(axis=1)
    if together.sum() < 2:
        raise InputError(
            "These two motions are never both seen on the same beat.", "Choose a part in which both dance."
        )
    a, b = (p[together] / body_size(p[together]) for p in (paired.centred_a, paired.centred_b))
    half_beat = max(1, round(float(np.median(np.diff(ours_s))) * paired.fps / 2))
    path = warp(lambda i, j: mean_seen(joint_distances(a[i], b[j])), len(a), half_beat)
    late_s = _later_s(path.i, path.j, np.flatnonzero(together) / paired.fps)
    early, late = float((late_s < -ON_TIME_S).mean()), float((late_s > ON_TIME_S).mean())
    return BeatComparison(
        shape=path.mean,
        unwarped=float(np.nanmean(joint_distances(a, b))),
        timing_ms=float(np.median(late_s) * 1000),
        timing_spread_ms=float(np.abs(late_s).mean() * 1000),
        early=early,
        late=late,
        on_time=1 - early - late,
        beat_ms=_by_beat(late_s * 1000, beat_of_frame[together], len(ours_s) - 1),
        n_beats=len(ours_s),
        n_frames=len(a),
        n_missing=int((~paired.seen).sum()),
    )


def _common(reference: Motion, motion: Motion, ours_s: Array, theirs_s: Array) -> tuple[Array, Array]:
    """Return the beats that both have within their motions."""
    n = min(len(ours_s), len(theirs_s))
    ours, theirs = np.asarray(ours_s[:n], np.float64), np.asarray(theirs_s[:n], np.float64)
    inside = np.ones(n, np.bool_)
    for beats, whose in ((ours, reference), (theirs, motion)):
        inside &= (beats >= 0) & (beats <= (whose.n_frames - 1) / whose.fps)
    if inside.sum() < 2:
        raise InputError(
            f"The two dances have {int(inside.sum())} beats in common; comparing by beats takes two.",
            "Compare dances to music with a beat, which they begin at about the same place.",
        )
    return ours[inside], theirs[inside]


def _on_common_beats(
    reference: Motion, motion: Motion, ours_s: Array, theirs_s: Array
) -> tuple[Pair, NDArray[np.intp]]:
    """Return the reference's frames from the first to the last beat, the dance at the same moments of its own
    beats, and the beat that each frame follows."""
    first = int(np.ceil(ours_s[0] * reference.fps - 1e-6))
    last = int(np.floor(ours_s[-1] * reference.fps + 1e-6))
    times_s = np.arange(first, last + 1) / reference.fps
    warped = motion.at_frames(np.interp(times_s, ours_s, theirs_s) * motion.fps)
    on_clock = Motion(warped.positions, reference.fps, motion.skeleton)
    beat = np.clip(np.searchsorted(ours_s, times_s + 1e-9, side="right") - 1, 0, len(ours_s) - 2)
    return pair(reference.slice(first, last + 1), on_clock), beat


def _later_s(i: NDArray[np.intp], j: NDArray[np.intp], times_s: Array) -> Array:
    """(T,) how much later than each frame of the one its partners in the other are, on average."""
    total = np.bincount(i, weights=times_s[j] - times_s[i], minlength=len(times_s))
    later: Array = total / np.bincount(i, minlength=len(times_s))
    return later


def _by_beat(values: Array, beat: NDArray[np.intp], n_beats: int) -> Array:
    n = np.bincount(beat, minlength=n_beats)
    total = np.bincount(beat, weights=values, minlength=n_beats)
    mean: Array = np.divide(total, n, out=np.full(n_beats, np.nan), where=n > 0)
    return mean
