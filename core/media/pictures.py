"""From a decoded frame to the picture that people see."""

from __future__ import annotations

from dataclasses import dataclass

import av
import numpy as np
from av.video.reformatter import VideoReformatter
from numpy.typing import NDArray

_SQUARE_ENOUGH = 0.01  # encoders round the pixel shape; only a visible stretch is worth resampling for


@dataclass(frozen=True)
class Shape:
    """How the frames of a film are to be shown: scaled to square pixels, then turned.

    Attributes:
        width_px, height_px: of the picture as shown.
        rotation_deg: 0, 90, 180 or 270, counter-clockwise, that the stored picture is turned by.
    """

    width_px: int
    height_px: int
    rotation_deg: int

    @staticmethod
    def of(frame: av.VideoFrame, stream: av.VideoStream) -> Shape:
        """Return the shape of a film from one of its decoded frames."""
        width, height = frame.width, frame.height
        aspect = stream.sample_aspect_ratio
        if aspect and abs(float(aspect) - 1) > _SQUARE_ENOUGH:
            width = max(1, round(width * float(aspect)))
        rotation = round((frame.rotation or 0) / 90) % 4 * 90
        if rotation in (90, 270):
            width, height = height, width
        return Shape(width, height, rotation)

    def scaled_to(self, width: int) -> Shape:
        """Return the shape of the same pictures at another width."""
        return Shape(width, max(1, round(self.height_px * width / self.width_px)), self.rotation_deg)


class PictureMaker:
    """Makes pictures of decoded frames; keep it for a film, since it remembers how to convert them."""

    def __init__(self, shape: Shape) -> None:
        self._rotation_deg = shape.rotation_deg
        is_lying = shape.rotation_deg in (90, 270)
        size = (shape.width_px, shape.height_px)
        self._stored_size = size[::-1] if is_lying else size
        self._reformatter = VideoReformatter()

    def picture(self, frame: av.VideoFrame) -> NDArray[np.uint8]:
        """Return (height_px, width_px, 3) uint8 RGB of a decoded frame."""
        width, height = self._stored_size
        stored = self._reformatter.reformat(frame, width=width, height=height, format="rgb24").to_ndarray()
        if not self._rotation_deg:
            return np.asarray(stored, np.uint8)
        return np.ascontiguousarray(np.rot90(stored, self._rotation_deg // 90), np.uint8)
