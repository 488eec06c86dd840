"""What a split puts on no side, and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from core.data.windows import WindowRef


class Reason(StrEnum):
    """Why frames are on no side."""

    NO_STYLE = "no style"
    FEW_DANCES = "too few dances of its style"
    NO_PERSON = "nobody seen"
    TOO_SHORT = "shorter than a window"
    NEAR_DUPLICATE = "near-duplicate motion"
    GAP = "between two sides of one film"


@dataclass(frozen=True)
class LeftOut:
    """Frames that are on no side. `because` is a sentence; for a near-duplicate it names the twin."""

    ref: WindowRef
    reason: Reason
    because: str
