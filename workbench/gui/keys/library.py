"""The keys of the Library page. Return in a table is the table's own."""

from __future__ import annotations

from workbench.gui.keys.shortcut import Shortcut

SHORTCUTS = (
    Shortcut("library.open", "&Open in Annotate", ("Ctrl+Return",)),
    Shortcut("library.set-style", "Set &style …", ("Ctrl+L",), "table"),
    Shortcut("library.rename", "&Rename", ("F2",), "table"),
    Shortcut("library.extract-poses", "Extract &poses …", ("Ctrl+R",), "table"),
    Shortcut("library.import-annotations", "Import &annotations …", part="table"),
    Shortcut("library.recommend", "Recommend &music …", ("Ctrl+M",), "table"),
    Shortcut("library.reveal", "Show in &folder", part="table"),
    Shortcut("library.relocate", "Find the file a&gain …", part="table"),
    Shortcut("library.remove", "Remove from the project …", ("Del",), "table"),
    Shortcut("library.find", "&Find", ("Ctrl+F",)),
    Shortcut("library.jobs", "Show or hide the &jobs", ("Ctrl+J",)),
    Shortcut("library.cancel-jobs", "&Cancel the jobs", ("Del",), "jobs"),
    Shortcut("library.resume-jobs", "&Resume the jobs", ("R",), "jobs"),
    Shortcut("library.show-log", "Show the &log", ("Return",), "jobs"),
)
