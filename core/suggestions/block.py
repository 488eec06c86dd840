"""A stretch of one dancer's track, prepared once for everything that looks for errors in it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from core.suggestions.paths import Array, bridged, distance, median, seen, sizes_px
from core.suggestions.reasons import Reason
from core.suggestions.suggestion import Dancer

MARGIN_FRAMES = 12
"""Frames read on both sides of a stretch, so that its ends are judged by what is around them."""


@dataclass(frozen=True, eq=False)
class Evidence:
    """What speaks for one reason, a frame and joint.

    Attributes:
        likelihood: (n, J) float32, 0 to 1.
        measure: (n, J) float32, what the sentence is about; its unit depends on the reason.
    """

    reason: Reason
    likelihood: Array
    measure: Array


@dataclass(frozen=True, eq=False)
class Block:
    """Frames `start` to `stop` of a dancer.

    Attributes:
        xy: (n, J, 2) pixels, gaps bridged.
        xyz: (n, J, 3) metres, gaps bridged; None without a world track.
        confidence: (n, J).
        seen: (n, J), true where the joint was found.
        judged: (n, J), true where it was found and nobody vouches for it.
        size_px: (n,) how large the dancer is.
    """

    start: int
    xy: Array
    xyz: Array | None
    confidence: Array
    seen: NDArray[np.bool_]
    judged: NDArray[np.bool_]
    size_px: Array

    @classmethod
    def read(cls, dancer: Dancer, start: int, stop: int) -> Block:
        """Read a stretch; it ends with the track."""
        image = dancer.image(start, stop)
        world = dancer.world(start, stop) if dancer.world is not None else None
        is_seen = seen(image)
        xy = np.where(is_seen[..., None], image[..., :2], np.float32(np.nan))
        return cls(
            start,
            bridged(xy),
            None if world is None else bridged(world[..., :3]),
            image[..., 3],
            is_seen,
            is_seen if dancer.settled is None else is_seen & ~dancer.settled(start, stop),
            sizes_px(xy),
        )

    def __len__(self) -> int:
        return len(self.xy)

    @cached_property
    def usual(self) -> Array:
        """(n, J, 2) where the joints are over a few frames, pixels: what lasts less is not in it."""
        return median(self.xy)

    @cached_property
    def off(self) -> Array:
        """(n, J) how far the joints are from there, in sizes of the dancer."""
        return distance(self.xy, self.usual) / self.size_px[:, None]

    @cached_property
    def steps(self) -> Array:
        """(n, J) how far the joints moved since the frame before, in sizes of the dancer; 0 at first."""
        moved = distance(self.xy[1:], self.xy[:-1]) / self.size_px[1:, None]
        both = self.seen[1:] & self.seen[:-1]
        return np.concatenate([np.zeros_like(self.off[:1]), np.where(both, moved, np.float32(0.0))])

    @cached_property
    def expected(self) -> Array:
        """(n, J, 2) where the joints would be if they went on as in the two frames before, pixels."""
        return np.concatenate([self.xy[:2], 2 * self.xy[1:-1] - self.xy[:-2]])[: len(self)]

    @cached_property
    def pace(self) -> Array:
        """(n, J) the usual step around each frame."""
        return median(self.steps, 13)
