"""The keys of the Annotate page, as actions: the help window lists them, buttons show some."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction

from workbench.gui.actions import action
from workbench.gui.annotate.style_bar import NUMBERED

if TYPE_CHECKING:
    from workbench.gui.annotate.page import AnnotatePage

BIG_STEP = 10
ZOOM_STEP = 1.25
NUDGES = {"Left": (-1, 0), "Right": (1, 0), "Up": (0, -1), "Down": (0, 1)}
FINE_PX = 0.1


class Keys:
    """Everything that a key does, by name."""

    def __init__(self, page: AnnotatePage) -> None:
        self._page = page
        self._playing()
        self._joints()
        self._segments()
        self._views()

    def _make(self, text: str, triggered: Callable[[], object], *keys: str) -> QAction:
        """Return an action whose keys work while the picture or the timeline has the focus.

        Not in the whole page: in its fields and on its buttons, Space, Enter and arrows mean what they do
        everywhere.
        """
        made = action(self._page.canvas, text, triggered, *keys)
        self._page.timeline.addAction(made)
        return made

    def _playing(self) -> None:
        page, make = self._page, self._make
        self.play = make("Play or pause", page.player.toggle, "Space")
        self.back = make("One frame back", partial(page.player.step, -1), "Left")
        self.on = make("One frame on", partial(page.player.step, 1), "Right")
        make("Ten frames back", partial(page.player.step, -BIG_STEP), "Shift+Left")
        make("Ten frames on", partial(page.player.step, BIG_STEP), "Shift+Right")
        self.first = make("First frame", partial(page.go_to, 0), "Home")
        self.last = make("Last frame", page.go_to_last, "End")
        self.mute = make("Sound off or on", page.toggle_mute, "M")
        self.previous_video = make("Previous video", partial(page.open_neighbour, -1), "PgUp")
        self.next_video = make("Next video", partial(page.open_neighbour, 1), "PgDown")

    def _joints(self) -> None:
        page, make = self._page, self._make
        self.previous_corrected = make("Previous corrected frame", partial(page.go_to_corrected, -1), "[")
        self.next_corrected = make("Next corrected frame", partial(page.go_to_corrected, 1), "]")
        for key, (dx, dy) in NUDGES.items():
            make(f"Move the joint 1 px {key.lower()}", partial(page.correcting.nudge, dx, dy), f"Ctrl+{key}")
        for key, (dx, dy) in NUDGES.items():
            fine = partial(page.correcting.nudge, dx * FINE_PX, dy * FINE_PX)
            make(f"Move the joint {FINE_PX} px {key.lower()}", fine, f"Ctrl+Shift+{key}")
        make("Hide or show the joint", page.correcting.toggle_hidden, "H")
        make("Give the joint back to the machine", page.correcting.revert, "R")
        self.lock = make("Lock the joint, or free it", page.correcting.toggle_lock, "L")

    def _segments(self) -> None:
        page, make = self._page, self._make
        make("Segment begins with this frame", page.mark_in, "I")
        make("Segment ends with this frame", page.mark_out, "O")
        for number in range(1, NUMBERED + 1):
            make(f"Style {number}", partial(page.styles.choose, number), str(number))
        make("Style by name, or a new one", page.marking.ask_style, "Return", "Enter")
        make("Delete the chosen segment", page.marking.delete, "Del", "Backspace")
        make("Drop the marked span, the segment, the joint", page.escape, "Esc")

    def _views(self) -> None:
        page, make = self._page, self._make
        self.zoom_in = make("Zoom in", partial(page.canvas.zoom_by, ZOOM_STEP), "+", "=")
        self.zoom_out = make("Zoom out", partial(page.canvas.zoom_by, 1 / ZOOM_STEP), "-")
        self.fit = make("Whole picture", page.canvas.fit, "0")
        make("Zoom in on the timeline", partial(page.timeline.zoom_by, ZOOM_STEP), "Ctrl++", "Ctrl+=")
        make("Zoom out of the timeline", partial(page.timeline.zoom_by, 1 / ZOOM_STEP), "Ctrl+-")
        make("Whole timeline", page.timeline.fit, "Ctrl+0")
        self.skeleton = make("Skeleton off or on", page.toggle_skeleton, "K")
        self.help = make("Keys of this page", page.show_help, "?")


SHORTCUTS = (
    ("Tab, Shift+Tab", "Next, previous joint; Ctrl+Tab leaves the picture"),
    ("Drag a joint", "Correct it; Esc while dragging leaves it"),
    ("Shift+drag a joint", "Its limb follows; what is locked stays"),
    ("Wheel", "Zoom at the pointer"),
    ("Right- or middle-drag, Alt+drag", "Move the picture"),
    ("Drag on the Style row", "Mark a segment; its edges and middle can be dragged"),
    ("Wheel, Ctrl+wheel on the timeline", "Move along it, zoom"),
)
