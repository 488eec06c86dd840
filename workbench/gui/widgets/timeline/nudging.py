"""Moving segments step by step: by a frame, or by a beat. No Qt."""

from __future__ import annotations

import math

import numpy as np

from core.entities import Segment
from workbench.gui.widgets.timeline.content import Content
from workbench.gui.widgets.timeline.grip import Grip, Part, Span
from workbench.gui.widgets.timeline.shown_tier import ShownTier

_SAME_S = 1e-6
_SAME_BEAT = 1e-6


def nudged(
    content: Content, tier: ShownTier, segment: Segment, part: Part, step: int, *, by_beat: bool
) -> Span | None:
    """Return a segment's span when a part of it goes one step on (1) or back (-1).

    It stops at the ends of the video and, where the tier allows no overlaps, at its neighbours; a segment
    keeps at least one frame.

    Returns:
        None where it cannot go any further, or there are no beats.
    """
    start_s, end_s = segment.start_s, segment.end_s
    low_s, high_s = Grip.take(content, tier, part, start_s, segment).bounds
    moved_s = next_stop(content, end_s if part is Part.END else start_s, step, by_beat=by_beat)
    if moved_s is None:
        return None
    least_s = min(content.frame_s, end_s - start_s)
    if part is Part.START:
        span = (min(max(moved_s, low_s), end_s - least_s), end_s)
    elif part is Part.END:
        span = (start_s, max(min(moved_s, high_s), start_s + least_s))
    else:
        by_s = min(max(moved_s - start_s, low_s - start_s), high_s - end_s)
        span = (start_s + by_s, end_s + by_s)
    return span if max(abs(span[0] - start_s), abs(span[1] - end_s)) > _SAME_S else None


def next_stop(content: Content, at_s: float, step: int, *, by_beat: bool) -> float | None:
    """Return the next (1) or previous (-1) frame edge or beat from a moment; None without beats."""
    if by_beat:
        if content.grid is None:
            return None
        place = content.grid.position(at_s)
        beat = math.floor(place + _SAME_BEAT) + 1 if step > 0 else math.ceil(place - _SAME_BEAT) - 1
        return content.grid.time_s(beat)
    edges_s = np.append(content.times_s, content.end_s)
    if step > 0:
        i = int(np.searchsorted(edges_s, at_s + _SAME_S, side="right"))
    else:
        i = int(np.searchsorted(edges_s, at_s - _SAME_S, side="left")) - 1
    return float(edges_s[min(max(i, 0), len(edges_s) - 1)])
