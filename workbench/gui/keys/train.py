"""The keys of the Train page."""

from __future__ import annotations

from workbench.gui.keys.shortcut import Shortcut

SHORTCUTS = (
    Shortcut("train.start", "&Start training", ("Ctrl+Return",)),
    Shortcut("train.new-run", "&New run", ("Ctrl+Shift+N",)),
    Shortcut("train.cancel", "&Cancel the run", ("Del",), "table"),
    Shortcut("train.resume", "&Resume the run", ("R",), "table"),
    Shortcut("train.repeat", "Re&peat the run", ("Shift+R",), "table"),
    Shortcut("train.generate", "&Generate a dance …", ("G",), "table"),
    Shortcut("train.evaluate", "&Evaluate", ("E",), "table"),
    Shortcut("train.log", "Show the &log", ("L",), "table"),
)
