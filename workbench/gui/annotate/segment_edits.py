"""What can be undone on the tiers of the Annotate page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtGui import QUndoCommand

from core.entities import Segment
from db.segments import SegmentSpec
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
            added = segments.add(self._video_id, self._tier, *self._content, self._annotator)
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
        self._update(self._new)

    def revert(self) -> None:
        self._update(self._old)

    def id(self) -> int:
        return _NUDGE_ID if self._gesture is not None else -1

    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, ChangeSegment) or other._gesture != self._gesture or other.isObsolete():
            return False
        if other._id != self._id:
            return False
        self._new = other._new
        return True

    def _update(self, content: Content) -> None:
        label, start_s, end_s = content
        self._notify(self.context.open.segments.update(self._id, label=label, start_s=start_s, end_s=end_s))


class RemoveSegment(_SegmentEdit):
    def __init__(self, context: AppContext, old: Segment) -> None:
        super().__init__(context, f"delete {shortened(old.label)}", old.video_id, old.start_s)
        self._id = old.id

    def apply(self) -> None:
        self.context.open.segments.remove(self._id)
        self._notify(gone=[self._id])

    def revert(self) -> None:
        self._notify(self.context.open.segments.restore(self._id))


class ReplaceSegments(_SegmentEdit):
    """Segments give way to others in one step: one is split, two are joined.

    Attributes:
        added_ids: of the segments that took the place of the old ones, in the order of their specs.
    """

    def __init__(
        self, context: AppContext, text: str, old: Sequence[Segment], new: Sequence[SegmentSpec]
    ) -> None:
        super().__init__(context, text, old[0].video_id, new[-1].start_s)
        self._old_ids, self._new = [segment.id for segment in old], tuple(new)
        self.added_ids: list[int] = []

    def apply(self) -> None:
        if self.added_ids:
            self._swap(self._old_ids, self.added_ids)
            return
        added = self.context.open.segments.replace(self._old_ids, add=self._new)
        self.added_ids = [segment.id for segment in added]
        self._notify(*added, gone=self._old_ids)

    def revert(self) -> None:
        self._swap(self.added_ids, self._old_ids)

    def _swap(self, remove: Sequence[int], restore: Sequence[int]) -> None:
        segments = self.context.open.segments
        segments.replace(remove, restore=restore)
        self._notify(*(segments.get(segment_id) for segment_id in restore), gone=remove)


def shortened(label: str) -> str:
    """Return a label that may be a sentence, short enough for the name of an edit."""
    return label if len(label) <= _TITLE_CHARS else f"{label[: _TITLE_CHARS - 1].rstrip()}…"
