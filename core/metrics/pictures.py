"""How alike two pictures are, for people and for statistics."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.errors import InputError
from core.media.opencv import cv2

_SD_PX, _REACH_PX = 1.5, 5  # of the window that SSIM looks through, published: 11 x 11
_K1, _K2 = 0.01, 0.03  # published


def mean_difference(a: NDArray[np.uint8], b: NDArray[np.uint8]) -> float:
    """Return the mean absolute difference of all values, 0 (the same) to 1."""
    _check(a, b)
    return float(np.abs(a.astype(np.float64) - b).mean() / 255)


def psnr(a: NDArray[np.uint8], b: NDArray[np.uint8]) -> float:
    """Return the peak signal-to-noise ratio, 10 log10(255^2 / MSE) decibels; infinite for equal pictures."""
    _check(a, b)
    off = float(np.square(a.astype(np.float64) - b).mean())
    return float(10 * np.log10(255**2 / off)) if off > 0 else float("inf")


def ssim(a: NDArray[np.uint8], b: NDArray[np.uint8]) -> float:
    """Return the structural similarity of (H, W, C) pictures, 1 for equal ones.

    The mean over places and colours, with a Gaussian window of 1.5 pixels, as published; places nearer to the
    edge than the window reaches are left out.

    Source: Z. Wang, A. C. Bovik, H. R. Sheikh, E. P. Simoncelli, Image Quality Assessment: From Error
        Visibility
    to Structural Similarity, IEEE Transactions on Image Processing 13(4), 2004.

    Raises:
        InputError: a picture is smaller than the window, or they differ in shape.
    """
    _check(a, b)
    if min(a.shape[:2]) <= 2 * _REACH_PX:
        raise InputError(f"SSIM needs pictures of more than {2 * _REACH_PX} pixels; got {a.shape}.")
    x, y = a.astype(np.float64), b.astype(np.float64)
    mean_x, mean_y = _blurred(x), _blurred(y)
    var_x, var_y = _blurred(x * x) - mean_x**2, _blurred(y * y) - mean_y**2
    both = _blurred(x * y) - mean_x * mean_y
    c1, c2 = (_K1 * 255) ** 2, (_K2 * 255) ** 2
    likeness = (2 * mean_x * mean_y + c1) * (2 * both + c2)
    likeness /= (mean_x**2 + mean_y**2 + c1) * (var_x + var_y + c2)
    inside = slice(_REACH_PX, -_REACH_PX)
    return float(likeness[inside, inside].mean())


def _blurred(x: NDArray[np.float64]) -> NDArray[np.float64]:
    size = 2 * _REACH_PX + 1
    return np.asarray(cv2().GaussianBlur(x, (size, size), _SD_PX), np.float64)


def _check(a: NDArray[np.uint8], b: NDArray[np.uint8]) -> None:
    if a.shape != b.shape:
        raise InputError(f"Pictures of one shape are compared; got {a.shape} and {b.shape}.")
