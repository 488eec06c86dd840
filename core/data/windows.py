"""Windows: stretches of a dance of fixed length that a model reads."""

from __future__ import annotations

from dataclasses import dataclass

from core.errors import InputError


@dataclass(frozen=True, order=True)
class WindowRef:
    """Frames `start` up to, not including, `stop` of the dance at index `dance` of a sequence of dances."""

    dance: int
    start: int
    stop: int

    @property
    def n_frames(self) -> int:
        return self.stop - self.start


def windows_of(n_frames: int, length: int, hop: int) -> list[tuple[int, int]]:
    """Return the (start, stop) of every whole window, in frames; what is left at the end is not used.

    A dance shorter than `length` has none.
    """
    if length < 1 or hop < 1:
        raise InputError(f"Windows need a length and a hop of at least 1 frame; got {length} and {hop}.")
    return [(start, start + length) for start in range(0, n_frames - length + 1, hop)]
