"""Films whose frames carry their number in black and white squares, and poses whose joints are known."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from core.entities import NewVideo, Space, Video, VideoKind
from core.media.files import sha256_of
from core.media.writer import VideoWriter
from core.skeleton import skeleton
from db.project import Project
from workbench.gui.widgets.image_view import ImageView

SIZE = (320, 180)
FPS = 25.0
N_BITS = 8
SQUARE = 24  # large enough to survive lossy compression and scaling
TOP = 8


def numbered_picture(number: int) -> NDArray[np.uint8]:
    """(180, 320, 3): a grey picture with the bits of a number in squares along its top."""
    picture = np.full((SIZE[1], SIZE[0], 3), 110, np.uint8)
    for bit in range(N_BITS):
        left = 40 + bit * (SQUARE + 4)
        picture[TOP : TOP + SQUARE, left : left + SQUARE] = 255 * (number >> bit & 1)
    return picture


def number_in(image: QImage, view: ImageView, ratio: float = 1.0) -> int:
    """Read the number back from a grab of a canvas with that view."""
    number = 0
    for bit in range(N_BITS):
        x, y = view.to_widget(40 + bit * (SQUARE + 4) + SQUARE / 2, TOP + SQUARE / 2)
        number |= (image.pixelColor(round(x * ratio), round(y * ratio)).lightness() > 128) << bit
    return number


def numbered_film(path: Path, n_frames: int) -> None:
    with VideoWriter(path, width=SIZE[0], height=SIZE[1], fps=FPS) as writer:
        for number in range(n_frames):
            writer.write(numbered_picture(number))


def known_joints(n_frames: int) -> NDArray[np.float32]:
    """(T, 33, 4): joint j stands on a grid below the squares and drifts right by 0.25 px a frame."""
    joints = np.arange(33)
    frames = np.zeros((n_frames, 33, 4), np.float32)
    frames[..., 0] = 30 + 24 * (joints % 11) + 0.25 * np.arange(n_frames)[:, None]
    frames[..., 1] = 60 + 40 * (joints // 11)
    frames[..., 3] = 0.2 + 0.8 * joints / 33
    return frames


def add_film(
    project: Project, path: Path, n_frames: int = 60, *, people: int = 1, name: str | None = None
) -> Video:
    """Add a numbered film with an image track a person, each 10 px below the one before."""
    if not path.exists():
        numbered_film(path, n_frames)
    video = project.videos.add(
        NewVideo(
            kind=VideoKind.VIDEO, name=name or path.stem, path=str(path), sha256=sha256_of(path),
            size_bytes=path.stat().st_size, fps=FPS, n_frames=n_frames, duration_s=n_frames / FPS,
            width_px=SIZE[0], height_px=SIZE[1],
        ),
        np.arange(n_frames) / FPS,
    )  # fmt: skip
    for person in range(people):
        frames = known_joints(n_frames)
        frames[..., 1] += 10 * person
        project.tracks.add(
            video.id, person, Space.IMAGE, "mediapipe-full", skeleton("blazepose33"), FPS, frames=frames
        )
    return video
