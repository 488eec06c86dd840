"""Films as silhouettes: every other frame, small, black and white, the background removed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.audio.cache import kept
from core.data.film import Film
from core.errors import InputError
from core.media.opencv import cv2
from core.silhouette.fitting import centred, inside, shrunk
from core.silhouette.plain import PlainBackdrop, Rgb

WAYS = ("auto", "plain", "person", "moving")

_FOLDER, _VERSION = "silhouettes", 1  # of the cache; another version is made again
_SAMPLES = 24  # pictures, evenly spread, by which a background is known
_FINER = 2  # times the wanted size, at which colours are told apart

Mask = Callable[[Rgb, int], NDArray[np.float32]]
"""(H, W, 3) picture and its time in ms -> (h, w) of 0 to 1: how far each place is the dancer's."""


@dataclass(frozen=True)
class Look:
    """How a film is read.

    Attributes:
        height, width: of a silhouette. The whole picture is in its middle, undistorted; the rest is empty.
        every: each how-manieth frame is read.
        way: how the dancer is told from the background: ``"plain"`` by colour before a plain backdrop,
            ``"person"`` by MediaPipe's segmentation, ``"moving"`` by OpenCV's background model of a camera
            that stands; ``"auto"`` takes the first where the backdrop is plain, else the second.
    """

    height: int
    width: int
    every: int = 1
    way: str = "auto"

    def __post_init__(self) -> None:
        if self.way not in WAYS:
            raise InputError(
                f"There is no way {self.way!r} to find a silhouette.", f"Known: {', '.join(WAYS)}."
            )


def silhouettes(film: Film, look: Look, *, first: int | None = None) -> NDArray[np.uint8]:
    """Return (ceil(T / every), height, width) uint8 silhouettes of a film: 1 the dancer, 0 the background.

    They are kept in the film's cache, so that each film is decoded once.

    Args:
        first: only so many from the beginning; the background is that of the whole film all the same. These
            are not kept.

    Raises:
        MediaError: the film cannot be read.
        ModelError: MediaPipe, where it is asked, has no model or fails.
        InputError: ``"plain"`` was asked for, and the backdrop is not.
    """
    if first is not None:
        return np.stack(list(_read(film, look, first)))
    n = -(-film.n_frames // look.every)
    size = (n, look.height, look.width)

    def make() -> dict[str, NDArray[np.uint8]]:
        return {"bits": np.packbits(np.stack(list(_read(film, look, n))).reshape(n, -1), axis=1)}

    n_bytes = -(-look.height * look.width // 8)
    arrays = kept(
        film.path, film.cache_dir, _kind(film, look), ["bits"], make,
        lambda found: found["bits"].shape == (n, n_bytes) and found["bits"].dtype == np.uint8,
        folder=_FOLDER,
    )  # fmt: skip
    return np.unpackbits(arrays["bits"], axis=1, count=look.height * look.width).reshape(size)


def _kind(film: Film, look: Look) -> str:
    times = hashlib.sha256(np.ascontiguousarray(film.times_s).tobytes()).hexdigest()[:12]
    return f"{look.way}-{look.width}x{look.height}-{look.every}-{times}-{_VERSION}"


def _read(film: Film, look: Look, first: int) -> Iterator[NDArray[np.uint8]]:
    frames = range(0, film.n_frames, look.every)[:first]
    room = (look.width, look.height)
    size = inside(film.size_px, room)
    with _mask(film, look) as mask:
        for frame, picture in zip(frames, film.pictures(frames), strict=True):
            share = shrunk(mask(picture, round(film.times_s[frame] * 1000)), size)
            yield (centred(share, room) >= 0.5).astype(np.uint8)


@contextmanager
def _mask(film: Film, look: Look) -> Iterator[Mask]:
    """Give what tells the dancer from the background of a film."""
    fine = inside(film.size_px, (_FINER * look.width, _FINER * look.height))
    backdrop = None
    if look.way in ("auto", "plain"):
        backdrop = PlainBackdrop.of(_samples(film, fine))
        if backdrop is None and look.way == "plain":
            raise InputError(
                f"The backdrop of {film.path} is not plain.", "Take another way: data.background=person."
            )
    if backdrop is not None:
        plain = backdrop
        yield lambda picture, _ms: plain.mask(shrunk(picture, fine))
    elif look.way == "moving":
        yield _moving(_samples(film, fine), fine)
    else:
        with _person() as mask:
            yield mask


def _samples(film: Film, size_px: tuple[int, int]) -> Sequence[Rgb]:
    frames = np.unique(np.linspace(0, film.n_frames - 1, _SAMPLES).round().astype(int))
    return [shrunk(picture, size_px) for picture in film.pictures(frames.tolist())]


@contextmanager
def _person() -> Iterator[Mask]:
    from core.pose.landmarker import Landmarker
    from core.pose.model import pose_model

    with Landmarker(pose_model(), people=1, masks=True) as landmarker:
        last_ms = -1

        def mask(picture: Rgb, time_ms: int) -> NDArray[np.float32]:
            nonlocal last_ms
            last_ms = max(last_ms + 1, time_ms)  # MediaPipe wants times that grow
            return landmarker.mask(picture, last_ms)

        yield mask


def _moving(samples: Sequence[Rgb], size_px: tuple[int, int]) -> Mask:
    """Learn the background from pictures of the whole film; what differs from it moves.

    Mixtures of Gaussians a pixel: Z. Zivkovic, F. van der Heijden: Efficient adaptive density estimation per
    image pixel for the task of background subtraction, Pattern Recognition Letters 27, 2006. Where a dancer
    hardly moves all film long, the body becomes background.
    """
    model = cv2().createBackgroundSubtractorMOG2(history=len(samples), detectShadows=True)
    model.setBackgroundRatio(_BACKGROUND_SHARE)
    for picture in samples:
        model.apply(picture, learningRate=1 / len(samples))

    def mask(picture: Rgb, _time_ms: int) -> NDArray[np.float32]:
        marks = model.apply(shrunk(picture, size_px), learningRate=0)
        return np.asarray(marks == _MOVES, np.float32)

    return mask


_BACKGROUND_SHARE = 0.6  # a colour that a place has this often is background; its 0.9 takes dancers in, too
_MOVES = 255  # OpenCV's mark; 127 is a shadow, 0 the background
