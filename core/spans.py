"""Spans of time that may touch but not overlap."""

from __future__ import annotations

from collections.abc import Iterable

Span = tuple[float, float]
"""Start and end, seconds, start < end."""

TOUCHING_S = 1e-6
"""Overlaps up to this are rounding, not overlaps."""

SHORTEST_S = 1e-3
"""A span shorter than this holds no frame of any film; nobody means it."""


def overlap_s(a: Span, b: Span) -> float:
    """Return for how long two spans overlap; below 0: how far they are apart."""
    return min(a[1], b[1]) - max(a[0], b[0])


def overlaps(a: Span, b: Span) -> bool:
    """Return whether two spans overlap by more than rounding."""
    return overlap_s(a, b) > TOUCHING_S


def free_parts(span: Span, taken: Iterable[Span]) -> list[Span]:
    """Return what is left of a span beside others, by time; nothing shorter than a millisecond."""
    start_s, end_s = span
    parts = []
    for other in sorted(other for other in taken if overlaps(span, other)):
        parts.append((start_s, other[0]))
        start_s = max(start_s, other[1])
    parts.append((start_s, end_s))
    return [part for part in parts if part[1] - part[0] >= SHORTEST_S]
