"""What is usual for one dancer, learnt from their own track: steadiness, bones, confidence, poses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.skeleton import Skeleton
from core.suggestions.block import Block
from core.suggestions.paths import Array, distance
from core.suggestions.pose_model import PoseModel
from core.suggestions.suggestion import Dancer

SAMPLE_BLOCKS, SAMPLE_FRAMES = 16, 384
_LEAST_OFF = 0.002  # sizes of the dancer: finer than any estimator is
_LEAST_SPREAD = 0.05  # of a bone's length: estimators see a trunk bend, and depth is guessed
_TO_SIGMA = 1.4826  # of a median absolute deviation


@dataclass(frozen=True, eq=False)
class Habits:
    """What is usual for a dancer.

    Attributes:
        off: (J,) how far a joint is usually from its median over a few frames, in sizes of the dancer.
        longest: (B,) the longest that each bone of the skeleton is usually seen, in sizes of the dancer.
        length_m: (B,) median length of each bone in the world; None without a world track.
        spread: (B,) how much that varies, as a part of it.
        confidence: (J,) median.
        poses: what they look like; None without a world track, or when too little of it was seen.
    """

    off: Array
    longest: Array
    length_m: Array | None
    spread: Array | None
    confidence: Array
    poses: PoseModel | None


def habits_of(dancer: Dancer) -> Habits | None:
    """Learn from up to 16 stretches evenly spread over a track; None when nobody is ever seen in them."""
    blocks = [block for block in _sample(dancer) if block.seen.any()]
    if not blocks:
        return None
    ends = np.array(dancer.skeleton.bones, np.int64).reshape(-1, 2).T
    off = np.concatenate([block.off for block in blocks])
    seen = np.concatenate([block.seen for block in blocks])
    flat = np.concatenate(
        [distance(block.xy[:, ends[0]], block.xy[:, ends[1]]) / block.size_px[:, None] for block in blocks]
    )
    both = seen[:, ends[0]] & seen[:, ends[1]]
    length_m, spread = _world_bones(blocks, ends, both)
    return Habits(
        np.maximum(_middle(off, seen) * np.float32(_TO_SIGMA), _LEAST_OFF),
        _share(flat, both, 0.97),
        length_m,
        spread,
        _middle(np.concatenate([block.confidence for block in blocks]), seen),
        _poses(dancer.skeleton, blocks, seen),
    )


def _sample(dancer: Dancer) -> Iterator[Block]:
    n = min(SAMPLE_BLOCKS, -(-dancer.n_frames // SAMPLE_FRAMES))
    last = max(0, dancer.n_frames - SAMPLE_FRAMES)
    for start in np.unique(np.linspace(0, last, n).astype(int)).tolist():
        yield Block.read(dancer, start, min(start + SAMPLE_FRAMES, dancer.n_frames))


def _world_bones(
    blocks: Sequence[Block], ends: NDArray[np.int64], both: NDArray[np.bool_]
) -> tuple[Array | None, Array | None]:
    worlds = [block.xyz for block in blocks if block.xyz is not None]
    if len(worlds) < len(blocks):
        return None, None
    lengths = np.concatenate([distance(xyz[:, ends[0]], xyz[:, ends[1]]) for xyz in worlds])
    length_m = np.maximum(_middle(lengths, both), 1e-3)
    off = np.abs(lengths / length_m - 1)
    return length_m, np.maximum(_middle(off, both) * np.float32(_TO_SIGMA), _LEAST_SPREAD)


def _poses(skeleton: Skeleton, blocks: Sequence[Block], seen: NDArray[np.bool_]) -> PoseModel | None:
    worlds = [block.xyz for block in blocks if block.xyz is not None]
    if len(worlds) < len(blocks):
        return None
    whole = seen.all(axis=1)
    frames = np.concatenate([block.start + np.arange(len(block)) for block in blocks])
    return PoseModel.learnt(skeleton, frames[whole], np.concatenate(worlds)[whole])


def _middle(values: Array, counts: NDArray[np.bool_]) -> Array:
    return _share(values, counts, 0.5)


def _share(values: Array, counts: NDArray[np.bool_], share: float) -> Array:
    """(K,) a quantile of each column of (n, K) values, of those that count; 0 where none does."""
    out = np.zeros(values.shape[1], np.float32)
    for column in range(values.shape[1]):
        known = values[counts[:, column], column]
        if len(known):
            out[column] = np.quantile(known, share)
    return out
