"""What can be undone on the Annotate page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from PySide6.QtGui import QUndoCommand

from core.entities import CorrectionKind, JointEdit
from workbench.gui.context import AppContext
from workbench.gui.edits import Edit

PAGE = "annotate"
_GESTURE_ID = 1
_Place = tuple[int, int]  # frame, joint


class PageEdit(Edit):
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


class CorrectJoints(PageEdit):
    """Joints moved, hidden, shown, or given back to the machine: one step, however many joints and frames.

    Args:
        edits: what to store, by track id; of several for one joint of a frame the last counts.
        where: the frame, person and joint to go to when it is undone or redone.
        gesture: edits of the same gesture (a key held down) are one step to undo; None stands alone.
    """

    def __init__(
        self,
        context: AppContext,
        video_id: int,
        edits: Mapping[int, Sequence[JointEdit]],
        text: str,
        *,
        gesture: object = None,
        **where: int | None,
    ) -> None:
        super().__init__(context, text, video_id=video_id, **where)
        self._video_id, self._annotator, self._gesture = video_id, context.annotator, gesture
        self._after = {track_id: _by_place(changes) for track_id, changes in edits.items()}
        self._before: dict[int, dict[_Place, JointEdit]] = {}

    def apply(self) -> None:
        if not self._before:
            self._before = {
                track_id: self._in_force(track_id, after) for track_id, after in self._after.items()
            }
        self._put({track_id: list(after.values()) for track_id, after in self._after.items()})

    def revert(self) -> None:
        self._put({track_id: _anew(before.values()) for track_id, before in self._before.items()})

    def id(self) -> int:
        return _GESTURE_ID if self._gesture is not None else -1

    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, CorrectJoints) or other._gesture != self._gesture or other.isObsolete():
            return False
        if other._where != self._where or other._after.keys() != self._after.keys():
            return False
        for track_id, after in other._after.items():
            self._after[track_id] |= after
            self._before[track_id] = other._before[track_id] | self._before[track_id]
        return True

    def _in_force(self, track_id: int, places: Iterable[_Place]) -> dict[_Place, JointEdit]:
        """Return what to store to have everything again as it is now."""
        before = {place: JointEdit(*place, CorrectionKind.REVERT) for place in places}
        frames = [frame for frame, _ in before]
        for now in self.context.open.corrections.in_force(track_id, min(frames), max(frames) + 1):
            place = (now.frame, now.joint)
            if place in before:
                before[place] = JointEdit(*place, now.kind, now.x, now.y, now.z)
        return before

    def _put(self, edits: Mapping[int, Sequence[JointEdit]]) -> None:
        stored = self.context.open.corrections.put_all(edits, self._annotator)
        self.context.notify("correction", *stored, video_id=self._video_id)


def _anew(edits: Iterable[JointEdit]) -> list[JointEdit]:
    """Return edits that give the same whatever is in force: hiding alone would leave a joint where it is."""
    found = []
    for edit in edits:
        if edit.kind is CorrectionKind.HIDE:
            found.append(JointEdit(edit.frame, edit.joint, CorrectionKind.REVERT))
        found.append(edit)
    return found


def _by_place(edits: Iterable[JointEdit]) -> dict[_Place, JointEdit]:
    return {(edit.frame, edit.joint): edit for edit in edits}
