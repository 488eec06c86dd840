"""Which ghosts stand on the picture: what a tool would make of the frame, and the frames around it."""

from __future__ import annotations

import numpy as np

from core.editing.rework import Rework
from workbench.gui.annotate.desk import Desk
from workbench.gui.annotate.state import AnnotateState
from workbench.gui.widgets.ghosts import AFTER, BEFORE, PREVIEW, Ghost, Trail

MOST_AROUND = len(BEFORE)  # frames of onion skin on either side
MOST_TRAILS = 6  # more ways than these are a tangle


class Ghosts:
    """Keeps the ghosts on the picture in step with the frame on show, and the one on the curves."""

    def __init__(self, state: AnnotateState, desk: Desk) -> None:
        self._state, self._canvas, self._curves = state, desk.canvas, desk.curves
        self._n_around = 0
        self.preview: Rework | None = None

    @property
    def n_around(self) -> int:
        """How many frames before and after are shown."""
        return self._n_around

    def cycle(self) -> int:
        """Show one frame more on either side; after the most, none."""
        self._n_around = (self._n_around + 1) % (MOST_AROUND + 1)
        self.show()
        return self._n_around

    def set_preview(self, preview: Rework | None) -> None:
        """Show what a tool would make, or nothing of it any more."""
        self.preview = preview
        self._show_on_curves()
        self.show()

    def show(self) -> None:
        """Draw what belongs to the frame on show."""
        self._canvas.show_ghosts(self._around(), self._previewed(), self._trails())

    def _show_on_curves(self) -> None:
        """Draw the chosen joint's way where it would change, and up to the frames beside that."""
        preview, joint = self.preview, self._state.joint
        if preview is None or joint not in preview.joints:
            self._curves.set_ghost(0, None)
            return
        xy = preview.poses[:, joint, :2].astype(float)
        changed = np.pad(preview.changed[:, joint], 1)
        xy[~(changed[1:-1] | changed[:-2] | changed[2:])] = np.nan
        self._curves.set_ghost(preview.start, xy)

    def _around(self) -> list[Ghost]:
        ghosts = []
        for distance in range(self._n_around, 0, -1):  # the nearest is drawn last
            for step, colours in ((-distance, BEFORE), (distance, AFTER)):
                pose = self._state.pose_in(self._state.frame + step)
                if pose is not None and not pose.is_missing:
                    ghosts.append(Ghost(pose, colours[distance - 1]))
        return ghosts

    def _previewed(self) -> Ghost | None:
        preview, pose = self.preview, self._state.pose
        row = self._state.frame - preview.start if preview is not None else -1
        if preview is None or pose is None or not 0 <= row < len(preview.changed):
            return None
        changed = frozenset(np.flatnonzero(preview.changed[row]).tolist())
        return Ghost(pose.reworked(preview, self._state.frame), PREVIEW, changed) if changed else None

    def _trails(self) -> list[Trail]:
        preview = self.preview
        if preview is None or preview.is_empty:
            return []
        joints = preview.joints if len(preview.joints) <= MOST_TRAILS else ()
        if not joints and self._state.joint in preview.joints:
            joints = (self._state.joint,)
        rows = preview.frames - preview.start
        path = preview.poses[max(0, rows[0] - 1) : rows[-1] + 2]
        trails = []
        for joint in joints:
            points = path[:, joint, :2]
            trails.append(Trail(points[np.isfinite(points).all(axis=1)], PREVIEW))
        return trails
