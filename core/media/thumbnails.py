"""Small pictures of films."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from core.media.container import clock_origin_s, open_media, video_stream
from core.media.decoder import Decoder
from core.media.index import FrameIndex
from core.media.pictures import PictureMaker, Shape


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
        stream.thread_type = "AUTO"
        origin_s = clock_origin_s(container)
        last_s = (container.duration or 0) / av.time_base or at_s
        pts = round((min(at_s, last_s) + float(origin_s)) / stream.time_base)
        first = round(origin_s / stream.time_base)
        index = FrameIndex(np.array([first]), np.zeros(0, np.int64), stream.time_base, origin_s)
        frame = Decoder(container, stream, index, path).frame_at(pts)
        return PictureMaker(Shape.of(frame, stream).scaled_to(width)).picture(frame)
