"""Several dances in one picture: the first as it is drawn alone, the others as coloured sticks over it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.motion import Motion
from core.render.camera import Camera
from core.render.frames import Drawing, Painter, Rgb
from core.render.palette import RGB
from core.render.sticks import draw_sticks
from core.skeleton import Skeleton

GHOSTS: tuple[RGB, ...] = ((20, 132, 92), (122, 68, 190), (200, 92, 20), (28, 108, 188), (170, 36, 104))


class OverlayPainter:
    """Draws any moment of dances that are danced at once.

    All stand where the first one stands, on the same floor, so that only the shape of the body differs.

    Args:
        motions: of the same number of frames and frame rate; on any skeletons.
        width, height: of the pictures, pixels.
        drawing: of the first one.
    """

    def __init__(
        self, motions: Sequence[Motion], width: int, height: int, *, drawing: Drawing = "doll"
    ) -> None:
        first, *others = motions
        self._others = [_standing_with(first, other) for other in others]
        camera = Camera.fitted(_together([first, *self._others]), width, height)
        self._painter = Painter(first, width, height, drawing=drawing, camera=camera)
        self._joints_px = [camera.project(other.positions)[..., :2] for other in self._others]
        self._thick_px = max(1.5, height / 160)

    def frame(self, t: int) -> Rgb:
        """Return frame `t` as (height, width, 3) uint8 RGB; `InputError` outside the motions."""
        canvas = self._painter.frame(t)
        for i, (other, joints_px) in enumerate(zip(self._others, self._joints_px, strict=True)):
            colour = GHOSTS[i % len(GHOSTS)]
            draw_sticks(canvas, joints_px[t], other.skeleton, width_px=self._thick_px, colour=colour)
        return canvas


def _standing_with(first: Motion, other: Motion) -> Motion:
    """Move a dance so that its root is over that of the first in every frame, its lowest points level."""
    step = first.root - other.root
    lowest = [float(np.nanmin(motion.positions[..., 1], initial=np.inf)) for motion in (first, other)]
    step[:, 1] = lowest[0] - lowest[1] if np.isfinite(lowest).all() else 0.0
    return other.with_positions(other.positions + step[:, None])


def _together(motions: Sequence[Motion]) -> Motion:
    """Return one motion with the joints of all, which a camera can be fitted to."""
    joints = tuple(f"{i} {joint}" for i, motion in enumerate(motions) for joint in motion.skeleton.joints)
    everybody = Skeleton("everybody", joints, (), tuple(range(len(joints))), motions[0].skeleton.root)
    positions = np.concatenate([motion.positions for motion in motions], axis=1)
    return Motion(positions, motions[0].fps, everybody)
