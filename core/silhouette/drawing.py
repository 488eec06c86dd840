"""Silhouettes as pictures for people."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.media.opencv import cv2

FACTOR = 6  # pixels of the picture for one of the silhouette: 64 x 96 becomes 384 x 576
BACKGROUND = (24, 26, 32)
DANCER = (236, 232, 222)
GIVEN = (110, 150, 190)  # the dancer while it is the film's own, before the model goes on


def draw_silhouette(likely: NDArray[np.floating], *, given: bool = False) -> NDArray[np.uint8]:
    """Return (6 H, 6 W, 3) uint8 RGB of (H, W) likelihoods of the dancer; the edge is where they are 0.5.

    Args:
        given: draw in another colour what was filmed.
    """
    height, width = likely.shape
    size = (width * FACTOR, height * FACTOR)
    fine = cv2().resize(likely.astype(np.float32), size, interpolation=cv2().INTER_CUBIC)
    colours = np.array([BACKGROUND, GIVEN if given else DANCER], np.uint8)
    picture: NDArray[np.uint8] = colours[(fine >= 0.5).astype(np.intp)]
    return picture
