"""An independent check of a split: every way in which one side knows another.

Nothing of how splits are made is used here. Poses are compared each with each, without trees or a common
heading; songs are slid along each other without transforms. So a mistake there shows here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations, product
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from core.data.dance import Dance
from core.data.pose_distance import centred, distances_to_path
from core.data.songs import SAME_SONG
from core.data.twins import AS_RECORDED, Likeness
from core.data.windows import WindowRef
from core.motion import Motion

if TYPE_CHECKING:
    from core.audio.features import AudioFeatures
    from core.data.split import Split


class LeakKind(StrEnum):
    SAME_DANCE = "same dance"
    SAME_SONG = "same song"
    SAME_RECORDING = "same recording in another file"
    SAME_MOTION = "near-duplicate motion"


@dataclass(frozen=True)
class Leak:
    """Two sides of a split that know each other.

    `ref` is on `side`, `other` on `other_side`; for motion they are the copied stretch and the whole span in
    which it was found, for all else one window of each side. `because` is a sentence.
    """

    kind: LeakKind
    side: str
    ref: WindowRef
    other_side: str
    other: WindowRef
    because: str


def find_leaks(dances: Sequence[Dance], split: Split, likeness: Likeness = AS_RECORDED) -> tuple[Leak, ...]:
    """Return every leak between the sides of a split; empty when it is sound.

    Args:
        dances: those that were split, in the same order.
        likeness: when motion counts as the same; frames of one dance that are, pose by pose, also in a
            dance on another side are a leak when there are `likeness.min_s` of them in a row.
    """
    leaks: list[Leak] = []
    sides = [(name, split.side(name)) for name in ("train", "valid", "test")]
    for (name, refs), (other_name, others) in combinations(sides, 2):
        for a, b in product(_by_dance(refs).values(), _by_dance(others).values()):
            leaks += _between(dances, (name, a), (other_name, b), likeness)
    return tuple(leaks)


Side = tuple[str, list[WindowRef]]
"""The name of a side and one dance's windows on it."""


def _by_dance(refs: Sequence[WindowRef]) -> dict[int, list[WindowRef]]:
    found: dict[int, list[WindowRef]] = {}
    for ref in refs:
        found.setdefault(ref.dance, []).append(ref)
    return found


def _between(dances: Sequence[Dance], a: Side, b: Side, likeness: Likeness) -> Iterator[Leak]:
    """Yield the leaks between one dance's windows on one side and one dance's on another."""
    (side, refs), (other_side, others) = a, b
    one, two = dances[refs[0].dance], dances[others[0].dance]

    def leak(kind: LeakKind, because: str) -> Leak:
        return Leak(kind, side, refs[0], other_side, others[0], because)

    if refs[0].dance == others[0].dance:
        yield leak(LeakKind.SAME_DANCE, f"{one.key} is in {side} and in {other_side}.")
        return
    pair = f"{one.key} ({side}) and {two.key} ({other_side})"
    if one.song is not None and one.song == two.song:
        yield leak(LeakKind.SAME_SONG, f"{pair} are danced to the same file.")
    elif one.audio is not None and two.audio is not None:
        alike = _slid(one.audio, two.audio)
        if alike >= SAME_SONG:
            yield leak(LeakKind.SAME_RECORDING, f"{pair} have songs that correlate by {alike:.2f}.")
    yield from _motion(dances, a, b, likeness)


def _motion(dances: Sequence[Dance], a: Side, b: Side, likeness: Likeness) -> Iterator[Leak]:
    """Yield the runs of frames in the windows of one dance that are also in those of the other."""
    (side, refs), (other_side, others) = a, b
    one, two = dances[refs[0].dance], dances[others[0].dance]
    if one.motion.skeleton != two.motion.skeleton:
        return
    frames = _copied(one, refs, two, others, likeness)
    span = WindowRef(others[0].dance, min(r.start for r in others), max(r.stop for r in others))
    for start, stop in _runs(frames, max(1, round(likeness.min_s * one.motion.fps))):
        because = f"Frames {start} to {stop - 1} of {one.key} ({side}) are also in {two.key} ({other_side})."
        ref = WindowRef(refs[0].dance, start, stop)
        yield Leak(LeakKind.SAME_MOTION, side, ref, other_side, span, because)


