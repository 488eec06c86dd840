"""What can be undone on the tiers of the Annotate page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtGui import QUndoCommand

from core.entities import Segment, SegmentsChange
from db.segments import OnOverlap
from workbench.gui.annotate.edits import PageEdit
from workbench.gui.context import AppContext

Content = tuple[str, float, float]  # label, start_s, end_s
_NUDGE_ID = 2
_TITLE_CHARS = 40


@dataclass(frozen=True)
class RemovedSegment:
    """Says in a `Change` that a segment is gone."""

    segment_id: int


class _SegmentEdit(PageEdit):
    def __init__(self, context: AppContext, text: str, video_id: int, at_s: float) -> None:
        super().__init__(context, text, video_id=video_id, at_s=at_s)
        self._video_id = video_id

    def _notify(self, *segments: Segment, gone: Sequence[int] = ()) -> None:
        removed = map(RemovedSegment, gone)
        self.context.notify("segment", *segments, *removed, video_id=self._video_id)


class AddSegment(_SegmentEdit):
    """A span is given a label."""

    def __init__(
        self, context: AppContext, video_id: int, tier: str, label: str, start_s: float, end_s: float
    ) -> None:
        super().__init__(context, f"mark {shortened(label)}", video_id, start_s)
        self._tier, self._annotator = tier, context.annotator
        self._content: Content = (label, start_s, end_s)
        self.segment_id: int | None = None

    def apply(self) -> None:
        segments = self.context.open.segments
        if self.segment_id is None:
            added = segments.add(
                self._video_id, self._tier, *self._content, self._annotator, on_overlap=OnOverlap.CLIP
            )
            self.segment_id = added.id
        else:
            added = segments.restore(self.segment_id)
        self._notify(added)

    def revert(self) -> None:
        if self.segment_id is not None:
            self.context.open.segments.remove(self.segment_id)
            self._notify(gone=[self.segment_id])


class ChangeSegment(_SegmentEdit):
    """A segment is moved, resized, or given another label.

    Args:
        gesture: edits of the same gesture (a key held down) are one step to undo; None stands alone.
        text: what was done; by default worked out from what is new.
    """

    def __init__(
        self,
        context: AppContext,
        old: Segment,
        *,
        span: tuple[float, float] | None = None,
        label: str = "",
        text: str = "",
        gesture: object = None,
    ) -> None:
        title = shortened(label or old.label)
        super().__init__(
            context, text or (f"label {title}" if label else f"move {title}"), old.video_id, old.start_s
        )
        self._id, self._gesture = old.id, gesture
        self._old: Content = (old.label, old.start_s, old.end_s)
        self._new: Content = (label or old.label, *(span or (old.start_s, old.end_s)))

    def apply(self) -> None:
        self._update(self._new, OnOverlap.CLIP)

    def revert(self) -> None:
        self._update(self._old, OnOverlap.REFUSE)

    def id(self) -> int:
        return _NUDGE_ID if self._gesture is not None else -1

    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, ChangeSegment) or other._gesture != self._gesture or other.isObsolete():
            return False
        if other._id != self._id:
            return False
        self._new = other._new
        return True

    def _update(self, content: Content, on_overlap: OnOverlap) -> None:
        label, start_s, end_s = content
        now = self.context.open.segments.update(
            self._id, label=label, start_s=start_s, end_s=end_s, on_overlap=on_overlap
        )
        self._notify(now)


class RemoveSegment(_SegmentEdit):
    def __init__(self, context: AppContext, old: Segment) -> None:
        super().__init__(context, f"delete {shortened(old.label)}", old.video_id, old.start_s)
        self._id = old.id

    def apply(self) -> None:
        self.context.open.segments.remove(self._id)
        self._notify(gone=[self._id])

    def revert(self) -> None:
        self._notify(self.context.open.segments.restore(self._id))


class _Reshape(_SegmentEdit):
    """Segments give way to others in one step.

    Attributes:
        after: the segments in their place, by start; none before it was done.
    """

    def __init__(self, context: AppContext, text: str, video_id: int, at_s: float) -> None:
        super().__init__(context, text, video_id, at_s)
        self._before: tuple[Segment, ...] = ()
        self.after: tuple[Segment, ...] = ()

    def _made(self) -> SegmentsChange:
        """Do it for the first time."""
        raise NotImplementedError

    def apply(self) -> None:
        if self.after:
            self._exchange(self._before, self.after)
        else:
            change = self._made()
            self._before, self.after = change.before, change.after
            self._tell(change.before, change.after)

    def revert(self) -> None:
        self._exchange(self.after, self._before)

    def _exchange(self, present: Sequence[Segment], wanted: Sequence[Segment]) -> None:
        self.context.open.segments.exchange(present, wanted)
        self._tell(present, wanted)

    def _tell(self, before: Sequence[Segment], after: Sequence[Segment]) -> None:
        kept = {segment.id for segment in after}
        self._notify(*after, gone=[segment.id for segment in before if segment.id not in kept])


class SplitSegment(_Reshape):
    """A segment becomes two that touch."""

    def __init__(self, context: AppContext, old: Segment, at_s: float) -> None:
        super().__init__(context, f"split {shortened(old.label)}", old.video_id, at_s)
        self._id, self._at_s = old.id, at_s

    def _made(self) -> SegmentsChange:
        return self.context.open.segments.split(self._id, self._at_s)


class JoinSegments(_Reshape):
    """Segments of one label become one, from the first one's start to the last one's end."""

    def __init__(self, context: AppContext, old: Sequence[Segment]) -> None:
        super().__init__(context, f"join {shortened(old[0].label)}", old[0].video_id, old[0].start_s)
        self._ids = [segment.id for segment in old]

    def _made(self) -> SegmentsChange:
        return self.context.open.segments.join(self._ids)


def shortened(label: str) -> str:
    """Return a label that may be a sentence, short enough for the name of an edit."""
    return label if len(label) <= _TITLE_CHARS else f"{label[: _TITLE_CHARS - 1].rstrip()}…"
