"""What the curves show: values a frame, and how a row of pixels holds them. No Qt."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

NO_FRAMES: NDArray[np.int64] = np.zeros(0, np.int64)
LEAST_SPAN = 8.0  # pixels of the picture a row shows at least, so that trembling does not look like dancing
PAD = 0.12  # of a row's values, above and below


@dataclass(frozen=True, eq=False)
class Curve:
    """One value of a joint, a frame.

    Attributes:
        title: what stands before the row.
        unit: of the values.
        values: (T,) float64; NaN = not seen.
        axis: 0 or 1 where a drag changes the joint's x or y; None for a value that follows from them.
        is_flipped: greater values lie lower, as y does in a picture.
        from_zero: the row begins at 0: a value that cannot be less.
    """

    title: str
    unit: str
    values: NDArray[np.float64]
    axis: int | None = None
    is_flipped: bool = False
    from_zero: bool = False


@dataclass(frozen=True, eq=False)
class Curves:
    """The rows of one joint.

    Attributes:
        times_s: (T,) presentation times.
        xy: (T, 2) float64 pixels of the picture; NaN = not seen.
        corrected: frames in which a person changed the joint, ascending.
        note: why there is nothing to see.
        title: the joint's name.
    """

    times_s: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    xy: NDArray[np.float64] = field(default_factory=lambda: np.zeros((0, 2)))
    corrected: NDArray[np.int64] = field(default_factory=lambda: NO_FRAMES)
    note: str = ""
    title: str = ""

    @cached_property
    def rows(self) -> tuple[Curve, ...]:
        """x, y and speed; none without frames."""
        if not len(self.xy):
            return ()
        return (
            Curve("x", "px", self.xy[:, 0], axis=0),
            Curve("y", "px", self.xy[:, 1], axis=1, is_flipped=True),
            Curve("speed", "px/s", speed_of(self.times_s, self.xy), from_zero=True),
        )

    def moved(self, first: int, last: int, axis: int, by: float) -> Curves:
        """Return the curves with one coordinate of the frames `first` to `last` moved."""
        xy = self.xy.copy()
        xy[first : last + 1, axis] += by
        return replace(self, xy=xy)


def speed_of(times_s: NDArray[np.float64], xy: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return (T,) speed in pixels a second: between the frames before and after, one-sided at the ends."""
    if len(xy) < 2:
        return np.full(len(xy), np.nan)
    velocity = np.gradient(xy, times_s, axis=0)
    return np.asarray(np.hypot(velocity[:, 0], velocity[:, 1]))


@dataclass(frozen=True)
class Band:
    """A row of pixels and the values at its edges."""

    top: float
    height: float
    low: float
    high: float
    is_flipped: bool = False

    @classmethod
    def of(cls, curve: Curve, seen: NDArray[np.float64], top: float, height: float) -> Band:
        """Return the band that shows all values in view."""
        there = seen[np.isfinite(seen)]
        low, high = (float(there.min()), float(there.max())) if len(there) else (0.0, 1.0)
        if curve.from_zero:
            return cls(top, height, 0.0, max(high * (1 + PAD), LEAST_SPAN))
        middle, span = (low + high) / 2, max((high - low) * (1 + 2 * PAD), LEAST_SPAN)
        return cls(top, height, middle - span / 2, middle + span / 2, curve.is_flipped)

    def y(self, value: float) -> float:
        """Return where a value lies."""
        share = (value - self.low) / (self.high - self.low)
        return self.top + self.height * (share if self.is_flipped else 1 - share)

    def value(self, y: float) -> float:
        """Return the value at a pixel."""
        share = (y - self.top) / self.height
        return self.low + (self.high - self.low) * (share if self.is_flipped else 1 - share)

    def holds(self, y: float) -> bool:
        return self.top <= y <= self.top + self.height
