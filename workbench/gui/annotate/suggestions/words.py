"""What the reasons are called in the window."""

from __future__ import annotations

from core.suggestions.reasons import Reason

TITLES = {
    Reason.FLAGGED: "Flagged",
    Reason.PEOPLE: "Two people",
    Reason.SIDES: "Left and right",
    Reason.OUTSIDE: "Outside",
    Reason.JUMP: "Jump",
    Reason.BONE: "Bone length",
    Reason.MODEL: "Unlike the dancer",
    Reason.CONFIDENCE: "Low confidence",
}


def percent(likelihood: float) -> str:
    """Return a likelihood as it is read; nothing is certain."""
    return f"{min(99, round(100 * likelihood))} %"
