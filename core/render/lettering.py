"""Words as pixels, in any script that the font has; OpenCV writes ASCII only."""

from __future__ import annotations

import numpy as np

from core.render.frames import Rgb


def lettering(text: str, width: int, height: int) -> Rgb:
    """Return a line of dark words on a light ground as (height, width, 3) uint8 RGB.

    Words that are too long are cut, with an ellipsis.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width / 100, height / 100), dpi=100, facecolor=(0.98, 0.98, 0.98))
    canvas = FigureCanvasAgg(figure)
    renderer = canvas.get_renderer()  # type: ignore[no-untyped-call]
    words = figure.text(
        0.5, 0.5, text, ha="center", va="center", fontsize=36 * height / 100, color="#202028",
        parse_math=False,
    )  # fmt: skip
    shown = text
    while shown and words.get_window_extent(renderer).width > width - 8:
        shown = shown[:-1]
        words.set_text(f"{shown.rstrip()}…")
    canvas.draw()  # type: ignore[no-untyped-call]
    pixels: Rgb = np.asarray(canvas.buffer_rgba())[..., :3].copy()  # type: ignore[no-untyped-call]
    return pixels
