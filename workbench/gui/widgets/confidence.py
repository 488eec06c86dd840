"""The colours of confidence: orange (guessed) over pale (unsure) to blue (sure).

Orange to blue stays a difference of hue and of lightness for every common kind of colour blindness;
the pale middle separates the ends on dark and light pictures alike. The ends are those of Okabe and
Ito's palette for the colour blind.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor

N_SHADES = 32
_STOPS = np.array([[230, 97, 1], [253, 184, 99], [247, 240, 225], [146, 197, 240], [46, 134, 222]], float)


@cache
def _shades() -> NDArray[np.uint8]:
    at = np.linspace(0, len(_STOPS) - 1, N_SHADES)
    channels = [np.interp(at, np.arange(len(_STOPS)), _STOPS[:, c]) for c in range(3)]
    return np.stack(channels, axis=1).round().astype(np.uint8)


@cache
def _colours() -> tuple[QColor, ...]:
    return tuple(QColor(int(r), int(g), int(b)) for r, g, b in _shades())


def _shade(confidence: NDArray[np.floating]) -> NDArray[np.intp]:
    held = np.clip(np.nan_to_num(confidence), 0.0, 1.0)
    shade: NDArray[np.intp] = (held * (N_SHADES - 1)).round().astype(np.intp)
    return shade


def confidence_colour(confidence: float) -> QColor:
    """Return the colour of one confidence, 0..1 (NaN counts as 0)."""
    return _colours()[int(_shade(np.asarray(confidence)))]


def confidence_rgb(confidence: NDArray[np.floating]) -> NDArray[np.uint8]:
    """Return the colours (..., 3) uint8 of confidences (...)."""
    return _shades()[_shade(confidence)]
