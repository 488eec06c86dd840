"""A corrected pose followed through the pictures by optical flow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.media.opencv import cv2

WINDOW_PX = 21  # what is looked for is a patch of this size around the joint
LEVELS = 3  # of the pyramid: a joint may move by 2**3 windows between two pictures
MOST_ERROR_PX = 1.0
_STEPS, _CLOSE_PX = 30, 0.01  # a patch is found after so many steps, or when a step is so small
_LEAST_TEXTURE = 1e-4  # smallest eigenvalue of a patch's gradients; below it a patch could be anywhere

Picture = NDArray[np.uint8]
"""(H, W, 3) uint8 RGB."""


@dataclass(frozen=True, eq=False)
class Followed:
    """Where the joints are in one picture.

    Attributes:
        xy: (J, 2) float32 pixels; NaN where a joint is not followed any more.
        is_lost: (J,) joints that were given up in this very picture.
    """

    xy: NDArray[np.float32]
    is_lost: NDArray[np.bool_]

    @property
    def is_over(self) -> bool:
        """Whether no joint is followed any more."""
        return not bool(np.isfinite(self.xy).any())


def follow(
    pictures: Iterable[Picture], xy: NDArray[np.float32], *, most_error_px: float = MOST_ERROR_PX
) -> Iterator[Followed]:
    """Yield where joints are in the pictures after the first one, until all are lost.

    Pyramidal Lucas-Kanade (Bouguet 2001, OpenCV) from each picture to the next, and back again: a joint that
    does not come back to within `most_error_px` of where it set out (Kalal, Mikolajczyk, Matas, ICPR 2010),
    lies on a patch without texture, or leaves the picture, is lost from there on.

    Args:
        pictures: one after another, forwards or backwards in time; only two are held at once.
        xy: (J, 2) float32, where the joints are in the first; NaN: not followed.
    """
    before: NDArray[np.uint8] | None = None
    now = np.array(xy, np.float32)
    for picture in pictures:
        grey = cv2().cvtColor(picture, cv2().COLOR_RGB2GRAY)
        if before is not None:
            followed = _step(before, grey, now, most_error_px)
            yield followed
            if followed.is_over:
                return
            now = followed.xy
        before = grey


def _step(
    before: NDArray[np.uint8], after: NDArray[np.uint8], xy: NDArray[np.float32], most_error_px: float
) -> Followed:
    out = np.full_like(xy, np.nan)
    held = np.flatnonzero(np.isfinite(xy).all(axis=1))
    if len(held):
        start = xy[held]
        there, is_found = _flow(before, after, start)
        back, is_back = _flow(after, before, there)
        error = np.hypot(*(back - start).T)
        height, width = after.shape
        is_inside = (there >= 0).all(axis=1) & (there[:, 0] < width) & (there[:, 1] < height)
        good = is_found & is_back & is_inside & (error <= most_error_px)
        out[held[good]] = there[good]
    is_lost = np.isfinite(xy).all(axis=1) & ~np.isfinite(out).all(axis=1)
    return Followed(out, np.asarray(is_lost))


def _flow(
    before: NDArray[np.uint8], after: NDArray[np.uint8], xy: NDArray[np.float32]
) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    opencv: Any = cv2()
    criteria = (opencv.TERM_CRITERIA_EPS | opencv.TERM_CRITERIA_COUNT, _STEPS, _CLOSE_PX)
    there, status, _ = opencv.calcOpticalFlowPyrLK(
        before,
        after,
        np.ascontiguousarray(xy[:, None]),
        None,
        winSize=(WINDOW_PX, WINDOW_PX),
        maxLevel=LEVELS,
        criteria=criteria,
        minEigThreshold=_LEAST_TEXTURE,
    )
    return there[:, 0], status[:, 0].astype(bool)
