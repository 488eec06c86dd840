"""The table of every key. To add one: a row in the module of its page, and `action` with the row's id."""

from __future__ import annotations

from workbench.gui.keys import annotate, deciding, library, stage, train, window
from workbench.gui.keys.shortcut import WINDOW, Group

GROUPS = (
    Group(WINDOW, "Everywhere", window.SHORTCUTS),
    Group("library", "Library", library.SHORTCUTS),
    Group("annotate", "Annotate", annotate.SHORTCUTS, annotate.GESTURES),
    Group("decide", "Agreement", deciding.SHORTCUTS),
    Group("train", "Train", train.SHORTCUTS),
    Group("compare", "Compare", stage.COMPARE, stage.STAGE_GESTURES),
    Group("rate", "Rate", stage.RATE, stage.STAGE_GESTURES),
    Group("recommend", "Music for a dance", stage.RECOMMEND, stage.STAGE_GESTURES),
)
