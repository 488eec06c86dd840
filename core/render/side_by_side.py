"""Several dances in one film, on one clock, with the music."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from core.errors import Cancelled, InputError
from core.media.opencv import cv2
from core.media.sound import Audio
from core.media.writer import VideoWriter
from core.render.frames import Rgb
from core.render.lettering import lettering

TITLE_PX = 28
COLUMNS = {1: 1, 2: 2, 3: 3, 4: 2}  # by number of dances; more stand in threes
_GROUND = (250, 250, 250)


class Pictures(Protocol):
    """Frames, (H, W, 3) uint8 RGB each."""

    def frame(self, index: int) -> Rgb: ...


@dataclass(frozen=True, eq=False)
class Cell:
    """One dance of the film.

    Attributes:
        title: above it.
        times_s: (T,) when each frame is shown, seconds of the common clock, rising.
        pictures: its T frames, of any size.
    """

    title: str
    times_s: NDArray[np.float64]
    pictures: Pictures

    def at(self, at_s: float) -> Rgb:
        """Return what is shown at a moment: the first or the last frame outside of the dance."""
        frame = int(np.searchsorted(self.times_s, at_s + 1e-6, side="right")) - 1
        return self.pictures.frame(max(0, min(frame, len(self.times_s) - 1)))


def film_together(
    cells: Sequence[Cell],
    path: Path | str,
    *,
    fps: float = 30.0,
    cell_px: int = 480,
    audio: Audio | None = None,
    most_s: float | None = None,
    on_progress: Callable[[float], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> None:
    """Write dances side by side as an MP4, from where the first begins to where the last ends.

    Args:
        cells: at least one, with frames.
        cell_px: width and height of a dance, pixels.
        audio: begins with the first picture.
        most_s: where to end at the latest, seconds after the first picture; None: at the end.
        on_progress: told the share written, 0 to 1.
        should_stop: asked before every frame.

    Raises:
        InputError: there is nothing to film.
        StoreError: the film cannot be written.
        Cancelled: `should_stop` said so; no file is left.
    """
    if not cells or any(not len(cell.times_s) for cell in cells):
        raise InputError(f"There is nothing to film to {path}.", "Choose dances that have frames.")
    start_s = min(float(cell.times_s[0]) for cell in cells)
    end_s = max(float(cell.times_s[-1]) for cell in cells)
    end_s = end_s if most_s is None else min(end_s, start_s + most_s)
    n_frames = int((end_s - start_s) * fps) + 1
    columns = COLUMNS.get(len(cells), 3)
    rows = ceil(len(cells) / columns)
    tall = cell_px + TITLE_PX
    titles = [lettering(cell.title, cell_px, TITLE_PX) for cell in cells]
    width, height = columns * cell_px, rows * tall
    with VideoWriter(path, width=width, height=height, fps=fps, audio=audio) as film:
        for t in range(n_frames):
            if should_stop is not None and should_stop():
                raise Cancelled
            canvas = np.full((height, width, 3), _GROUND, np.uint8)
            for i, (cell, title) in enumerate(zip(cells, titles, strict=True)):
                top, left = i // columns * tall, i % columns * cell_px
                canvas[top : top + TITLE_PX, left : left + cell_px] = title
                fitted = _fitted(cell.at(start_s + t / fps), cell_px)
                y = top + TITLE_PX + (cell_px - fitted.shape[0]) // 2
                x = left + (cell_px - fitted.shape[1]) // 2
                canvas[y : y + fitted.shape[0], x : x + fitted.shape[1]] = fitted
            film.write(canvas)
            if on_progress is not None:
                on_progress((t + 1) / n_frames)


def _fitted(picture: Rgb, side: int) -> Rgb:
    """Return a picture as large as it fits into a square."""
    scale = side / max(picture.shape[:2])
    size = (max(1, round(picture.shape[1] * scale)), max(1, round(picture.shape[0] * scale)))
    if size == (picture.shape[1], picture.shape[0]):
        return picture
    fitted: Rgb = cv2().resize(picture, size, interpolation=cv2().INTER_AREA)
    return fitted
