"""What can be undone of who is who."""

from __future__ import annotations

from db.people import PeopleChange
from workbench.actions.people import Deed, do
from workbench.gui.annotate.edits import PageEdit
from workbench.gui.context import AppContext


class MendPeople(PageEdit):
    """People swapped, split, merged, joined, deleted, added or named."""

    def __init__(self, context: AppContext, video_id: int, deed: Deed) -> None:
        where = {"frame": deed.frame} if deed.frame is not None else {}
        super().__init__(context, deed.text, video_id=video_id, **where)
        self._video_id, self._deed, self._annotator = video_id, deed, context.annotator
        self._change: PeopleChange | None = None

    def apply(self) -> None:
        if self._change is None:
            self._change = do(self.context.open, self._video_id, self._deed, self._annotator)
        else:
            self.context.open.people.put(self._change, self._annotator)
        self._notify()

    def revert(self) -> None:
        if self._change is not None:
            self.context.open.people.put(self._change.inverse, self._annotator)
            self._notify()

    def _notify(self) -> None:
        self.context.notify("people", video_id=self._video_id)
