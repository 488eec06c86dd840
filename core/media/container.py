"""Opening films and sound with PyAV: safely, silently, and with errors in our words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path

import av
from av.container import InputContainer
from av.stream import Disposition

from core.errors import MediaError
from core.media.files import check_readable

# A stranger's file must not make us open anything but itself: no playlists, no scripts of filters. Text is
# "decoded" by the terminal-art formats, and nobody means that.
_REFUSED_FORMATS = frozenset({"ansi", "bin", "concat", "concatf", "dash", "hls", "lavfi", "tty", "xbin"})


def open_media(path: Path | str) -> InputContainer:
    """Open a film or sound file for reading; the caller closes it.

    Raises:
        MediaError: it is missing, empty, closed to us, or nothing that FFmpeg's libraries can read.
    """
    path = check_readable(path)
    with translated(path):
        container: InputContainer = av.open(str(path), container_options={"protocol_whitelist": "file"})
    if set(container.format.name.split(",")) & _REFUSED_FORMATS:
        container.close()
        raise MediaError(f"{path} is not a film or sound file.", "Choose a video or audio file.")
    return container


@contextmanager
def translated(path: Path | str) -> Iterator[None]:
    """Turn what libav says about reading a file into a `MediaError`."""
    try:
        yield
    except av.FFmpegError as e:
        raise MediaError(
            f"{path} cannot be read as a film or sound file ({e.strerror}): "
            "it is damaged, incomplete, or something else.",
            "Play it in another program to check it, or convert it to MP4 (H.264).",
        ) from e


def video_stream(container: InputContainer, path: Path | str) -> av.VideoStream:
    """Return the first stream of moving pictures; cover pictures of songs are none.

    Raises:
        MediaError: there is none.
    """
    for stream in container.streams.video:
        if not stream.disposition & Disposition.attached_pic:
            return stream
    raise MediaError(f"{path} has no pictures, only sound.", "Choose a video file.")


def clock_origin_s(container: InputContainer) -> Fraction:
    """Return the stamp at which the file begins to play, exactly, in seconds.

    It is the earliest start of its pictures and sound, so that subtracting it from either keeps them in step.
    """
    starts = [
        stream.start_time * stream.time_base
        for stream in (*container.streams.video, *container.streams.audio)
        if stream.start_time is not None and stream.time_base is not None
    ]
    if starts:
        return min(starts)
    return Fraction(container.start_time or 0, 1_000_000)
