"""Which keys do what now: the table's defaults, and on top of them what a person changed."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping, Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QKeySequence

from workbench.gui.keys.shortcut import Group, Shortcut
from workbench.gui.keys.table import GROUPS
from workbench.gui.settings import Settings

logger = logging.getLogger(__name__)

Keys = tuple[str, ...]  # portable text, one a key or sequence of keys
PORTABLE = QKeySequence.SequenceFormat.PortableText
_PLACE = re.compile(r"\[([a-z]+\.[a-z0-9-]+)\]")
NATIVE = QKeySequence.SequenceFormat.NativeText


class Keymap(QObject):
    """Finds the keys of a row and stores a person's own, of which there are only those that differ.

    A person's own key wins over another row's default: that row is then without it until the own key is
    given up. Rows of a newer or older version that stand in the settings are left alone.
    """

    changed = Signal()

    def __init__(
        self, settings: Settings, groups: Sequence[Group] = GROUPS, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.groups = tuple(groups)
        self._settings = settings
        self._rows = {row.id: row for group in groups for row in group.shortcuts}
        self._own = self._read()
        self._in_force = in_force(tuple(self._rows.values()), self._own)

    def __iter__(self) -> Iterator[Shortcut]:
        return iter(self._rows.values())

    def __getitem__(self, row_id: str) -> Shortcut:
        """Return a row; `KeyError` with what to do when there is none."""
        try:
            return self._rows[row_id]
        except KeyError:
            raise KeyError(f"no row {row_id!r} in the key table; add it in workbench/gui/keys/") from None

    def keys(self, row_id: str) -> Keys:
        """Return the keys in force of a row."""
        return self._in_force[self[row_id].id]

    def text(self, row_id: str) -> str:
        """Return the first key of a row as this system writes it; empty when it has none."""
        return native(self.keys(row_id)[:1])

    def name(self, row_id: str) -> str:
        """Return what a sentence calls the key of a row: what the row does where it has none."""
        return self.text(row_id) or f"“{self[row_id].title}”"

    def fill(self, sentence: str) -> str:
        """Return a sentence with keys in place of rows: ``Press [annotate.play]`` is ``Press Space``.

        Other words in brackets stay: a sentence may hold names that people gave.
        """
        return _PLACE.sub(lambda at: self.name(at[1]) if at[1] in self._rows else at[0], sentence)

    def is_own(self, row_id: str) -> bool:
        """Whether the person chose the keys of a row."""
        return row_id in self._own

    def own(self) -> dict[str, Keys]:
        """Return the person's own keys by row, in the table's order."""
        return {row_id: self._own[row_id] for row_id in self._rows if row_id in self._own}

    def users(self, row_id: str, key: str) -> list[Shortcut]:
        """Return the other rows that would answer to a key of this row as well."""
        row = self[row_id]
        return [
            other
            for other in self
            if row.meets(other) and any(clash(key, held) for held in self._in_force[other.id])
        ]

    def lost(self, row_id: str) -> list[tuple[str, Shortcut]]:
        """Return the default keys that a row is without, each with the row that has it now."""
        if self.is_own(row_id):
            return []
        gone = [key for key in self[row_id].keys if key not in self.keys(row_id)]
        return [(key, user) for key in gone for user in self.users(row_id, key)[:1]]

    # -- changing --------------------------------------------------------------------------------

    def set_keys(self, row_id: str, keys: Sequence[str]) -> None:
        """Give a row these keys, and take them away from the other rows that have chosen them."""
        row = self[row_id]
        wanted = tuple(dict.fromkeys(keys))
        for other_id, held in list(self._own.items()):
            if row.meets(self._rows[other_id]):
                kept = tuple(key for key in held if not any(clash(key, new) for new in wanted))
                if kept != held:
                    self._store(other_id, kept)
        self._store(row_id, wanted)
        self._settle()

    def replace(self, own: Mapping[str, Keys]) -> None:
        """Take these as the person's own keys, in place of all others."""
        for row_id in self._own.keys() - own.keys():
            self._store(row_id, None)
        for row_id, keys in own.items():
            self._store(self[row_id].id, keys)
        self._settle()

    def reset(self, row_id: str) -> None:
        """Give a row its default keys again, as far as the person has not given them to another."""
        self._store(row_id, None)
        self._settle()

    def _store(self, row_id: str, keys: Keys | None) -> None:
        if keys is None or keys == normal(self._rows[row_id].keys):
            self._own.pop(row_id, None)
            self._settings.set_own_keys(row_id, None)
        else:
            self._own[row_id] = keys
            self._settings.set_own_keys(row_id, as_text(keys))

    def _settle(self) -> None:
        self._in_force = in_force(tuple(self._rows.values()), self._own)
        self.changed.emit()

    def _read(self) -> dict[str, Keys]:
        found = {}
        for row_id, text in self._settings.own_keys().items():
            keys = from_text(text)
            if row_id in self._rows and keys is not None:
                found[row_id] = keys
            elif keys is None:
                logger.warning("the keys of %s in the settings cannot be read: %.80s", row_id, text)
        return found


def in_force(rows: Sequence[Shortcut], own: Mapping[str, Keys]) -> dict[str, Keys]:
    """Return the keys of each row: own keys first, then the defaults that they leave.

    Of two rows that claim one key, the earlier one has it: a key with two meanings would have none.
    """
    if not own:
        return {row.id: normal(row.keys) for row in rows}
    held: list[tuple[Shortcut, str]] = []
    found: dict[str, Keys] = {}
    for row in sorted(rows, key=lambda row: row.id not in own):
        wanted = own[row.id] if row.id in own else normal(row.keys)
        rivals = [key for other, key in held if row.meets(other)]
        found[row.id] = tuple(key for key in wanted if not any(clash(key, rival) for rival in rivals))
        held += [(row, key) for key in found[row.id]]
    return found


def clash(a: str, b: str) -> bool:
    """Whether two keys, or sequences of keys, cannot both be used: one is the other or begins it."""
    none = QKeySequence.SequenceMatch.NoMatch
    first, second = QKeySequence(a, PORTABLE), QKeySequence(b, PORTABLE)
    return first.matches(second) != none or second.matches(first) != none


def normal(keys: Sequence[str]) -> Keys:
    """Return keys as Qt writes them."""
    return tuple(QKeySequence(key, PORTABLE).toString(PORTABLE) for key in keys)


def native(keys: Sequence[str]) -> str:
    """Return keys as this system writes them."""
    return ", ".join(QKeySequence(key, PORTABLE).toString(NATIVE) for key in keys)


def as_text(keys: Keys) -> str:
    """Return keys as one line: ``Ctrl+Y; J, W``."""
    return QKeySequence.listToString([QKeySequence(key, PORTABLE) for key in keys], PORTABLE)


def from_text(text: str) -> Keys | None:
    """Return the keys of a line as `as_text` writes it, none for an empty one; None when it is damaged."""
    sequences = QKeySequence.listFromString(text, PORTABLE) if text else []
    keys = tuple(sequence.toString(PORTABLE) for sequence in sequences)
    is_whole = all(keys) and as_text(keys) == text
    return tuple(dict.fromkeys(keys)) if is_whole else None
