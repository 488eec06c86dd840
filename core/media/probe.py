"""What a film is, without decoding more than one frame of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
from av.container import InputContainer
from numpy.typing import NDArray

from core.errors import MediaError
from core.media.container import open_media, translated, video_stream
from core.media.index import read_index
from core.media.pictures import Shape

_FPS_AGREES = (
    0.005  # containers round stamps (Matroska: to 1 ms); within this the declared rate is the true one
)
_FPS_OF_ONE_FRAME = 25.0


@dataclass(frozen=True, eq=False)
class MediaInfo:
    """What a film is.

    Attributes:
        width_px, height_px: of the picture as shown, after rotation and with square pixels.
        rotation_deg: 0, 90, 180 or 270, what the stored picture is turned by, counter-clockwise;
            the reader does it.
        fps: frames per second; of a variable rate the mean.
        n_frames: frames that are really there.
        duration_s: from the file's start to the end of the last frame.
        has_audio: whether there is sound.
        codec: name of the picture codec, for example ``"h264"``.
        times_s: (n_frames,) float64, when each frame is shown, seconds on the file's clock, increasing.
    """

    width_px: int
    height_px: int
    rotation_deg: int
    fps: float
    n_frames: int
    duration_s: float
    has_audio: bool
    codec: str
    times_s: NDArray[np.float64]


def probe(path: Path | str) -> MediaInfo:
    """Read what a film is. Takes one pass over the file, and decodes one frame.

    Raises:
        MediaError: it is missing, empty, damaged, not a film, or in a codec that nobody here can decode.
    """
    container = open_media(path)
    with container:
        stream = video_stream(container, path)
        index = read_index(container, stream, path)
        shape = Shape.of(first_frame(container, stream, path), stream)
        times_s = index.times_s
        fps = _fps(times_s, stream)
        return MediaInfo(
            shape.width_px,
            shape.height_px,
            shape.rotation_deg,
            fps,
            len(times_s),
            float(times_s[-1] + 1 / fps),
            bool(container.streams.audio),
            stream.codec_context.name,
            times_s,
        )


def first_frame(container: InputContainer, stream: av.VideoStream, path: Path | str) -> av.VideoFrame:
    """Decode the first frame of a stream, from wherever the container stands.

    Raises:
        MediaError: none decodes.
    """
    with translated(path):
        container.seek(0)
        for packet in container.demux(stream):
            for frame in packet.decode():
                return frame
    raise MediaError(f"No picture of {path} can be decoded.", "Convert it to MP4 (H.264).")


def _fps(times_s: NDArray[np.float64], stream: av.VideoStream) -> float:
    declared = float(stream.average_rate or 0)
    span_s = float(times_s[-1] - times_s[0])
    if span_s <= 0:
        return declared or _FPS_OF_ONE_FRAME
    measured = (len(times_s) - 1) / span_s
    return declared if abs(declared - measured) <= _FPS_AGREES * measured else measured
