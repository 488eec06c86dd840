"""Finding a frame by its stamp: seeking to a key frame, decoding on, and outliving damage."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
from av.container import InputContainer

from core.errors import MediaError
from core.media.container import translated
from core.media.index import FrameIndex

_CACHE_BYTES = 48 << 20  # decoded frames kept, so that stepping back within a group of pictures is cheap
_PIXEL_BYTES = 2  # between 4:2:0 in 8 bits and 4:4:4 in 10
_CACHE_FRAMES = (2, 32)  # also at 8K; also at 64 x 64
_DECODE_ON_FRAMES = 12  # this far ahead, decoding on beats a seek, which throws the decoder's work away
_STEP_BACK_S = 1.0


class Decoder:
    """Decoded frames of a stream by presentation stamp.

    Decodes on where that is nearer than the key frame before, and keeps the last few frames.
    """

    def __init__(
        self, container: InputContainer, stream: av.VideoStream, index: FrameIndex, path: Path | str
    ) -> None:
        self._container = container
        self._stream = stream
        self._index = index
        self._path = path
        self._frames: Iterator[av.VideoFrame] = iter(())
        self._last: av.VideoFrame | None = None  # the newest that was decoded since the last seek
        self._recent: OrderedDict[int, av.VideoFrame] = OrderedDict()

    def frame_at(self, pts: int) -> av.VideoFrame:
        """Return the frame on the screen at a stamp: for a stamp of the index, that very frame.

        Where frames are damaged beyond decoding, the one before stays; at the very start, the first that
        decodes.

        Raises:
            MediaError: nothing decodes, or the file cannot be read any more.
        """
        if pts in self._recent:
            self._recent.move_to_end(pts)
            return self._recent[pts]
        with translated(self._path):
            frame = self._decode_on(pts) if self._is_near(pts) else None
            return frame or self._find(pts)

    def clear(self) -> None:
        """Forget all decoded frames."""
        self._recent.clear()
        self._last = None

    def _is_near(self, pts: int) -> bool:
        if self._last is None or pts <= self._last.pts:
            return False
        if not self._index.is_seekable:
            return True
        key = self._index.key_at_or_before(pts)
        if key is not None and key <= self._last.pts:
            return True
        here, there = np.searchsorted(self._index.pts, [self._last.pts, pts])
        return bool(there - here <= _DECODE_ON_FRAMES)

    def _find(self, pts: int) -> av.VideoFrame:
        """Seek and decode; from further back when the seek landed too late or in a damaged stretch."""
        if not self._index.is_seekable:
            return self._find_from_start(pts)
        start = self._index.pts[0] if self._stream.start_time is None else self._stream.start_time
        key = self._index.key_at_or_before(pts)
        target, back = pts if key is None else key, int(_STEP_BACK_S / self._stream.time_base)
        while True:
            self._seek(target)
            frame = self._decode_on(pts)
            if frame is not None:
                return frame
            if target < start:
                break
            target, back = target - back, back * 2
        if self._last is None:
            raise self._nothing_decodes()
        return self._last

    def _find_from_start(self, pts: int) -> av.VideoFrame:
        self._container.seek(0)
        self._begin()
        frame = self._decode_on(pts) or self._last
        if frame is None:
            raise self._nothing_decodes()
        return frame

    def _seek(self, pts: int) -> None:
        try:
            self._container.seek(pts, stream=self._stream, backward=True)
        except av.FFmpegError:
            # Some formats cannot seek before their first key frame, others not at all but to the beginning.
            self._container.seek(0)
        self._begin()

    def _begin(self) -> None:
        self._last = None
        self._frames = self._decoded() if self._index.is_stamped else self._stamped(self._decoded())

    def _nothing_decodes(self) -> MediaError:
        return MediaError(f"No picture of {self._path} can be decoded.", "Convert it to MP4 (H.264).")

    def _decode_on(self, pts: int) -> av.VideoFrame | None:
        """Return the last frame that is not after `pts`, or None when all that follow are later."""
        while self._last is None or self._last.pts < pts:
            frame = next(self._frames, None)
            if frame is None:
                return self._last
            before, self._last = self._last, frame
            self._remember(frame)
            if frame.pts > pts:
                return before
        return self._last

    def _decoded(self) -> Iterator[av.VideoFrame]:
        """Yield the frames from here to the end that decode."""
        for packet in self._packets():
            try:
                frames = packet.decode() if packet is not None else self._stream.codec_context.decode(None)
            except (av.InvalidDataError, av.EOFError):
                continue
            yield from (frame for frame in frames if frame.pts is not None)

    def _stamped(self, frames: Iterator[av.VideoFrame]) -> Iterator[av.VideoFrame]:
        """Give the frames of a film that lacks stamps those of the index, in turn."""
        for frame, pts in zip(frames, self._index.pts, strict=False):
            frame.pts = int(pts)
            yield frame

    def _packets(self) -> Iterator[av.Packet | None]:
        """Yield the whole packets from here to the end, and None where the file ends before it says so."""
        try:
            yield from (packet for packet in self._container.demux(self._stream) if not packet.is_corrupt)
        except (av.InvalidDataError, av.EOFError):
            yield None

    def _remember(self, frame: av.VideoFrame) -> None:
        self._recent[frame.pts] = frame
        low, high = _CACHE_FRAMES
        room = min(max(_CACHE_BYTES // (frame.width * frame.height * _PIXEL_BYTES), low), high)
        while len(self._recent) > room:
            self._recent.popitem(last=False)