def _copied(
    one: Dance, refs: Sequence[WindowRef], two: Dance, others: Sequence[WindowRef], likeness: Likeness
) -> NDArray[np.intp]:
    """Return the frames in some windows of one dance whose pose is also in some windows of another."""
    seen = np.logical_not(one.motion.missing.all(axis=0) | two.motion.missing.all(axis=0))
    if likeness.mirrored:
        seen &= seen[list(one.motion.skeleton.mirror)]
    if not seen.any():
        return np.empty(0, np.intp)
    frames, other_frames = _living(one.motion, seen, refs), _living(two.motion, seen, others)
    path = centred(two.motion.positions[np.ix_(other_frames, seen)])
    apart = np.full(len(frames), np.inf)
    for view in (one.motion, one.motion.mirrored()) if likeness.mirrored else (one.motion,):
        poses = centred(view.positions[np.ix_(frames, seen)])
        near = distances_to_path(poses, path, other_frames, turned=likeness.turned)
        apart = np.minimum(apart, near)
    return frames[apart <= likeness.tolerance_m]


def _living(motion: Motion, seen: NDArray[np.bool_], refs: Sequence[WindowRef]) -> NDArray[np.intp]:
    """Return the frames in some windows that show a living body: all joints there, some accelerating."""
    positions = motion.positions[:, seen].astype(np.float64)
    inside = np.zeros(len(positions), np.bool_)
    for ref in refs:
        inside[ref.start : ref.stop] = True
    jolt = np.full(len(positions), np.inf)
    steps = np.diff(positions, axis=0)
    if len(steps) > 1:
        jolt[1:-1] = np.abs(steps[1:] - steps[:-1]).max(axis=(1, 2)) * motion.fps**2
        jolt[0], jolt[-1] = jolt[1], jolt[-2]
    complete = np.isfinite(positions).all(axis=(1, 2))
    # Beside a gap the acceleration is not known: NaN is not "none".
    return np.flatnonzero(inside & complete & ~(jolt <= 0.01))


def _runs(frames: NDArray[np.intp], shortest: int) -> Iterator[tuple[int, int]]:
    """Yield (start, stop) of the runs of at least `shortest` consecutive numbers in rising `frames`."""
    start: int | None = None
    for place, frame in enumerate(frames):
        start = int(frame) if start is None else start
        if place + 1 == len(frames) or frames[place + 1] != frame + 1:
            if frame + 1 - start >= shortest:
                yield start, int(frame) + 1
            start = None


def _slid(a: AudioFeatures, b: AudioFeatures) -> float:
    """Return the highest correlation of any 8 s of chroma of one song with any 8 s of another, every 1 s."""
    one, two = _even_chroma(a), _even_chroma(b)
    length = min(len(one), len(two), 80)
    if length < 40:
        return 0.0
    stretches = np.lib.stride_tricks.sliding_window_view
    rows = _normal(stretches(one, length, axis=0)[::10])
    columns = _normal(stretches(two, length, axis=0))
    return float((rows @ columns.T).max())


def _even_chroma(audio: AudioFeatures) -> NDArray[np.float64]:
    """Return (T, 12) chroma ten times a second."""
    times = audio.times_s
    if not len(times):
        return np.zeros((0, 12))
    even = np.arange(times[0], times[-1], 0.1)
    return np.stack([np.interp(even, times, pitch) for pitch in audio.chroma.T], axis=1)


def _normal(stretches: NDArray[Any]) -> NDArray[np.float64]:
    """Return (N, 12 * L) rows of norm 1 from (N, 12, L), each pitch class centred; silence stays 0."""
    centred = stretches - stretches.mean(axis=2, keepdims=True)
    rows = centred.reshape(len(centred), -1)
    norms = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(norms, 1e-2), np.float64)
