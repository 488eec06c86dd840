"""One row of the key table. No Qt."""

from __future__ import annotations

from dataclasses import dataclass

WINDOW = "window"  # the group whose keys work on every page


@dataclass(frozen=True)
class Shortcut:
    """Something that can be done by a key.

    Attributes:
        id: ``group.deed``; what a person's own keys are stored under, so it never changes.
        text: what it does, as a menu has it: ``&`` before its letter, `` …`` when it asks first.
        keys: the keys it has by default, as portable text: ``("Ctrl+Shift+Z", "Ctrl+Y")``; may be none.
        part: the part of the page that must have the focus for them; empty: wherever the group's keys work.
    """

    id: str
    text: str
    keys: tuple[str, ...] = ()
    part: str = ""

    @property
    def group(self) -> str:
        """The page it belongs to, or `WINDOW`."""
        return self.id.partition(".")[0]

    @property
    def title(self) -> str:
        """What it does, to be read: without the marks of a menu."""
        return self.text.replace("&", "").removesuffix(" …")

    def meets(self, other: Shortcut) -> bool:
        """Whether one press of a key could mean this or another row."""
        if self.id == other.id:
            return False
        if WINDOW in (self.group, other.group):
            return True
        same_part = self.part == other.part or not self.part or not other.part
        return self.group == other.group and same_part


@dataclass(frozen=True)
class Group:
    """The rows of the window or of a page.

    Attributes:
        name: `WINDOW` or the name of the page.
        title: for people.
        shortcuts: its rows.
        gestures: (what one does, what it does) of mouse and keys that are fixed.
    """

    name: str
    title: str
    shortcuts: tuple[Shortcut, ...]
    gestures: tuple[tuple[str, str], ...] = ()
