"""Films whose every frame says its own number."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

N_BITS = 10


def numbered_picture(number: int, width: int, height: int) -> NDArray[np.uint8]:
    """A picture with `number` as N_BITS black or white upright bars, the lowest bit at the left.

    The background turns from dark red at the top to dark blue at the bottom, so that a turned picture shows.
    """
    rows = np.linspace(0, 1, height)[:, None, None]
    picture = (rows * (0, 0, 120) + (1 - rows) * (120, 0, 0)) * np.ones((1, width, 1))
    for bit in range(N_BITS):
        left, right = (int(width * (bit + k) / N_BITS) for k in (0.1, 0.9))
        picture[height // 4 : height * 3 // 4, left:right] = 255 * (number >> bit & 1)
    return picture.astype(np.uint8)


def number_in(picture: NDArray[np.uint8]) -> int:
    """The number that `numbered_picture` drew."""
    height, width = picture.shape[:2]
    return sum(
        (picture[height // 2, int(width * (bit + 0.5) / N_BITS)].mean() > 127) << bit for bit in range(N_BITS)
    )


def write_film(
    path: Path,
    n: int = 50,
    *,
    codec: str = "libx264",
    size: tuple[int, int] = (160, 96),
    fps: int = 25,
    gop: int = 12,
    options: dict[str, str] | None = None,
    stamps: Sequence[int] | None = None,
    rotation_deg: int = 0,
    aspect: Fraction | None = None,
    has_index_first: bool = False,
) -> Path:
    """Write `n` numbered pictures; `stamps` are their times in ms where the rate varies."""
    with av.open(str(path), "w", options={"movflags": "faststart"} if has_index_first else {}) as container:
        stream = container.add_stream(codec, rate=fps, options=options or {})
        stream.width, stream.height = size
        stream.pix_fmt = "yuv420p"
        stream.gop_size = gop
        stream.codec_context.time_base = Fraction(1, 1000) if stamps is not None else Fraction(1, fps)
        if aspect is not None:
            stream.codec_context.sample_aspect_ratio = aspect
        if rotation_deg:
            stream.set_display_rotation(rotation_deg)
        for i in range(n):
            frame = av.VideoFrame.from_ndarray(numbered_picture(i, *size), format="rgb24")
            frame.time_base = stream.codec_context.time_base
            frame.pts = i if stamps is None else stamps[i]
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


@pytest.fixture
def film(tmp_path: Path) -> Callable[..., Path]:
    """`film("name.mp4", n, ...)` writes a numbered film and returns its path; see `write_film`."""
    return lambda name="film.mp4", n=50, **what: write_film(tmp_path / name, n, **what)


@pytest.fixture(scope="session")
def number() -> Callable[[NDArray[np.uint8]], int]:
    """Read the number of a picture."""
    return number_in


@pytest.fixture(scope="session")
def numbered() -> Callable[[int, int, int], NDArray[np.uint8]]:
    """Draw a picture with a number: `numbered(number, width, height)`."""
    return numbered_picture
