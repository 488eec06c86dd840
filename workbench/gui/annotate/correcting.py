"""From wishes to edits: joints."""

from __future__ import annotations

import time
from collections.abc import Callable

from workbench.gui.annotate.edits import CorrectJoint
from workbench.gui.annotate.state import AnnotateState, JointChange
from workbench.gui.context import AppContext
from workbench.gui.widgets.pose import Mark
from workbench.gui.widgets.skeleton_paint import joint_title

GESTURE_S = 0.6  # nudges closer than this are one gesture: a key held down, or tapped


class Correcting:
    """Makes one undo step of each gesture; it is stored when the method returns.

    Args:
        read_only: called when somebody tries to change what cannot be changed.
    """

    def __init__(
        self,
        context: AppContext,
        state: AnnotateState,
        read_only: Callable[[], object],
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._context, self._state, self._read_only, self._now = context, state, read_only, now
        self._gesture = 0
        self._nudged_at = float("-inf")

    def move(self, person: int, joint: int, x_px: float, y_px: float) -> None:
        """Put a joint of the frame on show somewhere."""
        self._push(self._state.move(person, joint, x_px, y_px), "move")

    def nudge(self, dx_px: float, dy_px: float) -> None:
        """Move the selected joint a little; nudges in quick succession are one step to undo."""
        if self._now() - self._nudged_at > GESTURE_S:
            self._gesture += 1
        self._nudged_at = self._now()
        self._push(self._state.nudge(dx_px, dy_px), "move", gesture=self._gesture)

    def toggle_hidden(self) -> None:
        """Hide the selected joint, or show it again."""
        state = self._state
        if state.joint is None or state.track is None:
            return
        hidden = state.people(state.frame)[state.person].marks[state.joint] == Mark.HIDDEN
        self._push(state.toggle_hidden(), "show" if hidden else "hide")

    def revert(self) -> None:
        """Give the selected joint back to the machine."""
        if self._state.joint is not None and self._state.correction(self._state.joint) is not None:
            self._push(self._state.revert(), "revert")

    def _push(self, change: JointChange | None, deed: str, *, gesture: int | None = None) -> None:
        track = self._state.track
        if change is None or track is None:
            if self._state.joint is not None:
                self._read_only()
            return
        name = joint_title(track.skeleton.joints[change.joint])
        text = f"{deed} {name} in frame {change.frame}"
        self._context.undo_stack.push(CorrectJoint(self._context, change, text, gesture=gesture))
