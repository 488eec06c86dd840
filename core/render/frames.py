"""One frame of a motion as a picture."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from core.errors import InputError
from core.media.opencv import cv2
from core.motion import Motion
from core.render.anatomy import standing_height
from core.render.body import as_body
from core.render.camera import Camera
from core.render.doll import draw_doll
from core.render.palette import RED_SHIRT, Palette
from core.render.sticks import draw_sticks

Drawing = Literal["doll", "sticks"]
Rgb = NDArray[np.uint8]


class Painter:
    """Draws any frame of one motion: the camera and the body are worked out once.

    Args:
        motion: on any skeleton; one that does not map to a body is drawn as sticks.
        width, height: of the pictures, pixels.
        drawing: ``"doll"`` or ``"sticks"``.
        camera: how it is seen; None fits one to the motion.

    Attributes:
        drawing: what is really drawn.
        motion: what is drawn, on ``blazepose33`` for the doll.
        camera: how `motion` is seen.
        joints_px: (T, J, 3) x_px, y_px and depth in pixels of `motion`.
        height_px: how tall the dancer stands; NaN for a motion without long bones.
    """

    def __init__(
        self,
        motion: Motion,
        width: int,
        height: int,
        *,
        drawing: Drawing = "doll",
        palette: Palette = RED_SHIRT,
        camera: Camera | None = None,
    ) -> None:
        if drawing not in ("doll", "sticks"):
            raise InputError(f"There is no drawing {drawing!r}.", "Known: doll, sticks.")
        if width < 1 or height < 1:
            raise InputError(f"A picture needs a width and a height; got {width} x {height}.")
        body = as_body(motion) if drawing == "doll" else None
        self.motion = motion if body is None else body
        self.drawing: Drawing = "sticks" if body is None else "doll"
        self.palette = palette
        self.camera = camera or Camera.fitted(self.motion, width, height)
        self.joints_px = self.camera.project(self.motion.positions)
        self.height_px = float("nan")
        if body is not None:
            self.height_px = standing_height(body.positions) * self.camera.scale_px

    def frame(self, t: int) -> Rgb:
        """Return frame `t` as (height, width, 3) uint8 RGB; `InputError` outside the motion."""
        if not 0 <= t < self.motion.n_frames:
            raise InputError(f"There is no frame {t} in a motion of {self.motion.n_frames} frames.")
        camera = self.camera
        canvas = _stage(camera.width, camera.height, round(camera.floor_px(0)), self.palette).copy()
        joints = self.joints_px[t]
        _shadow(canvas, joints, camera.floor_px(t), camera.height)
        if self.drawing == "doll":
            draw_doll(canvas, joints[:, :2], joints[:, 2], height_px=self.height_px, palette=self.palette)
        else:
            thick = max(1.5, camera.height / 160)
            draw_sticks(canvas, joints[:, :2], self.motion.skeleton, width_px=thick)
        return canvas


def render_frame(
    motion: Motion,
    t: int,
    width: int,
    height: int,
    drawing: Drawing = "doll",
    *,
    palette: Palette = RED_SHIRT,
) -> Rgb:
    """Return one frame as (height, width, 3) uint8 RGB; for many frames of a motion keep a `Painter`."""
    return Painter(motion, width, height, drawing=drawing, palette=palette).frame(t)


@lru_cache(maxsize=8)
def _stage(width: int, height: int, floor_px: int, palette: Palette) -> Rgb:
    """A plain wall that gets a little darker toward a plain floor; the edge between them is soft."""
    row = np.arange(height, dtype=np.float64)
    horizon = floor_px - 0.10 * height
    mix = 1 / (1 + np.exp(-(row - horizon) / (0.012 * height + 1)))
    wall = np.array(palette.wall) * (1.0 - 0.05 * row[:, None] / height)
    colour = wall * (1 - mix[:, None]) + np.array(palette.floor) * mix[:, None]
    picture = np.repeat(colour[:, None], width, axis=1)
    stage: Rgb = np.clip(picture, 0, 255).astype(np.uint8)
    stage.setflags(write=False)
    return stage


_SHADOW_DARK = 0.32


def _shadow(canvas: Rgb, joints: NDArray[np.float32], floor_px: float, height: int) -> None:
    """A soft shadow on the floor under the whole dancer, in place."""
    seen = joints[np.isfinite(joints).all(axis=1)]
    if not len(seen):
        return
    middle = float(np.median(seen[:, 0]))
    reach = 0.6 * float(np.percentile(np.abs(seen[:, 0] - middle), 90)) + 0.09 * height
    half_x, half_y = max(2, round(reach)), max(2, round(0.030 * height))
    left, top = round(middle) - half_x, round(floor_px + 0.006 * height) - half_y
    x0, y0 = max(0, left), max(0, top)
    x1, y1 = min(canvas.shape[1], left + 2 * half_x), min(canvas.shape[0], top + 2 * half_y)
    if x1 <= x0 or y1 <= y0:
        return
    light = _soft_disc(half_y, half_x)[y0 - top : y1 - top, x0 - left : x1 - left]
    part = canvas[y0:y1, x0:x1]
    part[:] = cv2().multiply(part, cv2().merge([light, light, light]), dtype=cv2().CV_8U)


@lru_cache(maxsize=64)
def _soft_disc(half_y: int, half_x: int) -> NDArray[np.float32]:
    """(2 half_y, 2 half_x) how much light a round shadow leaves."""
    y = (np.arange(2 * half_y) + 0.5 - half_y) / half_y
    x = (np.arange(2 * half_x) + 0.5 - half_x) / half_x
    inside = np.clip(1 - (x[None] ** 2 + y[:, None] ** 2), 0, 1)
    return (1 - _SHADOW_DARK * inside**1.5).astype(np.float32)
