"""Where a dance differs from its reference, joint by joint and beat by beat."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.metrics.pose_error import JointErrors

Array = NDArray[np.float64]

_PARTS = ("head", "trunk", "arm", "leg")
_HEAD = ("nose", "eye", "ear", "mouth", "head", "neck")
_ARM = ("arm", "elbow", "wrist", "pinky", "index", "thumb", "hand")
_LEG = ("hip", "knee", "ankle", "heel", "foot", "toe")


@dataclass(frozen=True, eq=False)
class BeatErrors:
    """Mean error of each joint in each beat.

    Attributes:
        mean_m: (J, B) metres; NaN where a joint was not seen in both all beat long.
        edges_s: (B + 1,) where the beats begin and the last one ends, rising, seconds from the first frame.
        joints: J names, from head to toe, the left side before the right.
        parts: J words: which part of the body a joint belongs to, for example ``"left arm"``.
    """

    mean_m: Array
    edges_s: Array
    joints: tuple[str, ...]
    parts: tuple[str, ...]


def beat_errors(errors: JointErrors, beats_s: Array) -> BeatErrors:
    """Average joint errors over the beats.

    Args:
        errors: of T frames.
        beats_s: (B,) rising seconds from the first frame, those outside are left out. What lies before the
            first and after the last beat is a column each; without any there is one column a second.
    """
    end_s = len(errors.distances_m) / errors.fps
    inside = beats_s[(beats_s > 0) & (beats_s < end_s)] if len(beats_s) else np.arange(1.0, end_s)
    edges_s = np.concatenate([[0.0], inside, [end_s]])
    order = sorted(range(len(errors.joints)), key=lambda j: (_rank(errors.joints[j]), j))
    distances = errors.distances_m[:, order]
    known = np.isfinite(distances)
    sums = np.concatenate([np.zeros((1, len(order))), np.cumsum(np.where(known, distances, 0), axis=0)])
    counts = np.concatenate([np.zeros((1, len(order))), np.cumsum(known, axis=0)])
    cuts = np.clip(np.round(edges_s * errors.fps).astype(int), 0, len(distances))
    total, n = np.diff(sums[cuts], axis=0), np.diff(counts[cuts], axis=0)
    mean = np.divide(total, n, out=np.full(total.shape, np.nan), where=n > 0)
    joints = tuple(errors.joints[j] for j in order)
    return BeatErrors(mean.T, edges_s, joints, tuple(map(part_of, joints)))


def part_of(joint: str) -> str:
    """Return the part of the body that a joint belongs to, by its name: ``"head"``, ``"left arm"``, ..."""
    name = joint.lower()
    side = next((f"{side} " for side in ("left", "right") if side in name), "")
    # A foot's index is a toe, a hand's a finger: legs are asked for first.
    if any(word in name for word in _LEG) and "hand" not in name:
        return f"{side}leg"
    if any(word in name for word in _ARM):
        return f"{side}arm"
    return "head" if any(word in name for word in _HEAD) else "trunk"


def _rank(joint: str) -> tuple[int, int]:
    side, _, part = part_of(joint).rpartition(" ")
    return _PARTS.index(part), ("left", "", "right").index(side)
