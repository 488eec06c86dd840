"""The queue on the page: what is filtered, which one is worked on, what leaves when. No Qt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from core.suggestions.reasons import Reason
from core.suggestions.suggestion import Suggestion

MOST_SHOWN = 1000
"""Rows of the list: more are not looked through at a sitting, and come up as others leave."""


class Queue:
    """Suggestions by likelihood, the chosen one, and where to go from there.

    When the chosen one leaves, its place is kept: the next is then the one that moved up into it.

    Attributes:
        shown: the likeliest that have the reason.
        reason: only those that have it are shown; None: all.
        counts: how many have each reason.
    """

    def __init__(self) -> None:
        self._all: tuple[Suggestion, ...] = ()
        self.shown: tuple[Suggestion, ...] = ()
        self.reason: Reason | None = None
        self.counts = Counter[Reason]()
        self._chosen: Suggestion | None = None
        self._place = -1  # of the chosen one in `shown`, or where it was

    def __len__(self) -> int:
        """How many there are, shown or not."""
        return len(self._all)

    @property
    def chosen(self) -> Suggestion | None:
        """The one that is worked on, while it is in the list."""
        return self._chosen

    @property
    def place(self) -> int:
        """Row of the chosen one; -1 without one."""
        return self._place if self._chosen is not None else -1

    def fill(self, suggestions: Sequence[Suggestion]) -> None:
        """Take a new queue; the chosen one stays chosen if it is in it."""
        self._all = tuple(suggestions)
        self.counts = Counter(reason for each in self._all for reason in each.reasons)
        self._show()

    def filter(self, reason: Reason | None) -> None:
        """Show only those that have a reason."""
        self.reason = reason
        self._show()

    def clear(self) -> None:
        """Another video: nothing is known yet. The filter stays."""
        self._all, self.shown, self._chosen, self._place = (), (), None, -1
        self.counts.clear()

    def choose(self, row: int) -> Suggestion | None:
        """Choose a shown row; None when there is no such row."""
        if not 0 <= row < len(self.shown):
            return None
        self._chosen, self._place = self.shown[row], row
        return self._chosen

    def step(self, by: int) -> Suggestion | None:
        """Choose the next or previous of the list; None at its end."""
        if self._chosen is None and by > 0 and self._place >= 0:
            return self.choose(self._place)  # what moved up into the place of the one that left
        return self.choose(self._place + by)

    def settle(self, person: int, joints: Iterable[tuple[int, int]]) -> None:
        """See joints of a person, as (frame, joint), corrected: what they were suggested for leaves.

        That is judged by the joint that a suggestion names first, in its worst frame. What is still wrong
        beside it comes back with the next search.
        """
        done = set(joints)
        self._drop(
            [each for each in self._all if (each.frame, each.joints[0]) in done and each.person == person]
        )

    def accept(self, person: int, start: int, stop: int) -> None:
        """See frames of a person accepted: what has its worst frame among them leaves."""
        self._drop([each for each in self._all if start <= each.frame < stop and each.person == person])

    def _drop(self, gone: Sequence[Suggestion]) -> None:
        if not gone:
            return
        left = {id(each) for each in gone}
        self._all = tuple(each for each in self._all if id(each) not in left)
        self.counts -= Counter(reason for each in gone for reason in each.reasons)
        self._show()

    def _show(self) -> None:
        wanted = self.reason
        fitting = self._all if wanted is None else [each for each in self._all if wanted in each.reasons]
        self.shown = tuple(fitting[:MOST_SHOWN])
        row = self._row_of(self._chosen)
        if row is None:
            self._chosen, self._place = None, min(self._place, len(self.shown) - 1)
        else:
            self._chosen, self._place = self.shown[row], row

    def _row_of(self, chosen: Suggestion | None) -> int | None:
        """Return where a suggestion, or the same one of a newer search, is shown."""
        if chosen is None:
            return None
        same = (chosen.person, chosen.frame, chosen.reason)
        for row, each in enumerate(self.shown):
            if each is chosen or (each.person, each.frame, each.reason) == same:
                return row
        return None
