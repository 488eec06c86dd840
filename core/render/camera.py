"""From metres to pixels: an orthographic view from the front, of one scale for the whole motion."""

from __future__ import annotations

from collections.abc import Callable
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
_FLOOR_WINDOW_S = 3.0  # longer than anybody is in the air


@dataclass(frozen=True, eq=False)
class Camera:
    """An orthographic view along -z.

    Attributes:
        centre_m: (T, 2) x and y of the world at the middle of the picture, one a frame.
        scale_px: pixels a metre, the same in every frame.
        width, height: of the picture, pixels.
        floor_m: (T,) y of the floor under the dancer: the lowest joint of the seconds around each frame, so
            that a jump leaves it and recordings whose floor drifts still stand on it.
    """

    centre_m: Array
    scale_px: float
    width: int
    height: int
    floor_m: Array

    @classmethod
    def fitted(cls, motion: Motion, width: int, height: int, *, largest_px: float = float("inf")) -> Camera:
        """Return the view that shows all of a motion as large as it can, at most `largest_px` a metre.

        A dancer who stays in place is seen by a camera that stands; one who travels far is followed
        sideways, smoothly, and only as far as that makes the dancer larger.
        """
        motion = motion.with_positions(np.where(np.isfinite(motion.positions), motion.positions, np.nan))
        points = motion.positions.astype(np.float64)
        if not np.isfinite(points).any():
            n = motion.n_frames
            return cls(np.zeros((n, 2)), height / 2.0, width, height, np.full(n, -0.9))
        low, high = (float(f(points[..., 1])) for f in (np.nanmin, np.nanmax))
        tall = max(high - low, 1e-3)
        top, bottom = high + _ABOVE * tall, low - _BELOW * tall
        still = np.full(motion.n_frames, (np.nanmin(points[..., 0]) + np.nanmax(points[..., 0])) / 2)
        by_height = min(height / (top - bottom), largest_px)
        scale, centre = _scale(points, still, width, tall), still
        followed = _followed(motion)
        if min(scale, by_height) < _FOLLOW_BELOW * min(_scale(points, followed, width, tall), by_height):
            scale, centre = _scale(points, followed, width, tall), followed
        scale = min(scale, by_height)
        # Where a limit leaves room above, the floor stays where it is.
        above_floor = max(top - bottom, height / scale) if np.isfinite(largest_px) else top - bottom
        middle = np.full(motion.n_frames, bottom + above_floor / 2)
        return cls(np.stack([centre, middle], axis=1), scale, width, height, _floor(motion))

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

    def floor_px(self, frame: int) -> float:
        """Return the row of the floor under the dancer in a frame."""
        above = float(self.centre_m[frame, 1] - self.floor_m[frame])
        return above * self.scale_px + self.height / 2


def project(motion: Motion, width: int, height: int) -> NDArray[np.float32]:
    """Return (T, J, 3): x_px, y_px and depth in pixels of a motion, by the camera fitted to it."""
    return Camera.fitted(motion, width, height).project(motion.positions)


def _scale(points: Array, centre_x: Array, width: int, tall: float) -> float:
    """Pixels a metre at which every joint stays inside the picture's width."""
    reach = float(np.nanmax(np.abs(points[..., 0] - centre_x[:, None])))
    return width / (2 * (reach + _BESIDE * tall))


def _followed(motion: Motion) -> Array:
    """(T,) mean x of the joints, gaps bridged, averaged over a window."""
    return _averaged(_bridged(motion, 0, np.nanmean), round(_FOLLOW_WINDOW_S * motion.fps / 2))


def _floor(motion: Motion) -> Array:
    lowest = _bridged(motion, 1, np.nanmin)
    half = round(_FLOOR_WINDOW_S * motion.fps / 2)
    windows = np.lib.stride_tricks.sliding_window_view(np.pad(lowest, half, mode="edge"), 2 * half + 1)
    return _averaged(windows.min(axis=1), half)


def _bridged(motion: Motion, axis: int, of_joints: Callable[..., Array]) -> Array:
    """(T,) one coordinate of all joints reduced to one number, linear over frames without any."""
    values = motion.positions[..., axis].astype(np.float64)
    seen = np.flatnonzero(np.isfinite(values).any(axis=1))
    return np.interp(np.arange(motion.n_frames), seen, of_joints(values[seen], axis=1))


def _averaged(values: Array, half: int) -> Array:
    """(T,) the mean over `half` frames to both sides; the ends are held."""
    window = np.full(2 * half + 1, 1.0 / (2 * half + 1))
    return np.convolve(np.pad(values, half, mode="edge"), window, mode="valid")
