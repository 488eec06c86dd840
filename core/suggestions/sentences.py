"""Why a frame was suggested, in a sentence with numbers."""

from __future__ import annotations

from core.skeleton import Skeleton
from core.suggestions.findings import Finding
from core.suggestions.reasons import Reason


def sentence(finding: Finding, skeleton: Skeleton, fps: float) -> str:
    """Return the sentence of a finding, for example "left wrist jumps 0.9 body heights in one frame"."""
    joint = skeleton.joints[finding.joints[0]].replace("_", " ")
    n = finding.stop - finding.start
    value = finding.measure
    how_long = "one frame" if n == 1 else f"{n} frames"
    words = {
        Reason.PEOPLE: f"two people change places, their joints {value:.2f} body heights apart",
        Reason.SIDES: f"left and right change places, {value:.2f} body heights apart",
        Reason.OUTSIDE: f"{joint} is {value:.2f} body heights outside the picture",
        Reason.JUMP: f"{joint} jumps {value:.2f} body heights in one frame",
        Reason.BONE: f"a bone at the {joint} is {value:.2f} times its usual length",
        Reason.MODEL: f"{joint} and below: {value:.1f} times as far as usual from this dancer's other poses",
        Reason.CONFIDENCE: f"{joint} is guessed: confidence {value:.2f} for {how_long}, {n / fps:.1f} s",
    }
    return words[finding.reason]
