"""What can be undone on the Annotate page."""

from __future__ import annotations

from PySide6.QtGui import QUndoCommand

from core.entities import JointEdit, Segment
from workbench.gui.annotate.state import JointChange
from workbench.gui.context import AppContext
from workbench.gui.edits import Edit

PAGE = "annotate"
_NUDGE_ID = 1
Content = tuple[str, float, float]  # label, start_s, end_s


class _PageEdit(Edit):
    """An edit that, undone or redone, takes the person to where it happens, from whatever page."""

    def __init__(self, context: AppContext, text: str, **where: object) -> None:
        super().__init__(context, text)
        self._where = where
        self._is_first = True

    def redo(self) -> None:
        super().redo()
        if not self._is_first:
            self._show()
        self._is_first = False

    def undo(self) -> None:
        super().undo()
        self._show()

    def _show(self) -> None:
        if not self.isObsolete():
            self.context.show_page(PAGE, **self._where)


class CorrectJoint(_PageEdit):
    """One joint of one frame moved, hidden, shown, or given back to the machine.

    Args:
        gesture: edits of the same gesture (a key held down) are one step to undo; None stands alone.
    """

    def __init__(
        self, context: AppContext, change: JointChange, text: str, *, gesture: object = None
    ) -> None:
        where = {"frame": change.frame, "person": change.person, "joint": change.joint}
        super().__init__(context, text, video_id=change.video_id, **where)
        self._change, self._annotator, self._gesture = change, context.annotator, gesture
        self._after = change.after

    def apply(self) -> None:
        self._put(self._after)

    def revert(self) -> None:
        self._put(self._change.before)

    def id(self) -> int:
        return _NUDGE_ID if self._gesture is not None else -1

    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, CorrectJoint) or other._gesture != self._gesture or other.isObsolete():
            return False
        if other._where != self._where or other._change.track_id != self._change.track_id:
            return False
        self._after = other._after
        return True

    def _put(self, edit: JointEdit) -> None:
        stored = self.context.open.corrections.put(self._change.track_id, [edit], self._annotator)
        self.context.notify("correction", *stored, video_id=self._change.video_id)


class _SegmentEdit(_PageEdit):
    def __init__(self, context: AppContext, text: str, video_id: int, at_s: float) -> None:
        super().__init__(context, text, video_id=video_id, at_s=at_s)
        self._video_id = video_id

    def _notify(self, *segments: Segment) -> None:
        self.context.notify("segment", *segments, video_id=self._video_id)


class AddSegment(_SegmentEdit):
    """A span is given a label."""

    def __init__(
        self, context: AppContext, video_id: int, tier: str, label: str, start_s: float, end_s: float
    ) -> None:
        super().__init__(context, f"mark {label}", video_id, start_s)
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
            self._notify()


class ChangeSegment(_SegmentEdit):
    """A segment is moved, resized, or given another label."""

    def __init__(
        self, context: AppContext, old: Segment, *, span: tuple[float, float] | None = None, label: str = ""
    ) -> None:
        text = f"label {label}" if label else f"move {old.label}"
        super().__init__(context, text, old.video_id, old.start_s)
        self._id = old.id
        self._old: Content = (old.label, old.start_s, old.end_s)
        self._new: Content = (label or old.label, *(span or (old.start_s, old.end_s)))

    def apply(self) -> None:
        self._update(self._new)

    def revert(self) -> None:
        self._update(self._old)

    def _update(self, content: Content) -> None:
        label, start_s, end_s = content
        self._notify(self.context.open.segments.update(self._id, label=label, start_s=start_s, end_s=end_s))


class RemoveSegment(_SegmentEdit):
    def __init__(self, context: AppContext, old: Segment) -> None:
        super().__init__(context, f"delete {old.label}", old.video_id, old.start_s)
        self._id = old.id

    def apply(self) -> None:
        self.context.open.segments.remove(self._id)
        self._notify()

    def revert(self) -> None:
        self._notify(self.context.open.segments.restore(self._id))
