"""The keys of the window in which disputes between annotators are decided."""

from __future__ import annotations

from workbench.gui.keys.shortcut import Shortcut

NUMBERED = 9
"""So many annotators have a key of their own."""

SHORTCUTS = (
    *(
        Shortcut(f"decide.take-{number}", f"Take what annotator {number} says", (str(number),))
        for number in range(1, NUMBERED + 1)
    ),
    Shortcut("decide.neither", "Nobody is right: &nothing is there", ("0",)),
    Shortcut("decide.skip", "&Skip to the next dispute", ("Space",)),
    Shortcut("decide.back", "&Back to the dispute before", ("Backspace",)),
)
