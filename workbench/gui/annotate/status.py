"""The status line's words."""

from __future__ import annotations

import numpy as np

from core.entities import Correction, CorrectionKind
from workbench.gui.annotate.state import AnnotateState
from workbench.gui.widgets.skeleton_paint import joint_title
from workbench.gui.widgets.timeline.scale import clock_text


def where_text(state: AnnotateState) -> str:
    """Return frame, time, person and joint: ``Frame 123 · 0:04.92 · left wrist 0.83, moved by Anna``."""
    subject = state.subject
    if subject is None or not len(subject.times_s):
        return ""
    parts = [f"Frame {state.frame:,}", clock_text(float(subject.times_s[state.frame]), decimals=3)]
    if state.grid is not None:
        count = state.grid.count(float(subject.times_s[state.frame]))
        parts.append(f"bar {count.bar}, beat {count.beat}")
    if len(subject.tracks) > 1 and state.who is not None:
        parts.append(state.who.title)
    if state.track is not None:
        parts.append(_joint_text(state))
    return "   ·   ".join(parts)


def _joint_text(state: AnnotateState) -> str:
    pose = state.people(state.frame)[state.person]
    if pose.is_missing:
        return "not in this frame" if len(state.people(state.frame)) > 1 else "nobody found in this frame"
    if state.joint is None:
        return f"mean confidence {float(np.nanmean(pose.joints[pose.seen, 3])):.2f}"
    name = joint_title(pose.skeleton.joints[state.joint])
    if not pose.seen[state.joint]:
        return f"{name}: not seen"
    x, y, _, confidence = pose.joints[state.joint].tolist()
    text = f"{name}: confidence {confidence:.2f} at {x:.1f}, {y:.1f} px"
    correction = state.correction(state.joint)
    return text if correction is None else f"{text}, {who_text(correction)}"


def who_text(correction: Correction) -> str:
    """Return who did what to a joint."""
    deed = "hidden" if correction.kind is CorrectionKind.HIDE else "moved"
    return f"{deed} by {correction.annotator}"
