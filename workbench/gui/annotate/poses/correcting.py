"""From wishes to edits: joints, chosen and corrected on the picture."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from core.entities import VideoKind
from workbench.gui.annotate.desk import Desk
from workbench.gui.annotate.edits import CorrectJoints
from workbench.gui.annotate.state import AnnotateState, PoseChange
from workbench.gui.annotate.status import where_text
from workbench.gui.annotate.subject import READ_ONLY
from workbench.gui.context import AppContext
from workbench.gui.widgets.pose import Mark
from workbench.gui.widgets.skeleton_paint import joint_title

GESTURE_S = 0.6  # nudges closer than this are one gesture: a key held down, or tapped


class Correcting(QObject):
    """Chooses joints and changes them; one undo step a gesture, stored when the method returns."""

    person_changed = Signal()
    selection_changed = Signal()  # another person or joint is worked on, or what may be done to it

    def __init__(
        self,
        context: AppContext,
        state: AnnotateState,
        desk: Desk,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(desk)
        self._context, self._state, self._desk, self._now = context, state, desk, now
        self._gesture = 0
        self._nudged_at = float("-inf")
        desk.canvas.joint_selected.connect(lambda person, joint: self.select(person, _joint(joint)))
        desk.canvas.joint_asked.connect(self.select_next)
        desk.canvas.joint_dropped.connect(self.move)
        desk.canvas.limb_dropped.connect(self.reach)
        desk.header.person_chosen.connect(lambda person: self.select(person, state.joint))

    # -- choosing --------------------------------------------------------------------------------

    def select(self, person: int, joint: int | None) -> None:
        """Work on a person and, of theirs, a joint; None: on no joint."""
        is_other = person != self._state.person
        self._state.select(person, joint)
        self._desk.canvas.set_selection(self._state.person, self._state.joint)
        self._desk.where.setText(where_text(self._state))
        if is_other:
            self._desk.header.person.setCurrentIndex(self._state.person)
            self.person_changed.emit()
        self.selection_changed.emit()

    def select_next(self, step: int) -> None:
        """Choose the next joint that is seen, and bring it into view."""
        joint = self._state.next_joint(step)
        self.select(self._state.person, joint)
        if joint is not None:
            x, y = self._state.people(self._state.frame)[self._state.person].joints[joint, :2].tolist()
            self._desk.canvas.bring_into_view(x, y)

    def show(self) -> None:
        """Draw the people of the frame on show as they are stored."""
        canvas, state = self._desk.canvas, self._state
        canvas.show_people(state.people(state.frame))
        canvas.set_selection(state.person, state.joint)
        self._desk.where.setText(where_text(state))

    # -- changing --------------------------------------------------------------------------------

    def move(self, person: int, joint: int, x_px: float, y_px: float) -> None:
        """Put a joint of the frame on show somewhere."""
        self._push(self._state.move(person, joint, x_px, y_px), "move")
        self.show()  # also when it could not be stored: what is seen is what is stored

    def reach(self, person: int, joint: int, x_px: float, y_px: float) -> None:
        """Put a joint of the frame on show somewhere, and have its limb follow."""
        self._push(self._state.reach(person, joint, x_px, y_px), "move", also=" and its limb")
        self.show()

    def nudge(self, dx_px: float, dy_px: float) -> None:
        """Move the chosen joint a little; nudges in quick succession are one step to undo."""
        if self._now() - self._nudged_at > GESTURE_S:
            self._gesture += 1
        self._nudged_at = self._now()
        self._push(self._state.nudge(dx_px, dy_px), "move", gesture=self._gesture)

    def toggle_hidden(self) -> None:
        """Hide the chosen joint, or show it again."""
        joint, pose = self._state.joint, self._state.pose
        if joint is not None and pose is not None:
            is_hidden = pose.marks[joint] == Mark.HIDDEN
            self._push(self._state.toggle_hidden(), "show" if is_hidden else "hide")

    def revert(self) -> None:
        """Give the chosen joint back to the machine."""
        if self._state.joint is not None and self._state.correction(self._state.joint) is not None:
            self._push(self._state.revert(), "revert")

    def toggle_lock(self) -> None:
        """Lock the chosen joint, so that nothing moves it, or free it again; remembered while Barre runs."""
        is_locked = self._state.toggle_lock()
        if is_locked is not None:
            self.show()
            self.selection_changed.emit()
            self._desk.stored.setText(
                f"{'Locked' if is_locked else 'Free'}: {self._title(self._state.joint)}"
            )

    def push(self, change: PoseChange, text: str, *, gesture: int | None = None) -> None:
        """Store a change: one step to undo."""
        subject = self._state.subject
        if subject is not None:
            where = {"frame": change.frame, "person": change.person, "joint": change.joint}
            edits = {change.track_id: change.edits}
            edit = CorrectJoints(self._context, subject.video.id, edits, text, gesture=gesture, **where)
            self._context.undo_stack.push(edit)

    def say_why_not(self, joint: int | None) -> None:
        """Say why nothing can be changed."""
        subject = self._state.subject
        if subject is None:
            return
        if subject.video.kind is VideoKind.MOTION:
            self._context.message(READ_ONLY)
        elif joint is not None and joint in self._state.locked:
            self._desk.stored.setText(f"The {self._title(joint)} is locked: free it first")

    def _push(
        self, change: PoseChange | None, deed: str, *, also: str = "", gesture: int | None = None
    ) -> None:
        if change is None:
            self.say_why_not(self._state.joint)
        else:
            text = f"{deed} {self._title(change.joint)}{also}, frame {change.frame:,}"
            self.push(change, text, gesture=gesture)

    def _title(self, joint: int | None) -> str:
        track = self._state.track
        return joint_title(track.skeleton.joints[joint]) if track is not None and joint is not None else ""


def _joint(joint: int) -> int | None:
    """Signals carry -1 for none."""
    return joint if joint >= 0 else None
