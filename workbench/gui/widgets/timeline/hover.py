"""What the pointer says over the tiers: what a press would take hold of, and what lies there."""

from __future__ import annotations

from PySide6.QtCore import Qt

from core.audio.grid import BeatGrid
from workbench.gui.widgets.timeline.grip import Hit, Part
from workbench.gui.widgets.timeline.time_text import count_text

_CURSORS = {
    Part.START: Qt.CursorShape.SizeHorCursor,
    Part.END: Qt.CursorShape.SizeHorCursor,
    Part.BODY: Qt.CursorShape.OpenHandCursor,
}


def cursor_over(found: Hit | None, annotator: str, *, draws: bool) -> Qt.CursorShape:
    """Return the shape of the pointer over a segment, or over none.

    Args:
        annotator: who works here; segments of others are left alone.
        draws: a press on no segment would draw one.
    """
    if found is None:
        return Qt.CursorShape.CrossCursor if draws else Qt.CursorShape.ArrowCursor
    if found.segment.annotator != annotator:
        return Qt.CursorShape.ArrowCursor
    return _CURSORS[found.part]


def described(found: Hit, grid: BeatGrid | None) -> str:
    """Return what a segment is, when, and by whom."""
    segment = found.segment
    text = f"{segment.label}, {segment.start_s:.2f} to {segment.end_s:.2f} s"
    if grid is not None:
        text += f", bar {count_text(grid, segment.start_s)} to {count_text(grid, segment.end_s)}"
    return f"{text}, by {segment.annotator}"
