"""The beat grid of a video: where its beats are, counted in bars, and time told in beats."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.errors import InputError

MAX_BEATS = 200_000
"""More than a day of music has; a grid that says it is longer is damaged."""


class Count(NamedTuple):
    """A place in the music as dancers count it: bar and beat from 1, and seconds after that beat."""

    bar: int
    beat: int
    offset_s: float

    def __str__(self) -> str:
        """Return for example "5.2", or "5.2+0.12" for 0.12 s after it; less than 5 ms is on it."""
        late = f"+{self.offset_s:.2f}" if self.offset_s >= 0.005 else ""
        return f"{self.bar}.{self.beat}{late}"


@dataclass(frozen=True, eq=False)
class BeatGrid:
    """Beats, and which of them begin a bar.

    Attributes:
        beats_s: (B,) float64, seconds of media time, rising.
        downbeat: number of the first beat that begins a bar, 0 <= downbeat < beats_per_bar.
        beats_per_bar: 3 for a waltz, 4 for most other dances.
    """

    beats_s: NDArray[np.float64]
    downbeat: int = 0
    beats_per_bar: int = 4

    def __post_init__(self) -> None:
        beats_s = np.asarray(self.beats_s, np.float64)
        if beats_s.ndim != 1 or not 2 <= len(beats_s) <= MAX_BEATS:
            raise InputError(f"A beat grid needs 2 to {MAX_BEATS:,} beats; got {beats_s.shape}.")
        if not (np.isfinite(beats_s).all() and (np.diff(beats_s) > 0).all()):
            raise InputError("The beats of a grid must rise.")
        if not (1 <= self.beats_per_bar <= 32 and 0 <= self.downbeat < self.beats_per_bar):
            raise InputError(
                f"A bar has 1 to 32 beats and begins with one of them; got {self.beats_per_bar} beats, "
                f"downbeat {self.downbeat}."
            )
        object.__setattr__(self, "beats_s", beats_s)

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, BeatGrid)
            and (self.downbeat, self.beats_per_bar) == (other.downbeat, other.beats_per_bar)
            and np.array_equal(self.beats_s, other.beats_s)
        )

    __hash__ = None  # type: ignore[assignment]  # arrays have none

    def position(self, at_s: float) -> float:
        """Return a moment in beats: 0 is the first beat, 1.5 half way from the second to the third.

        Before the first and after the last beat the nearest interval is continued.
        """
        return float(self.positions(np.array([at_s]))[0])

    def positions(self, times_s: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return `position` of many moments at once, in their shape."""
        beats_s = self.beats_s
        i = np.clip(np.searchsorted(beats_s, times_s, side="right") - 1, 0, len(beats_s) - 2)
        found: NDArray[np.float64] = i + (times_s - beats_s[i]) / (beats_s[i + 1] - beats_s[i])
        return found

    def time_s(self, position: float) -> float:
        """Return the moment of a position in beats: the inverse of `position`."""
        beats_s = self.beats_s
        i = int(np.clip(np.floor(position), 0, len(beats_s) - 2))
        return float(beats_s[i] + (position - i) * (beats_s[i + 1] - beats_s[i]))

    def count(self, at_s: float) -> Count:
        """Return a moment as dancers count it; beats before the first whole bar are of bar 0 or less."""
        i = int(np.floor(self.position(at_s) + 1e-9))
        bar, beat = divmod(i - self.downbeat, self.beats_per_bar)
        return Count(bar + 1, beat + 1, at_s - self.time_s(i))

    @property
    def downbeats_s(self) -> NDArray[np.float64]:
        """(D,) the beats that begin a bar, seconds."""
        return self.beats_s[self.downbeat :: self.beats_per_bar]
