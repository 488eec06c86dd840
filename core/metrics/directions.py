"""Whether a metric is better when it is higher."""

from __future__ import annotations

_RISING = ("f1", "accuracy", "cosine")  # of all others less is better


def is_rising(name: str) -> bool:
    """Say whether more of a metric is better, by its name."""
    return any(word in name for word in _RISING)
