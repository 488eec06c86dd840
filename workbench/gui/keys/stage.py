"""The keys of the pages that show dances on a stage: Compare and Rate."""

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
    )


def grade_id(grade: Grade) -> str:
    """Return the id of the row that gives a grade."""
    return f"rate.{grade.replace(' ', '-')}"


COMPARE = stage_shortcuts("compare")
RATE = (
    *(
        Shortcut(grade_id(grade), f"Grade it {grade}", (str(number),))
        for number, grade in enumerate(Grade, start=1)
    ),
    *stage_shortcuts("rate"),
)
