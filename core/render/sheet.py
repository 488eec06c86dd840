"""Pictures to look a dance over: a sheet of frames, and its speed against the beats."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.errors import InputError
from core.media.files import replacing
from core.media.opencv import cv2
from core.motion import Motion
from core.render.frames import Drawing, Painter, Rgb
from core.render.palette import RED_SHIRT, Palette
from core.render.shapes import line


def contact_sheet(
    motion: Motion,
    path: Path | str | None = None,
    n: int = 12,
    *,
    columns: int = 6,
    size: int = 256,
    drawing: Drawing = "doll",
    palette: Palette = RED_SHIRT,
) -> Rgb:
    """Return `n` frames, evenly spread over a motion, side by side as (H, W, 3) uint8 RGB.

    Args:
        path: also written there as PNG.
        columns: most pictures in a row.
        size: width and height of a picture, pixels.

    Raises:
        InputError: the motion has no frames, or no picture is asked for.
    """
    if motion.n_frames == 0 or n < 1 or columns < 1:
        raise InputError(f"No sheet of {n} pictures can be made of {motion.n_frames} frames.")
    painter = Painter(motion, size, size, drawing=drawing, palette=palette)
    frames = [painter.frame(int(t)) for t in np.linspace(0, motion.n_frames - 1, n)]
    columns = min(columns, n)
    blank = np.full_like(frames[0], 255)
    frames += [blank] * (-n % columns)
    rows = [np.hstack(frames[at : at + columns]) for at in range(0, len(frames), columns)]
    sheet = np.vstack(rows)
    if path is not None:
        write_png(path, sheet)
    return sheet


def joint_speed(motion: Motion) -> NDArray[np.float64]:
    """Return (T,) the mean speed of the joints, metres a second; 0 for one frame, NaN where none was seen."""
    if motion.n_frames < 2:
        return np.zeros(motion.n_frames)
    velocity = np.gradient(motion.positions.astype(np.float64), 1.0 / motion.fps, axis=0)
    speed = np.linalg.norm(velocity, axis=-1)
    seen = np.isfinite(speed)
    total = np.where(seen, speed, 0.0).sum(axis=1)
    mean = np.full(len(speed), np.nan)
    np.divide(total, seen.sum(axis=1), out=mean, where=seen.any(axis=1))
    return mean


_PAPER, _INK, _BEAT = (250, 250, 250), (40, 90, 160), (214, 168, 140)


def speed_plot(
    motion: Motion,
    path: Path | str | None = None,
    *,
    beats_s: Sequence[float] | NDArray[np.float64] = (),
    width: int = 1200,
    height: int = 240,
) -> Rgb:
    """Return the mean joint speed over time, 0 at the bottom, with a line a beat, as (height, width, 3) RGB.

    A dance on the beat has the minima of its speed on the lines.

    Args:
        path: also written there as PNG.
    """
    picture = np.full((height, width, 3), _PAPER, np.uint8)
    speed = joint_speed(motion)
    for beat in beats_s:
        x = float(beat) / max(motion.duration_s, 1e-9) * width
        line(picture, np.array([[x, 0], [x, height]]), _BEAT, 1.0)
    top = float(np.nanmax(speed)) if np.isfinite(speed).any() else 0.0
    if top > 0:
        across = np.arange(len(speed)) / len(speed) * width
        down = height - 4 - speed / top * (height - 12)
        line(picture, np.stack([across, down], axis=1)[np.isfinite(down)], _INK, 2.0)
        cv2().putText(picture, f"{top:.2f} m/s", (6, 18), cv2().FONT_HERSHEY_SIMPLEX, 0.45, _INK, 1)
    if path is not None:
        write_png(path, picture)
    return picture


def write_png(path: Path | str, rgb: Rgb) -> None:
    """Write a picture; `StoreError` when the folder is closed to us or the disk is full."""
    # Encoded in memory: OpenCV's own writer fails without a word on paths it cannot spell.
    _, data = cv2().imencode(".png", rgb[..., ::-1])
    with replacing(path) as part:
        part.write_bytes(data.tobytes())
