"""The queue on the page: what is filtered, which one is worked on, what leaves when. No Qt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from core.suggestions.reasons import Reason
from core.suggestions.suggestion import Suggestion

_Key = tuple[int, int, Reason]


class Queue:
    """Suggestions by likelihood, the chosen one, and where to go from there.

    When the chosen one leaves, its place is kept: the next is then the one that moved up into it.

    Attributes:
        reason: only those that have it are shown; None: all.
    """

    def __init__(self) -> None:
        self._all: tuple[Suggestion, ...] = ()
        self.shown: tuple[Suggestion, ...] = ()
        self.reason: Reason | None = None
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

    def counts(self) -> Counter[Reason]:
        """How many have each reason."""
        return Counter(reason for each in self._all for reason in each.reasons)

    def fill(self, suggestions: Sequence[Suggestion]) -> None:
        """Take a new queue; the chosen one stays chosen if it is in it."""
        self._all = tuple(suggestions)
        self._show()

    def filter(self, reason: Reason | None) -> None:
        """Show only those that have a reason."""
        self.reason = reason
        self._show()

    def clear(self) -> None:
        """Another video: nothing is known yet. The filter stays."""
        self._all, self.shown, self._chosen, self._place = (), (), None, -1

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
        return self.choose(max(self._place, -1) + by)

    def settle(self, person: int, joints: Iterable[tuple[int, int]]) -> None:
        """See joints of a person, as (frame, joint), corrected: what they were suggested for leaves.

        That is judged by the joint that a suggestion names first, in its worst frame. What is still wrong
        beside it comes back with the next search.
        """
        done = set(joints)
        self._drop(lambda each: each.person == person and (each.frame, each.joints[0]) in done)

    def accept(self, person: int, start: int, stop: int) -> None:
        """See frames of a person accepted: what has its worst frame among them leaves."""
        self._drop(lambda each: each.person == person and start <= each.frame < stop)

    def _drop(self, leaves: Callable[[Suggestion], bool]) -> None:
        kept = tuple(each for each in self._all if not leaves(each))
        if len(kept) != len(self._all):
            self._all = kept
            self._show()

    def _show(self) -> None:
        wanted = self.reason
        self.shown = tuple(each for each in self._all if wanted is None or wanted in each.reasons)
        chosen = self._chosen
        if chosen is None:
            self._place = min(self._place, len(self.shown) - 1)
            return
        rows = {_key(each): row for row, each in enumerate(self.shown)}
        row = rows.get(_key(chosen))
        if row is None:
            self._chosen, self._place = None, min(self._place, len(self.shown) - 1)
        else:
            self._chosen, self._place = self.shown[row], row


def _key(suggestion: Suggestion) -> _Key:
    """What makes a suggestion the same one in the next search."""
    return suggestion.person, suggestion.frame, suggestion.reason
