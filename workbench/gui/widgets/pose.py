"""A person in one frame as the canvas draws it: joints, and what people did to them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from core.editing.reach import reach
from core.editing.rework import Rework
from core.skeleton import Skeleton


class Mark(IntEnum):
    """What a person did to a joint; `MACHINE` when nobody touched it."""

    MACHINE = 0
    MOVED = 1
    HIDDEN = 2


@dataclass(frozen=True)
class Tag:
    """Who somebody is: a name and a colour, #RRGGBB."""

    title: str
    colour: str


@dataclass(frozen=True, eq=False)
class PersonPose:
    """One person in one frame.

    Attributes:
        joints: (J, 4) float32: x_px, y_px (down), z, confidence; NaN = not seen.
        marks: (J,) uint8, a `Mark` a joint.
        skeleton: names and bones of the J joints.
        locked: joints that nothing moves.
        tag: who it is, where there are several people.
    """

    joints: NDArray[np.float32]
    marks: NDArray[np.uint8]
    skeleton: Skeleton
    locked: frozenset[int] = frozenset()
    tag: Tag | None = None

    @property
    def seen(self) -> NDArray[np.bool_]:
        """(J,), true where there is a position to draw."""
        return np.asarray(np.isfinite(self.joints[:, :2]).all(axis=1))

    @property
    def is_missing(self) -> bool:
        """Whether nobody was found in this frame."""
        return not bool(self.seen.any())

    def moved(self, joint: int, x_px: float, y_px: float) -> PersonPose:
        """Return the pose with one joint elsewhere: what is seen while it is dragged."""
        joints = self.joints.copy()
        joints[joint, :2] = x_px, y_px
        if not np.isfinite(joints[joint, 3]) or joints[joint, 3] == 0:
            joints[joint, 3] = 1.0
        marks = self.marks.copy()
        marks[joint] = Mark.MOVED
        return replace(self, joints=joints, marks=marks)

    def reaching(self, joint: int, x_px: float, y_px: float) -> PersonPose:
        """Return the pose with one joint elsewhere and its limb along with it; see `core.editing.reach`."""
        return self.reworked(reach(self.joints, self.skeleton, joint, x_px, y_px, locked=self.locked))

    def reworked(self, change: Rework, frame: int = 0) -> PersonPose:
        """Return the pose as a tool would have it in a frame."""
        row = frame - change.start
        marks = self.marks.copy()
        for joint in np.flatnonzero(change.changed[row]).tolist():
            marks[joint] = Mark.MOVED if change.poses[row, joint, 3] > 0 else Mark.HIDDEN
        return replace(self, joints=change.poses[row], marks=marks)

    def nearest(self, x_px: float, y_px: float, within_px: float) -> int | None:
        """Return the joint nearest to an image point, None when none is within reach."""
        if self.is_missing:
            return None
        distance = np.hypot(self.joints[:, 0] - x_px, self.joints[:, 1] - y_px)
        joint = int(np.nanargmin(distance))
        return joint if distance[joint] <= within_px else None
