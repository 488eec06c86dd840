"""From wishes to edits: spans of the active tier and their labels, by mouse and by keys."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from core.entities import Segment
from workbench.gui.annotate.state import AnnotateState
from workbench.gui.annotate.tiers.edits import AddSegment, ChangeSegment, RemoveSegment
from workbench.gui.annotate.tiers.label_bar import StyleBar
from workbench.gui.context import AppContext
from workbench.gui.widgets.timeline.grip import Part
from workbench.gui.widgets.timeline.heads import tier_title
from workbench.gui.widgets.timeline.widget import Timeline

CHOOSE = "[annotate.style-1]–[annotate.style-9], or [annotate.style-by-name] and its name"
DELETE = "[annotate.delete-segment]: delete it"
NEXT_OUT = "Segment begins here.  Go to its last frame and press [annotate.mark-out]."


class Marking(QObject):
    """Marks spans on the active tier and gives them labels.

    A span is marked first (mouse, or I and O) and waits; a label makes it a segment. With a segment of one's
    own chosen and no span waiting, a label takes the place of the old one.
    """

    settled = Signal()  # the labels' field is done with: the keys belong to the page again

    def __init__(
        self, context: AppContext, state: AnnotateState, timeline: Timeline, styles: StyleBar
    ) -> None:
        super().__init__(timeline)
        self._context, self._state = context, state
        self._timeline, self._styles = timeline, styles
        self._in_s: float | None = None
        timeline.segment_drawn.connect(self._on_drawn)
        timeline.segment_resized.connect(self._on_resized)
        timeline.segment_chosen.connect(self.choose_segment)
        timeline.part_chosen.connect(self.choose_part)
        timeline.relabel_asked.connect(self._on_relabel_asked)
        styles.style_chosen.connect(self.choose_style)
        styles.given_up.connect(self.escape)

    # -- spans -----------------------------------------------------------------------------------

    def mark_in(self, frame_start_s: float, frame_end_s: float) -> None:
        """Begin a span with a frame."""
        self._in_s = frame_start_s
        self.choose_segment(-1)
        self._timeline.set_pending((frame_start_s, frame_end_s))
        self._styles.say(NEXT_OUT)

    def mark_out(self, frame_start_s: float, frame_end_s: float) -> None:
        """End the span with a frame; without a beginning, or before it, this frame is its beginning too."""
        pending = self._timeline.pending
        start_s = self._in_s if self._in_s is not None else (pending or (frame_start_s,))[0]
        self._in_s = None
        start_s, end_s = min(start_s, frame_start_s), max(frame_end_s, start_s)
        self._on_drawn(start_s, end_s)

    def follow(self, frame_end_s: float) -> None:
        """Let a span that has only a beginning grow to the frame on show."""
        if self._in_s is not None and frame_end_s > self._in_s:
            self._timeline.set_pending((self._in_s, frame_end_s))

    def escape(self) -> bool:
        """Drop the waiting span, or the choice of a segment; False when there was neither."""
        had = self._timeline.pending is not None or self._timeline.selected is not None
        self.clear()
        self.settled.emit()
        return had

    def clear(self) -> None:
        """Forget span and choice, for example because another video is opened."""
        self._in_s = None
        self._timeline.set_pending(None)
        self.choose_segment(-1)

    def _on_drawn(self, start_s: float, end_s: float) -> None:
        self._in_s = None
        self.choose_segment(-1)
        self._timeline.set_pending((start_s, end_s))
        self._styles.say(
            "Write the comment and press Enter.  Esc: none."
            if self._state.tiers.is_free_text
            else f"Which {self._state.tiers.active}?  {CHOOSE}.  [annotate.escape]: none."
        )
        if not self._styles.labels:
            self._styles.ask()

    # -- segments --------------------------------------------------------------------------------

    def choose_segment(self, segment_id: int) -> None:
        """Choose a segment; -1: none."""
        segment = self._state.segment(segment_id)
        self._timeline.select(segment.id if segment is not None else None)
        mine = segment is not None and segment.annotator == self._context.annotator
        if mine:
            self._in_s = None
            self._timeline.set_pending(None)
        self._styles.say(self._rename_words if mine else "")

    def choose_part(self, part: Part) -> None:
        """Choose what keys move of the chosen segment: all of it, its start, its end."""
        if self._timeline.selected is not None:
            self._timeline.select(self._timeline.selected, part)

    def choose_style(self, name: str) -> None:
        """Give the waiting span, else the chosen segment, a label of the active tier."""
        subject, pending = self._state.subject, self._timeline.pending
        chosen = self.own_chosen()
        if subject is not None and pending is not None and self._in_s is None:
            edit = AddSegment(self._context, subject.video.id, self._state.tiers.active, name, *pending)
            self._context.undo_stack.push(edit)
            if edit.segment_id is not None:
                self._timeline.set_pending(None)
                self.choose_segment(edit.segment_id)
        elif chosen is not None:
            if chosen.label != name:
                self._context.undo_stack.push(ChangeSegment(self._context, chosen, label=name))
        else:
            self._styles.say(NEXT_OUT if self._in_s is not None else self.nothing_words)
        self.settled.emit()

    def delete(self) -> None:
        """Delete the chosen segment of one's own."""
        chosen = self.own_chosen()
        if chosen is not None:
            self._context.undo_stack.push(RemoveSegment(self._context, chosen))
            self._styles.say("")

    def ask_style(self) -> None:
        """Take a label by name."""
        chosen = self.own_chosen()
        self._styles.ask("" if chosen is None or self._timeline.pending else chosen.label)

    def own_chosen(self) -> Segment | None:
        """Return the chosen segment, if it is one's own."""
        chosen = self._state.segment(self._timeline.selected or -1)
        return chosen if chosen is not None and chosen.annotator == self._context.annotator else None

    @property
    def nothing_words(self) -> str:
        """What to do first when nothing is marked or chosen."""
        title = tier_title(self._state.tiers.active)
        keys = "[annotate.mark-in] and [annotate.mark-out]"
        return f"Drag on the {title} row, or press {keys}, to mark a segment first."

    @property
    def _rename_words(self) -> str:
        if self._state.tiers.is_free_text:
            return f"[annotate.style-by-name]: another comment for the chosen segment.  {DELETE}."
        name = self._state.tiers.active
        return f"Another {name} for the chosen segment?  {CHOOSE}.  {DELETE}."

    def _on_resized(self, segment_id: int, start_s: float, end_s: float) -> None:
        segment = self._state.segment(segment_id)
        if segment is not None:
            self._context.undo_stack.push(ChangeSegment(self._context, segment, span=(start_s, end_s)))

    def _on_relabel_asked(self, segment_id: int) -> None:
        self.choose_segment(segment_id)
        self.ask_style()
