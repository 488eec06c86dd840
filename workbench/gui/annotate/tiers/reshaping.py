"""From wishes to edits: the chosen segment split, joined, moved step by step, or typed."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QObject

from core.entities import Segment
from workbench.gui.annotate.poses.correcting import GESTURE_S
from workbench.gui.annotate.state import AnnotateState
from workbench.gui.annotate.tiers.edits import ChangeSegment, JoinSegments, SplitSegment, shortened
from workbench.gui.annotate.tiers.label_bar import StyleBar
from workbench.gui.annotate.tiers.marking import Marking
from workbench.gui.annotate.tiers.span_dialog import SpanDialog
from workbench.gui.context import AppContext
from workbench.gui.widgets.timeline.grip import Grip, Part
from workbench.gui.widgets.timeline.nudging import nudged
from workbench.gui.widgets.timeline.widget import Timeline

CHOOSE = "Choose a segment of your own first: click on it."
NOT_INSIDE = "No segment of yours on the active tier lies under the playhead."
NO_NEIGHBOUR = "No neighbour of yours has the same label; only those can be joined."
NO_BEATS = "No beats are known yet; the segment can be moved by frames."
STEPS = (
    "[annotate.segment-back] and [annotate.segment-on] move {}; "
    "[annotate.segment-beat-back] and [annotate.segment-beat-on] by a beat."
)
PARTS = (Part.BODY, Part.START, Part.END)
WORDS = {Part.BODY: "all of the segment", Part.START: "its start", Part.END: "its end"}


class Reshaping(QObject):
    """Changes where segments of the active tier begin and end, and how many there are."""

    def __init__(
        self,
        context: AppContext,
        state: AnnotateState,
        timeline: Timeline,
        styles: StyleBar,
        marking: Marking,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(timeline)
        self._context, self._state = context, state
        self._timeline, self._styles, self._marking, self._now = timeline, styles, marking, now
        self._gesture: tuple[int, Part, int] | None = None  # segment, part, number
        self._nudged_at = float("-inf")

    def split(self, at_s: float) -> None:
        """Split the segment under the playhead in two, the chosen one first."""
        segment = self._under(at_s)
        if segment is None:
            self._styles.say(NOT_INSIDE)
            return
        edit = SplitSegment(self._context, segment, at_s)
        self._context.undo_stack.push(edit)
        if edit.after:
            self._marking.choose_segment(edit.after[-1].id)

    def join(self) -> None:
        """Join the chosen segment with the next one of the same label, or else the one before."""
        chosen = self._chosen()
        if chosen is None:
            return
        own = [s for s in self._state.tiers.segments if s.annotator == chosen.annotator]
        at = own.index(chosen)
        near = (*own[at + 1 : at + 2], *own[max(at - 1, 0) : at])
        neighbour = next((segment for segment in near if segment.label == chosen.label), None)
        if neighbour is None:
            self._styles.say(NO_NEIGHBOUR)
            return
        edit = JoinSegments(self._context, sorted((chosen, neighbour), key=lambda s: s.start_s))
        self._context.undo_stack.push(edit)
        if edit.after:
            self._marking.choose_segment(edit.after[0].id)

    def next_part(self) -> None:
        """Let keys move all of the chosen segment, its start, its end, by turns."""
        if self._chosen() is not None:
            part = PARTS[(PARTS.index(self._timeline.part) + 1) % len(PARTS)]
            self._marking.choose_part(part)
            self._styles.say(STEPS.format(WORDS[part]))

    def nudge(self, step: int, *, by_beat: bool) -> None:
        """Move the chosen segment, or the chosen edge of it, a step; quick ones are one step to undo."""
        chosen, part = self._chosen(), self._timeline.part
        tier = self._timeline.content.tier(chosen.tier) if chosen is not None else None
        if chosen is None or tier is None:
            return
        if by_beat and self._timeline.content.grid is None:
            self._styles.say(NO_BEATS)
            return
        span = nudged(self._timeline.content, tier, chosen, part, step, by_beat=by_beat)
        if span is None:
            return
        what = {Part.START: "start of ", Part.END: "end of "}.get(part, "")
        text = f"move {what}{shortened(chosen.label)}"
        gesture = self._gesture_of(chosen.id, part)
        self._context.undo_stack.push(
            ChangeSegment(self._context, chosen, span=span, text=text, gesture=gesture)
        )
        self._marking.choose_part(part)

    def ask_span(self) -> None:
        """Ask where the chosen segment begins and ends."""
        chosen = self._chosen()
        content = self._timeline.content
        tier = content.tier(chosen.tier) if chosen is not None else None
        if chosen is None or tier is None:
            return
        bounds = Grip.take(content, tier, Part.BODY, chosen.start_s, chosen).bounds
        title = f"Where “{shortened(chosen.label)}” begins and ends"
        dialog = SpanDialog(title, (chosen.start_s, chosen.end_s), bounds, content.grid, self._timeline)
        dialog.accepted.connect(lambda: self._set_span(chosen, dialog))
        dialog.finished.connect(self._marking.settled)
        dialog.open()

    def _set_span(self, segment: Segment, dialog: SpanDialog) -> None:
        span = dialog.span
        if span is not None and span != (segment.start_s, segment.end_s):
            self._context.undo_stack.push(ChangeSegment(self._context, segment, span=span))

    def _gesture_of(self, segment_id: int, part: Part) -> object:
        at = self._now()
        known = self._gesture
        if known is None or known[:2] != (segment_id, part) or at - self._nudged_at > GESTURE_S:
            self._gesture = (segment_id, part, known[2] + 1 if known is not None else 0)
        self._nudged_at = at
        return self._gesture

    def _chosen(self) -> Segment | None:
        chosen = self._marking.own_chosen()
        if chosen is None:
            self._styles.say(CHOOSE)
        return chosen

    def _under(self, at_s: float) -> Segment | None:
        chosen = self._marking.own_chosen()
        tier = self._timeline.content.tier(self._state.tiers.active)
        lying = [tier.segments[i] for i in tier.visible(at_s, at_s).tolist()] if tier is not None else []
        inside = [s for s in lying if s.start_s < at_s < s.end_s and tier is not None and tier.is_mine(s)]
        return chosen if chosen in inside else (inside[-1] if inside else None)
