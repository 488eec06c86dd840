"""The curves below the picture: what the chosen joint does over time, and what dragging them changes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
from PySide6.QtCore import QObject

from core.entities import Correction
from core.errors import BarreError
from workbench.actions.pose_edits import displacement
from workbench.gui.annotate.desk import Desk
from workbench.gui.annotate.loading import Loader
from workbench.gui.annotate.poses.correcting import Correcting
from workbench.gui.annotate.poses.paths import Path
from workbench.gui.annotate.state import AnnotateState
from workbench.gui.context import AppContext
from workbench.gui.widgets.curves.content import Curves
from workbench.gui.widgets.pose import Mark
from workbench.gui.widgets.skeleton_paint import joint_title

NO_JOINT = "Choose a joint to see where it goes: click one on the picture, or press Tab."
NO_TRACK = "Only videos with poses have curves."
READING = "Reading …"
AXES = "xy"
OPEN = "curves/open"


class CurvesFeed(QObject):
    """Reads the chosen joint's path when the curves are open, keeps it true, and stores what is dragged."""

    def __init__(
        self,
        context: AppContext,
        state: AnnotateState,
        loader: Loader,
        correcting: Correcting,
        desk: Desk,
    ) -> None:
        super().__init__(desk)
        self._context, self._state, self._loader = context, state, loader
        self._correcting, self._curves, self._timeline = correcting, desk.curves, desk.timeline
        self._shown: tuple[int, int] | None = None  # track, joint
        self._curves.setVisible(context.settings.text(OPEN) == "1")
        loader.path_read.connect(self._on_path_read)
        correcting.selection_changed.connect(self.show)
        self._curves.point_moved.connect(self._on_point_moved)
        self._curves.span_marked.connect(self._timeline.segment_drawn)
        self._curves.wheel_turned.connect(self._timeline.wheelEvent)
        self._timeline.view_changed.connect(self._on_view_changed)

    def toggle(self) -> None:
        """Open the curves, or close them; closed they cost nothing. Remembered between sessions."""
        is_open = self._curves.isHidden()
        self._context.settings.set_text(OPEN, str(int(is_open)))
        self._curves.setVisible(is_open)
        self._shown = None
        self._on_view_changed()
        self.show()

    def show(self) -> None:
        """Show the chosen joint."""
        track, joint, subject = self._state.track, self._state.joint, self._state.subject
        self._curves.editable = joint is not None and joint not in self._state.locked
        if self._curves.isHidden():
            return
        if subject is None or track is None or not subject.is_editable:
            self._say(NO_TRACK)
        elif joint is None:
            self._say(NO_JOINT)
        elif self._shown != (track.id, joint):
            self._say(READING)
            self._shown = (track.id, joint)
            self._loader.read_path(track, joint)

    def read_again(self) -> None:
        """Read what somebody else may have changed."""
        track, joint = self._state.track, self._state.joint
        if self._shown is not None and track is not None and joint is not None:
            self._loader.read_path(track, joint)

    def take(self, corrections: Iterable[Correction]) -> None:
        """See corrections that were stored."""
        subject, track, curves = self._state.subject, self._state.track, self._curves.curves
        if self._shown is None or subject is None or track is None or not len(curves.xy):
            return
        track_id, joint = self._shown
        frames = sorted({e.frame for e in corrections if (e.track_id, e.joint) == (track_id, joint)})
        if not frames:
            return
        if self._loader.is_reading("path"):  # what is on its way may be from before this edit
            self._loader.read_path(track, joint)
        xy, corrected = curves.xy.copy(), set(curves.corrected.tolist())
        for frame in frames:
            joints, marks = subject.poses.joints(track, frame)
            xy[frame] = joints[joint, :2]
            (corrected.discard if marks[joint] == Mark.MACHINE else corrected.add)(frame)
        self._curves.set_curves(replace(curves, xy=xy, corrected=np.array(sorted(corrected), np.int64)))

    def _on_view_changed(self) -> None:
        if not self._curves.isHidden():
            self._curves.set_scale(self._timeline.scale)
            self._curves.set_span(self._timeline.pending)

    def _say(self, note: str) -> None:
        self._shown = None
        self._curves.set_curves(Curves(note=note))

    def _on_path_read(self, path: Path) -> None:
        subject, track = self._state.subject, self._state.track
        if subject is None or track is None or self._shown != (path.track_id, path.joint):
            return
        title = joint_title(track.skeleton.joints[path.joint])
        times_s = subject.times_s[: len(path.xy)]
        self._curves.set_curves(Curves(times_s, path.xy[: len(times_s)], path.corrected, title=title))

    def _on_point_moved(self, first: int, last: int, axis: int, by: float) -> None:
        track, joint = self._state.track, self._state.joint
        if track is None or joint is None:
            return
        by_px = (by, 0.0) if axis == 0 else (0.0, by)
        try:
            moved = displacement(
                self._context.open, track, first, last, joint, by_px=by_px, locked=self._state.locked
            )
        except BarreError as e:
            self._context.report(e)
            return
        change = self._state.change_of(moved.edits(), joint=joint)
        if change is None:
            self._correcting.say_why_not(joint)
            return
        name = joint_title(track.skeleton.joints[joint])
        where = f"frame {first}" if first == last else f"frames {first} to {last}"
        self._correcting.push(replace(change, frame=first), f"move {name} along {AXES[axis]}, {where}")
