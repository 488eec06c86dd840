"""The keys of what shows dances on a stage: Compare, Rate, and the window with music for a dance."""

from __future__ import annotations

from core.entities import Grade
from workbench.gui.keys.shortcut import Shortcut


def stage_shortcuts(group: str) -> tuple[Shortcut, ...]:
    """Return the rows of the stage of a page."""
    return (
        Shortcut(f"{group}.play", "Play or pause", ("Space",)),
        Shortcut(f"{group}.again", "From the beginning", ("Home",)),
        Shortcut(f"{group}.back", "One frame back", ("Left",)),
        Shortcut(f"{group}.on", "One frame on", ("Right",)),
        Shortcut(f"{group}.mute", "Sound on or off", ("M",)),
        Shortcut(f"{group}.beat-back", "One beat back", ("Shift+Left",)),
        Shortcut(f"{group}.beat-on", "One beat on", ("Shift+Right",)),
        Shortcut(f"{group}.slower", "Play slower", (",",)),
        Shortcut(f"{group}.faster", "Play faster", (".",)),
        Shortcut(f"{group}.normal-speed", "Play at its own speed", ("/",)),
        Shortcut(f"{group}.loop", "Loop the eight beats around here, or stop looping", ("Shift+Space",)),
        Shortcut(f"{group}.loop-begin", "Loop from here on", ("Shift+I",)),
        Shortcut(f"{group}.loop-end", "Loop up to here", ("Shift+O",)),
        Shortcut(f"{group}.turn-left", "Turn the dancers to their left", ("Ctrl+Left",)),
        Shortcut(f"{group}.turn-right", "Turn the dancers to their right", ("Ctrl+Right",)),
        Shortcut(f"{group}.front", "Look from the front", ("F",)),
    )


STAGE_GESTURES = (
    ("Drag a drawn dancer", "look from another side"),
    ("Double-click a dancer", "look from the front"),
)


def grade_id(grade: Grade) -> str:
    """Return the id of the row that gives a grade."""
    return f"rate.{grade.replace(' ', '-')}"


COMPARE = stage_shortcuts("compare")
RECOMMEND = stage_shortcuts("recommend")
RATE = (
    *(
        Shortcut(grade_id(grade), f"Grade it {grade}", (str(number),))
        for number, grade in enumerate(Grade, start=1)
    ),
    *stage_shortcuts("rate"),
)
