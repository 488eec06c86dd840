"""Pictures made small without distortion: the whole of one in the middle of another shape."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.media.opencv import cv2


def inside(size_px: tuple[int, int], room_px: tuple[int, int]) -> tuple[int, int]:
    """Return the largest (width, height) of the shape of `size_px` that fits into `room_px`, at least 1."""
    scale = min(room_px[0] / size_px[0], room_px[1] / size_px[1])
    return max(1, round(size_px[0] * scale)), max(1, round(size_px[1] * scale))


def shrunk(picture: NDArray[Any], size_px: tuple[int, int]) -> NDArray[Any]:
    """Return a picture (H, W) or (H, W, C) at another (width, height); a pixel is the mean of its area."""
    smaller = size_px[0] <= picture.shape[1] and size_px[1] <= picture.shape[0]
    return np.asarray(cv2().resize(picture, size_px, interpolation=_how(smaller)))


def _how(smaller: bool) -> int:
    return int(cv2().INTER_AREA if smaller else cv2().INTER_LINEAR)


def centred(picture: NDArray[Any], size_px: tuple[int, int]) -> NDArray[Any]:
    """Return a picture in the middle of an empty (black) one of another (width, height), not smaller."""
    canvas = np.zeros((size_px[1], size_px[0], *picture.shape[2:]), picture.dtype)
    top, left = ((a - b) // 2 for a, b in zip(canvas.shape[:2], picture.shape[:2], strict=True))
    canvas[top : top + picture.shape[0], left : left + picture.shape[1]] = picture
    return canvas
