"""Deciding disputes, as something that can be undone."""

from __future__ import annotations

from collections.abc import Sequence

from core.entities import Segment
from db.rulings import Decision, Ruled
from workbench.actions.adjudicating import Case
from workbench.gui.annotate.edits import PageEdit
from workbench.gui.annotate.tiers.edits import RemovedSegment
from workbench.gui.context import AppContext


class Adjudicate(PageEdit):
    """Gold segments made of what annotators marked: one decision, or all on which they agree."""

    def __init__(
        self, context: AppContext, case: Case, decisions: Sequence[Decision], text: str, at_s: float
    ) -> None:
        super().__init__(context, text, video_id=case.video_id, at_s=at_s)
        self._case, self._decisions, self._judge = case, tuple(decisions), context.annotator
        self._ruled: Ruled | None = None

    def apply(self) -> None:
        rulings = self.context.open.rulings
        if self._ruled is None:
            self._ruled = rulings.rule(self._decisions, self._case.gold, self._judge)
        else:
            rulings.restore(self._ruled)
        self._tell(*self._ruled.segments)

    def revert(self) -> None:
        if self._ruled is not None:
            self.context.open.rulings.withdraw(self._ruled)
            self._tell(*(RemovedSegment(segment.id) for segment in self._ruled.segments))

    def _tell(self, *segments: Segment | RemovedSegment) -> None:
        """A decision that nothing is there leaves no segment; the list of disputes must hear of it too."""
        if segments:
            self.context.notify("segment", *segments, video_id=self._case.video_id)
        self.context.notify("ruling", video_id=self._case.video_id)
