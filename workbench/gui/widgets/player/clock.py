"""What time it is in the media: the sound's own clock, or the wall's where there is no sound."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class Clock(Protocol):
    """Media time while playing, seconds."""

    def start(self, at_s: float, speed: float = 1.0) -> None:
        """Begin to run from a media time, `speed` seconds of it a second."""

    def stop(self) -> None:
        """Stand still."""

    def position_s(self) -> float:
        """Media time now."""


class WallClock:
    """Media time from a monotonic clock: what plays a video without sound."""

    def __init__(self, now: Callable[[], float] = time.perf_counter) -> None:
        self._now = now
        self._started_at = 0.0
        self._from_s = 0.0
        self._speed = 1.0
        self._runs = False

    def start(self, at_s: float, speed: float = 1.0) -> None:
        self._from_s, self._speed, self._started_at, self._runs = at_s, speed, self._now(), True

    def stop(self) -> None:
        self._from_s, self._runs = self.position_s(), False

    def position_s(self) -> float:
        return self._from_s + ((self._now() - self._started_at) * self._speed if self._runs else 0.0)


def frame_at(times_s: NDArray[np.float64], at_s: float) -> int:
    """Return the frame on show at a media time: the last one that began, the first one before it all.

    Args:
        times_s: (T,) ascending presentation times; T may be 0, which gives 0.
    """
    frame = int(np.searchsorted(times_s, at_s + 1e-6, side="right")) - 1
    return max(0, min(frame, len(times_s) - 1))
