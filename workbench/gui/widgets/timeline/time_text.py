"""Moments as people write them: ``83.2``, ``1:23.2``, and in the music ``12.3`` (bar 12, beat 3). No Qt."""

from __future__ import annotations

import math
import re

from core.audio.grid import BeatGrid

_CLOCK = re.compile(r"(?:(?:(\d+):)?(\d+):)?(\d+(?:[.,]\d*)?)\s*s?")
_COUNT = re.compile(r"(-?\d+)[.:](\d+)\s*(?:([+-])\s*(\d*[.,]?\d+)\s*s?)?")
_ON_BEAT_S = 5e-4  # what three decimals cannot show


def parse_clock(text: str) -> float | None:
    """Return the seconds that ``83.2``, ``1:23.2`` or ``1:02:03`` mean; None when it means none."""
    found = _CLOCK.fullmatch(text.strip())
    if found is None:
        return None
    hours, minutes, seconds = found.groups()
    at_s = 3600 * float(hours or 0) + 60 * float(minutes or 0) + float(seconds.replace(",", "."))
    return at_s if math.isfinite(at_s) else None


def count_text(grid: BeatGrid, at_s: float) -> str:
    """Return a moment in the music: ``12.3``, or ``12.3 +0.120`` where it is beside the beat."""
    near = grid.time_s(round(grid.position(at_s)))
    count = grid.count(near if abs(near - at_s) < _ON_BEAT_S else at_s)
    beside = f" +{count.offset_s:.3f}" if count.offset_s >= _ON_BEAT_S else ""
    return f"{count.bar}.{count.beat}{beside}"


def parse_count(grid: BeatGrid, text: str) -> float | None:
    """Return the moment of ``12.3``, ``12.3 +0.12`` or ``12.3 -0.05``; None when it means none."""
    found = _COUNT.fullmatch(text.strip())
    if found is None:
        return None
    bar, beat, sign, offset = found.groups()
    if not 1 <= int(beat) <= grid.beats_per_bar or abs(int(bar)) > len(grid.beats_s) + 1:
        return None
    place = grid.downbeat + (int(bar) - 1) * grid.beats_per_bar + int(beat) - 1
    offset_s = float((offset or "0").replace(",", "."))
    return grid.time_s(place) + (-offset_s if sign == "-" else offset_s)
