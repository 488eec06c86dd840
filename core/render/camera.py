"""From metres to pixels: an orthographic view from the front, of one scale for the whole motion."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.motion import Motion

Array = NDArray[np.float64]

# Room around the joints, as parts of the height of their box: the skull above the ears, fingers, soles.
_ABOVE, _BELOW, _BESIDE = 0.11, 0.07, 0.07
# A dance that wanders is followed once standing still would draw the dancer this much smaller.
_FOLLOW_BELOW = 0.8
_FOLLOW_WINDOW_S = 1.6


@dataclass(frozen=True, eq=False)
class Camera:
    """An orthographic view along -z.

    Attributes:
        centre_m: (T, 2) x and y of the world at the middle of the picture, one a frame.
        scale_px: pixels a metre, the same in every frame.
        width, height: of the picture, pixels.
        floor_m: y of the lowest joint of the motion.
    """

    centre_m: Array
    scale_px: float
    width: int
    height: int
    floor_m: float

    @classmethod
    def fitted(cls, motion: Motion, width: int, height: int) -> Camera:
        """Return the view that shows all of a motion as large as it can.

        A dancer who stays in place is seen by a camera that stands; one who travels far is followed
        sideways, smoothly, and only as far as that makes the dancer larger.
        """
        points = motion.positions.astype(np.float64)
        if not np.isfinite(points).any():
            return cls(np.zeros((motion.n_frames, 2)), height / 2.0, width, height, -0.9)
        low, high = (float(f(points[..., 1])) for f in (np.nanmin, np.nanmax))
        tall = max(high - low, 1e-3)
        top, bottom = high + _ABOVE * tall, low - _BELOW * tall
        still = np.full(motion.n_frames, (np.nanmin(points[..., 0]) + np.nanmax(points[..., 0])) / 2)
        by_height = height / (top - bottom)
        scale, centre = _scale(points, still, width, tall), still
        followed = _followed(motion)
        if min(scale, by_height) < _FOLLOW_BELOW * min(_scale(points, followed, width, tall), by_height):
            scale, centre = _scale(points, followed, width, tall), followed
        middle = np.full(motion.n_frames, (top + bottom) / 2)
        return cls(np.stack([centre, middle], axis=1), min(scale, by_height), width, height, low)

    def project(
        self, positions: NDArray[np.float32], frames: slice | int = slice(None)
    ) -> NDArray[np.float32]:
        """Return pixel positions.

        Args:
            positions: (T, J, 3) metres, y up, or (J, 3) with one frame index.

        Returns:
            The same shape: x and y in pixels (origin top left, y down) and depth in pixels toward the camera.
        """
        centre = self.centre_m[frames][..., None, :]
        x = (positions[..., 0] - centre[..., 0]) * self.scale_px + self.width / 2
        y = (centre[..., 1] - positions[..., 1]) * self.scale_px + self.height / 2
        return np.stack([x, y, positions[..., 2] * self.scale_px], axis=-1).astype(np.float32)

    @property
    def floor_px(self) -> float:
        """The row of the floor under the dancer; the camera never moves up or down."""
        middle = float(self.centre_m[0, 1]) if len(self.centre_m) else 0.0
        return (middle - self.floor_m) * self.scale_px + self.height / 2


def project(motion: Motion, width: int, height: int) -> NDArray[np.float32]:
    """Return (T, J, 3): x_px, y_px and depth in pixels of a motion, by the camera fitted to it."""
    return Camera.fitted(motion, width, height).project(motion.positions)


def _scale(points: Array, centre_x: Array, width: int, tall: float) -> float:
    """Pixels a metre at which every joint stays inside the picture's width."""
    reach = float(np.nanmax(np.abs(points[..., 0] - centre_x[:, None])))
    return width / (2 * (reach + _BESIDE * tall))


def _followed(motion: Motion) -> Array:
    """(T,) mean x of the joints, gaps bridged, averaged over a window that is shorter at the ends."""
    x_all = motion.positions[..., 0].astype(np.float64)
    seen = np.flatnonzero(np.isfinite(x_all).any(axis=1))
    x = np.interp(np.arange(motion.n_frames), seen, np.nanmean(x_all[seen], axis=1))
    half = max(1, round(_FOLLOW_WINDOW_S * motion.fps / 2))
    padded = np.pad(x, half, mode="edge")
    return np.convolve(padded, np.full(2 * half + 1, 1.0 / (2 * half + 1)), mode="valid")
