"""From wishes to edits: whole poses and passages, by tools."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from PySide6.QtCore import QObject, Signal

from core.editing.copying import copied, mirrored, swapped
from core.editing.limbs import from_joint_on, limb_of
from core.editing.rework import Rework
from core.entities import Track
from core.errors import BarreError, Cancelled
from workbench.actions.pose_edits import describe
from workbench.gui.annotate.desk import Desk
from workbench.gui.annotate.poses.correcting import Correcting
from workbench.gui.annotate.poses.ghosts import Ghosts
from workbench.gui.annotate.poses.tool_panel import TITLES
from workbench.gui.annotate.poses.tools import SMOOTHED_S, Scope, Tool, Way, Wish, make
from workbench.gui.annotate.state import AnnotateState
from workbench.gui.context import AppContext
from workbench.gui.widgets.skeleton_paint import joint_title

Span = tuple[float, float]
HINT = "[annotate.style-by-name] applies it, [annotate.escape] drops it."
NO_KEY = {
    Scope.JOINT: "No corrected frame of this joint",
    Scope.LIMB: "No corrected frame of this limb",
    Scope.BODY: "No corrected frame",
}
DO_KEY = "Correct it there, mark a span on the timeline, or type the frames."
MOST_EDITS = 10_000  # are stored in about half a second, in which the window stands still
TOO_MANY = "{:,} corrections are more than the {:,} that can be stored at once: take fewer frames or joints."
_SAME_S = 1e-6  # two times that differ by less are the same


class Posing(QObject):
    """Copies, mirrors and swaps poses at once; interpolates, propagates, smooths and follows after a look.

    Args:
        marked_s: gives the span that is marked or looped, seconds; None when none is.
    """

    preview_changed = Signal(object)  # Rework, or None: what would be applied

    def __init__(
        self,
        context: AppContext,
        state: AnnotateState,
        desk: Desk,
        correcting: Correcting,
        ghosts: Ghosts,
        marked_s: Callable[[], Span | None],
    ) -> None:
        super().__init__(desk)
        self._context, self._state, self._desk = context, state, desk
        self._correcting, self._ghosts, self._marked_s = correcting, ghosts, marked_s
        self._panel = desk.tool
        self._wish: Wish | None = None
        self._last = {tool: Wish(tool) for tool in Tool}  # the numbers last used
        self._number = 0  # of the newest wish: older ones stop
        self._is_due = False  # Enter came before the result
        self._lacks = False  # there is nothing to interpolate from or to
        self._panel.changed.connect(self._on_changed)
        self._panel.applied.connect(self.apply)
        self._panel.dropped.connect(self.drop)
        correcting.selection_changed.connect(self._on_selection_changed)
        correcting.person_changed.connect(self.drop)

    # -- at once ---------------------------------------------------------------------------------

    def swap(self) -> None:
        """Exchange left and right of the whole body, in the frame on show."""
        self._swap(None, "left and right")

    def swap_pair(self) -> None:
        """Exchange the chosen joint and its other side."""
        joint, track = self._state.joint, self._state.track
        if joint is None or track is None:
            self._desk.stored.setText("Choose a joint to swap with its other side")
        else:
            self._swap([joint], f"{joint_title(track.skeleton.joints[joint])} with its other side")

    def swap_limb(self) -> None:
        """Exchange the chosen joint, and what hangs on it, with the other side."""
        joint, track = self._state.joint, self._state.track
        if joint is None or track is None:
            self._desk.stored.setText("Choose an elbow or a knee to swap the limb from there on")
        else:
            title = joint_title(track.skeleton.joints[joint])
            self._swap(from_joint_on(track.skeleton, joint), f"the limb from the {title} on")

    def _swap(self, joints: Sequence[int] | None, what: str) -> None:
        pose, track, frame = self._state.pose, self._track(), self._state.frame
        if pose is None or track is None:
            return
        locked = self._state.locked
        change = swapped(pose.joints[None], track.skeleton, start=frame, joints=joints, locked=locked)
        self._store(change, f"swap {what}, frame {frame:,}")

    def copy(self, step: int) -> None:
        """Take the pose of a neighbouring frame."""
        frame = self._state.frame
        pose, other = self._state.pose, self._state.pose_in(frame + step)
        if pose is None or other is None or self._track() is None:
            return
        change = copied(pose.joints, other.joints, frame=frame, locked=self._state.locked)
        self._store(change, f"copy frame {frame + step} to frame {frame}")

    def mirror(self) -> None:
        """Have the person do the same with the other side."""
        pose, track, frame = self._state.pose, self._track(), self._state.frame
        if pose is None or track is None:
            return
        change = mirrored(pose.joints, track.skeleton, frame=frame, locked=self._state.locked)
        self._store(change, f"mirror the pose, frame {frame:,}")

    # -- shown first -----------------------------------------------------------------------------

    @property
    def is_open(self) -> bool:
        """Whether a tool waits for Enter or Esc."""
        return self._wish is not None

    def begin(self, tool: Tool) -> None:
        """Take up a tool: show what it would make of the chosen joint, or of the whole body."""
        track = self._track()
        if track is None:
            return
        joint = self._state.joint
        wish = replace(
            self._last[tool],
            frame=self._state.frame,
            joint=joint,
            scope=Scope.BODY if joint is None else Scope.JOINT,
        )
        self._open(wish, track)

    def apply(self) -> bool:
        """Store what is shown; False when no tool waits."""
        preview, wish, track = self._ghosts.preview, self._wish, self._state.track
        if wish is None or track is None:
            return False
        if preview is None:
            self._is_due = self._panel.apply.isEnabled() or self._is_due
            return True
        self.drop()
        self._store(preview, describe(wish.tool, preview, track.skeleton))
        return True

    def drop(self) -> bool:
        """Leave everything as it is; False when no tool waits."""
        was_open = self.is_open
        self._wish = None
        self._stop()
        if was_open:
            had_focus = self._panel.isAncestorOf(self._desk.focusWidget() or self._desk)
            self._panel.hide()
            if had_focus:
                self._desk.canvas.setFocus()
        return was_open

    def refresh(self) -> None:
        """Work out again what would be made: something was corrected meanwhile."""
        wish, track = self._wish, self._state.track
        if wish is None or track is None:
            return
        if self._lacks:
            self._open(wish, track)
        else:
            self._work_out(wish)

    def _open(self, wish: Wish, track: Track) -> None:
        first, last = self._span(wish, track)
        frame = self._state.frame
        self._wish = replace(
            wish, first=frame if first is None else first, last=frame if last is None else last
        )
        self._panel.open(self._wish, scopes=_scopes(wish, track), n_frames=track.n_frames, fps=track.fps)
        self._lacks = first is None or last is None
        if self._lacks:
            self._stop()
            side = "before" if first is None else "after"
            self._panel.say(f"{NO_KEY[wish.scope]} {side} this one. {DO_KEY}", is_fault=True)
        else:
            self._work_out(self._wish)

    def _on_changed(self, wish: Wish) -> None:
        if self._wish is not None:
            self._wish = self._last[wish.tool] = wish
            self._lacks = False
            self._work_out(wish)

    def _on_selection_changed(self) -> None:
        wish, track = self._wish, self._state.track
        if wish is not None and track is not None and wish.joint != self._state.joint:
            self._open(wish.about(self._state.joint), track)
        else:
            self.refresh()  # another joint is locked, or free

    def _work_out(self, wish: Wish) -> None:
        subject, track = self._state.subject, self._state.track
        if subject is None or track is None:
            return
        number, project, locked = self._stop(), self._context.open, self._state.locked
        opener = subject.open_pictures
        self._panel.say(f"{TITLES[wish.tool]} …", can_apply=True)
        tell = self._context.pool.in_gui(self._on_progress)
        self._context.background(
            lambda: make(
                project,
                track,
                wish,
                locked=locked,
                open_pictures=opener,
                on_progress=lambda fraction, _message: tell(number, fraction),
                should_stop=lambda: self._number != number,
            ),
            lambda change: self._on_made(number, change),
            lambda error: self._on_failed(number, error),
            receiver=self,
        )

    def _stop(self) -> int:
        """Forget what is under way or on show; returns the number of the wish that comes next."""
        self._number += 1
        self._is_due = False
        self._show(None)
        return self._number

    def _on_progress(self, number: int, fraction: float) -> None:
        if number == self._number:
            self._panel.show_progress(fraction)

    def _on_made(self, number: int, change: Rework) -> None:
        wish, track = self._wish, self._state.track
        if number != self._number or wish is None or track is None:
            return
        if change.is_empty:
            self._is_due = False
            self._panel.say("Nothing would change.", is_fault=True)
            return
        n_edits = int(change.changed.sum())
        if n_edits > MOST_EDITS:
            self._is_due = False
            self._panel.say(TOO_MANY.format(n_edits, MOST_EDITS), is_fault=True)
            return
        words = describe(wish.tool, change, track.skeleton) + _held(wish, change)
        hint = self._context.keymap.fill(HINT)
        self._panel.say(f"{words[:1].upper()}{words[1:]}. {hint}", can_apply=True)
        self._show(change)
        if self._is_due:
            self.apply()

    def _on_failed(self, number: int, error: Exception) -> None:
        if number != self._number or isinstance(error, Cancelled):
            return
        self._is_due = False
        if not isinstance(error, BarreError):
            self._context.report(error)
        self._panel.say(str(error), is_fault=True)

    def _show(self, preview: Rework | None) -> None:
        if preview is not None or self._ghosts.preview is not None:
            self._ghosts.set_preview(preview)
            self.preview_changed.emit(preview)

    def _span(self, wish: Wish, track: Track) -> tuple[int | None, int | None]:
        """Return the frames marked on the timeline, else those that the tool usually takes; None: none."""
        frame, end = self._state.frame, track.n_frames - 1
        marked = self._marked_frames(end)
        if marked is not None:
            return marked
        if wish.tool is Tool.INTERPOLATE:
            return self._state.corrected_around(wish.joints(track.skeleton))
        half = round(SMOOTHED_S * track.fps / 2)
        return max(0, frame - half), min(end, frame + half)

    def _marked_frames(self, end: int) -> tuple[int, int] | None:
        """Return the first and the last frame that begin in the span marked on the timeline."""
        span, subject = self._marked_s(), self._state.subject
        if span is None or subject is None:
            return None
        first, behind = np.searchsorted(subject.times_s, np.asarray(span) - _SAME_S).tolist()
        return min(first, end), min(max(first, behind - 1), end)

    # -- both ------------------------------------------------------------------------------------

    def _track(self) -> Track | None:
        """Return the track to work on; None, with a word about it, where nothing can be corrected."""
        subject = self._state.subject
        if subject is None or not subject.is_editable:
            self._correcting.say_why_not(None)
            return None
        return self._state.track

    def _store(self, change: Rework, text: str) -> None:
        """Store a change as one step to undo."""
        edits = self._state.change_of(change.edits(), joint=self._state.joint)
        if edits is None:
            self._desk.stored.setText(f"Nothing to {text}")
            return
        if self._state.frame not in change.frames:
            edits = replace(edits, frame=int(change.frames[0]))
        self._correcting.push(edits, text)


def _scopes(wish: Wish, track: Track) -> dict[Scope, str]:
    """Return the words for what can be meant."""
    words = {Scope.BODY: "the whole body"}
    if wish.joint is None:
        return words
    title = joint_title(track.skeleton.joints[wish.joint])
    limb = limb_of(track.skeleton, wish.joint)
    if limb is not None:
        side = track.skeleton.joints[limb.end].partition("_")[0]
        words = {Scope.LIMB: f"{side} {'arm' if limb.turns_tip else 'leg'}", **words}
    return {Scope.JOINT: title, **words}


def _held(wish: Wish, change: Rework) -> str:
    """Return how many joints were followed all the way, where some were lost."""
    rows = change.frames - change.start
    n_joints = len(change.joints)
    n_held = int(change.changed[rows[0] if wish.way is Way.BACK else rows[-1]].sum())
    return f"; {n_held} of them to the end" if wish.tool is Tool.FOLLOW and n_held < n_joints else ""
