"""What is suggested, and what it is worked out from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from core.errors import InputError
from core.skeleton import Skeleton
from core.suggestions.reasons import Reason

Poses = NDArray[np.float32]
Mask = NDArray[np.bool_]
Read = Callable[[int, int], Poses]
"""Frames ``start`` up to ``stop`` as (n, J, 4) float32."""
ReadMask = Callable[[int, int], Mask]
"""Frames ``start`` up to ``stop`` as (n, J) bool."""


@dataclass(frozen=True)
class Suggestion:
    """A stretch of frames that is likely wrong.

    Attributes:
        person: index of who it is about.
        frame: the worst frame, where to look first.
        start, stop: the stretch, `stop` not included.
        joints: what is likely wrong, the worst first.
        reason: the most telling one.
        also: the other reasons found in the same place.
        likelihood: 0 to 1, that somebody who looks will correct something; comparable across reasons.
        sentence: why, for people, with numbers.
    """

    person: int
    frame: int
    start: int
    stop: int
    joints: tuple[int, ...]
    reason: Reason
    also: tuple[Reason, ...]
    likelihood: float
    sentence: str

    @property
    def reasons(self) -> tuple[Reason, ...]:
        return (self.reason, *self.also)


@dataclass(frozen=True, eq=False)
class Dancer:
    """One person's tracks, read as needed.

    Attributes:
        n_frames: T.
        image: reads x_px, y_px (down), z, confidence; NaN where nobody was found.
        world: reads x, y (up), z in metres and confidence; None when there is no world track.
        settled: reads which joints people vouch for: nothing is said about those. None: none.
    """

    skeleton: Skeleton
    n_frames: int
    image: Read
    world: Read | None = None
    settled: ReadMask | None = None

    @classmethod
    def of(cls, skeleton: Skeleton, image: Poses, world: Poses | None = None) -> Self:
        """Return a dancer whose tracks are arrays, (T, J, 4); `InputError` when their shapes do not fit."""
        joints = len(skeleton.joints)
        for poses in (image, world):
            if poses is not None and poses.shape != (len(image), joints, 4):
                raise InputError(f"Poses of {skeleton.name} need (T, {joints}, 4); got {poses.shape}.")
        return cls(skeleton, len(image), _slices(image), None if world is None else _slices(world))


def _slices(poses: Poses) -> Read:
    return lambda start, stop: poses[start:stop]
