"""Poses of the people in a film, frame by frame."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

import numpy as np
from numpy.typing import NDArray

from core.errors import Cancelled, InputError
from core.pose.identity import Identities
from core.pose.landmarker import JOINTS, Landmarker
from core.pose.model import pose_model

if TYPE_CHECKING:
    from core.media.reader import VideoReader

_BLOCK_FRAMES = 64
_AHEAD_FRAMES = 3  # decoded and waiting; enough to smooth the cost of key frames, small at 4K


@dataclass(frozen=True, eq=False)
class PoseBlock:
    """The poses of consecutive frames.

    Attributes:
        start: number of the first frame.
        image: (n, P, 33, 4) float32: x_px, y_px (y down), z in pixels (smaller is nearer), visibility.
        world: (n, P, 33, 4) float32: x to the image's right, y up, z toward the camera, metres from
            the middle of the hips; visibility.

    Where person p is not found in a frame, xyz is NaN and visibility 0.
    """

    start: int
    image: NDArray[np.float32]
    world: NDArray[np.float32]


def estimate(
    video: VideoReader,
    *,
    people: int = 1,
    model: Path | None = None,
    on_progress: Callable[[float], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Iterator[PoseBlock]:
    """Yield the poses of every frame, in order, block by block.

    Frames are decoded in a thread of their own while the ones before are looked at; the reader must not be
    used for anything else meanwhile. Smoothing over time is MediaPipe's own.

    Args:
        video: the film.
        people: most people to follow; person p stays person p.
        model: a `.task` file; found or fetched by `pose_model` when None.
        on_progress: told the share of frames done, 0 to 1, once a block.
        should_stop: asked once a frame.

    Raises:
        Cancelled: `should_stop` said so.
        PoseModelError: there is no model.
        ModelError: MediaPipe cannot start, or fails on a frame.
        MediaError: the film cannot be read to its end.
    """
    if people < 1:
        raise InputError(f"At least one person must be followed; got {people}.")
    path = model or pose_model(should_stop=should_stop)
    with Landmarker(path, people) as landmarker, _Ahead(video) as pictures:
        yield from _blocks(video, landmarker, pictures, people, on_progress, should_stop)


def _blocks(
    video: VideoReader,
    landmarker: Landmarker,
    pictures: Iterator[NDArray[np.uint8]],
    people: int,
    on_progress: Callable[[float], None] | None,
    should_stop: Callable[[], bool] | None,
) -> Iterator[PoseBlock]:
    identities = Identities(people)
    last_ms = -1
    for start in range(0, video.n_frames, _BLOCK_FRAMES):
        block = _empty(start, min(_BLOCK_FRAMES, video.n_frames - start), people)
        for i in range(len(block.image)):
            if should_stop is not None and should_stop():
                raise Cancelled
            # MediaPipe wants whole milliseconds that grow, and films may have frames closer than that.
            last_ms = max(last_ms + 1, round(float(video.times_s[start + i]) * 1000))
            image, world = landmarker.find(next(pictures), last_ms)
            for pose, person in enumerate(identities.assign(image[:, :, :2], last_ms / 1000)):
                if person is not None:
                    block.image[i, person], block.world[i, person] = image[pose], world[pose]
        yield block
        if on_progress is not None:
            on_progress((start + len(block.image)) / video.n_frames)


def _empty(start: int, n: int, people: int) -> PoseBlock:
    nobody = np.full((n, people, JOINTS, 4), np.nan, np.float32)
    nobody[..., 3] = 0
    return PoseBlock(start, nobody, nobody.copy())


class _Ahead:
    """The pictures of a film, decoded in a thread a few frames ahead of whoever takes them."""

    def __init__(self, video: VideoReader) -> None:
        self._video = video
        self._queue: queue.Queue[NDArray[np.uint8] | Exception] = queue.Queue(_AHEAD_FRAMES)
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._decode, name="decode ahead", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._is_over.set()
        self._thread.join()

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> NDArray[np.uint8]:
        item = self._queue.get()
        if isinstance(item, Exception):
            raise item
        return item

    def _decode(self) -> None:
        try:
            for _, picture in self._video.frames():
                if not self._put(picture):
                    return
        except Exception as e:  # noqa: BLE001  # it belongs to whoever waits for the picture
            self._put(e)

    def _put(self, item: NDArray[np.uint8] | Exception) -> bool:
        """Return whether it was taken in before the end."""
        while not self._is_over.is_set():
            try:
                self._queue.put(item, timeout=0.1)
            except queue.Full:
                continue
            return True
        return False
