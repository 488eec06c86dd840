"""Small pictures of films."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
from av.container import InputContainer
from numpy.typing import NDArray

from core.errors import MediaError
from core.media.container import clock_origin_s, open_media, translated, video_stream
from core.media.pictures import Shape


def thumbnail(path: Path | str, at_s: float, width: int) -> NDArray[np.uint8]:
    """Return a film's picture at a time, small: (H, width, 3) uint8 RGB.

    Does not read more of the film than it must. A time before the first or after the last frame gives that.

    Args:
        path: the film.
        at_s: seconds on the film's clock.
        width: of the result in pixels; its height keeps the proportions.

    Raises:
        MediaError: the file is no film that can be read.
    """
    with open_media(path) as container:
        stream = video_stream(container, path)
        with translated(path):
            frame = _frame_at(container, stream, at_s)
        if frame is None:
            raise MediaError(f"No picture of {path} can be decoded.", "Convert it to MP4 (H.264).")
        return Shape.of(frame, stream).scaled_to(width).picture(frame)


def _frame_at(container: InputContainer, stream: av.VideoStream, at_s: float) -> av.VideoFrame | None:
    """Return the frame on the screen at a time."""
    pts = round((at_s + float(clock_origin_s(container))) / stream.time_base)
    stream.thread_type = "AUTO"
    container.seek(max(pts, stream.start_time or 0), stream=stream)
    last = None
    for packet in container.demux(stream):
        for frame in packet.decode():
            if last is not None and frame.pts is not None and frame.pts > pts:
                return last
            last = frame
    return last
