"""The keys that work everywhere."""

from __future__ import annotations

from workbench.gui.keys.shortcut import Shortcut
from workbench.gui.pages import PAGES

SHORTCUTS = (
    Shortcut("window.new-project", "&New project …", ("Ctrl+N",)),
    Shortcut("window.open-project", "&Open project …", ("Ctrl+O",)),
    Shortcut("window.make-demo", "Make the &demo project …"),
    Shortcut("window.import", "&Import dances …", ("Ctrl+I",)),
    Shortcut("window.export", "&Export …", ("Ctrl+E",)),
    Shortcut("window.show-folder", "Show the project &folder"),
    Shortcut("window.close-project", "&Close project", ("Ctrl+W",)),
    Shortcut("window.quit", "&Quit", ("Ctrl+Q",)),
    Shortcut("window.undo", "&Undo", ("Ctrl+Z",)),
    Shortcut("window.redo", "&Redo", ("Ctrl+Shift+Z", "Ctrl+Y")),
    Shortcut("window.history", "Undo &history …", ("Ctrl+H",)),
    Shortcut("window.annotator", "&Annotator …"),
    Shortcut("window.settings", "&Settings …", ("Ctrl+,",)),
    Shortcut("window.agreement", "A&greement between annotators …", ("Ctrl+G",)),
    *(
        Shortcut(f"window.{entry.name}", entry.title, (f"Ctrl+{number}",))
        for number, entry in enumerate(PAGES, start=1)
    ),
    Shortcut("window.keys", "&Keyboard shortcuts", ("F1",)),
    Shortcut("window.about", "&About Barre"),
)
