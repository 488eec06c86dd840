"""A film as an array of pictures: frame i is exactly frame i."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import NDArray

from core.errors import InputError, MediaError
from core.media.container import clock_origin_s, open_media, video_stream
from core.media.decoder import Decoder
from core.media.index import FrameIndex, read_index, stamps_tell_all
from core.media.pictures import PictureMaker, Shape


class VideoReader:
    """The frames of a film, by number. Not for several threads at once.

    Reading in order decodes each frame once; a frame elsewhere costs its group of pictures up to it. A frame
    that is damaged beyond decoding is shown as players show it: the one before it stays (at the very start:
    the first that decodes).

    Attributes:
        path: the file.
        n_frames: how many frames there are, after cutting.
        times_s: (n_frames,) float64 seconds on the file's clock, which its sound shares.
        size: (width_px, height_px) of the pictures, after rotation and with square pixels.
    """

    def __init__(
        self,
        path: Path | str,
        *,
        start_s: float | None = None,
        end_s: float | None = None,
        times_s: NDArray[np.float64] | None = None,
    ) -> None:
        """Open a film.

        Args:
            path: the file.
            start_s: leave out frames before this time; frame 0 is the first one at or after it.
            end_s: leave out frames at or after this time.
            times_s: the times of the frames wanted, where an earlier opening has found them (the store keeps
                them); saves a pass over the file.

        Raises:
            MediaError: the file is no film that can be read, or has no frame in the cut.
        """
        self.path = Path(path)
        self._container = open_media(path)
        try:
            self._stream = video_stream(self._container, path)
            self._stream.thread_type = "AUTO"
            index = self._all_frames(times_s)
            self._index = (index if times_s is None else index.at(times_s)).cut(start_s, end_s)
            if not len(self._index.pts):
                raise MediaError(
                    f"{path} has no frame between {start_s or 0:g} s and {end_s or index.times_s[-1]:g} s.",
                    "Check the times of the cut.",
                )
            self._decoder = Decoder(self._container, self._stream, index, path)
            shape = Shape.of(self._decoder.frame_at(int(self._index.pts[0])), self._stream)
        except BaseException:
            self._container.close()
            raise
        self.times_s = self._index.times_s
        self.n_frames = len(self.times_s)
        self.size = (shape.width_px, shape.height_px)
        self._maker = PictureMaker(shape)

    def frame(self, i: int) -> NDArray[np.uint8]:
        """Return frame `i` as (H, W, 3) uint8 RGB.

        Raises:
            InputError: there is no frame of that number.
            MediaError: the file has gone away or nothing of it decodes.
        """
        if not 0 <= i < self.n_frames:
            raise InputError(f"{self.path} has frames 0 to {self.n_frames - 1}, not {i}.")
        return self._maker.picture(self._decoder.frame_at(int(self._index.pts[i])))

    def frames(self, start: int = 0, stop: int | None = None) -> Iterator[tuple[int, NDArray[np.uint8]]]:
        """Yield (i, picture) for frames `start` up to, not including, `stop`."""
        for i in range(start, self.n_frames if stop is None else min(stop, self.n_frames)):
            yield i, self.frame(i)

    def close(self) -> None:
        """Close the file; safe to call twice."""
        self._decoder.clear()
        self._container.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _all_frames(self, times_s: NDArray[np.float64] | None) -> FrameIndex:
        """Return the index of the film; of the known times only, where those are all that must be known."""
        if times_s is not None and stamps_tell_all(self._container):
            nothing, base = np.zeros(0, np.int64), self._stream.time_base
            return FrameIndex(nothing, nothing, base, clock_origin_s(self._container)).at(times_s)
        return read_index(self._container, self._stream, self.path)
