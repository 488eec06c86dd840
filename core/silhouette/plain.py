"""Telling a dancer from a plain backdrop by colour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Rgb = NDArray[np.uint8]

_EDGE = 0.04  # of the width, at each side: where a dancer seldom is
_STEADY = 14.0  # of 255: what noise, compression and light change in a plain backdrop
_AGREE = 40.0  # of 255: left and right may differ this much; between them the colour runs evenly
_PLAIN_ROWS = 0.9  # share of (row, sample) that must be so: a dancer may cross the edge
_MOST_COVERED = 0.3  # share of the median picture that may be something else: a dancer who stays in place
_APART = 30.0  # of 255, the largest of the three colours: differs from the backdrop
_SHADOW_LIGHT = (0.4, 1.0)  # a shadow leaves this share of the light,
_SHADOW_TINT = 0.06  # and the colour as it was, to this share


@dataclass(frozen=True, eq=False)
class PlainBackdrop:
    """A backdrop that is plain along each row, as a wall over a floor is. `colours`: (H, W, 3) float32."""

    colours: NDArray[np.float32]

    @classmethod
    def of(cls, pictures: Sequence[Rgb]) -> PlainBackdrop | None:
        """Return the plain backdrop of (H, W, 3) pictures of one film; None when it is not plain.

        It is plain when the left and the right edge are each of one colour a row that stays the same over
        the pictures, both much the same, and when most of the median picture is of the colours between.
        """
        film = np.stack(pictures).astype(np.float32)  # (N, H, W, 3)
        width = max(1, round(_EDGE * film.shape[2]))
        edges = [film[:, :, :width], film[:, :, -width:]]
        colours = [np.median(edge, axis=(0, 2)) for edge in edges]  # (H, 3) each
        steady = [
            np.abs(edge - colour[None, :, None]).max(axis=(2, 3)) < _STEADY
            for edge, colour in zip(edges, colours, strict=True)
        ]
        alike = np.abs(colours[0] - colours[1]).max(axis=1) < _AGREE  # (H,)
        if (steady[0] & steady[1] & alike).mean() < _PLAIN_ROWS:
            return None
        share = np.linspace(0, 1, film.shape[2], dtype=np.float32)[None, :, None]
        backdrop = cls((colours[0][:, None] * (1 - share) + colours[1][:, None] * share).astype(np.float32))
        median = np.median(film, axis=0).astype(np.float32)
        return backdrop if backdrop._differs(median).mean() <= _MOST_COVERED else None

    def mask(self, picture: Rgb) -> NDArray[np.float32]:
        """Return (H, W) 1 where a picture differs from the backdrop by more than a shadow, else 0."""
        seen = picture.astype(np.float32)
        return (self._differs(seen) & ~self._shaded(seen)).astype(np.float32)

    def _differs(self, seen: NDArray[np.float32]) -> NDArray[np.bool_]:
        return np.asarray(np.abs(seen - self.colours).max(axis=2) > _APART)

    def _shaded(self, seen: NDArray[np.float32]) -> NDArray[np.bool_]:
        """Return where a picture is the backdrop with less light: all three colours dimmed alike.

        After T. Horprasert, D. Harwood, L. S. Davis: A Statistical Approach for Real-time Robust Background
        Subtraction and Shadow Detection, ICCV Frame-Rate Workshop 1999. Clothes of a darker shade of the
        backdrop's very colour look the same and are lost; such a film wants another way.
        """
        light = (seen * self.colours).sum(2) / np.maximum((self.colours**2).sum(2), 1.0)
        off = np.abs(seen - light[..., None] * self.colours).max(axis=2)
        low, high = _SHADOW_LIGHT
        brightness = np.maximum(self.colours.max(axis=2), 1.0)
        return np.asarray((light > low) & (light < high) & (off < _SHADOW_TINT * brightness))
