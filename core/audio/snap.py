"""Times drawn to the beats."""

from __future__ import annotations

from core.audio.grid import BeatGrid


def snap(grid: BeatGrid, at_s: float, *, tolerance_s: float, parts: int = 1) -> float:
    """Return the beat (or part of one) nearest to a time when it is near enough, else the time itself.

    The beats go on before the first and after the last as in `BeatGrid.position`.

    Args:
        at_s: media time, seconds; so is the result.
        tolerance_s: how far a time may be drawn, inclusive.
        parts: 1: to beats; 2: to half beats; 4: to quarters.
    """
    place = grid.position(at_s) * parts
    # In seconds, not in beats: where the tempo changes, the two sides of a beat are not equally wide.
    low = int(place // 1)
    near_s = min((grid.time_s(n / parts) for n in (low, low + 1)), key=lambda beat_s: abs(beat_s - at_s))
    return near_s if abs(near_s - at_s) <= tolerance_s else at_s
