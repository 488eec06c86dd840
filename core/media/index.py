"""Which frames a film has, and when: read from its packets, without decoding it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.container import InputContainer
from numpy.typing import NDArray

from core.errors import MediaError
from core.media.container import clock_origin_s, translated

# MPEG program streams stamp a few pictures only; FFmpeg counts on from wherever reading began.
_STAMPS_DEPEND_ON_WHERE_READING_BEGAN = frozenset({"mpeg"})
_SAME_TIME_S = 1e-6  # people type times in microseconds at the finest


@dataclass(frozen=True, eq=False)
class FrameIndex:
    """The frames of a film in the order in which they are shown.

    Attributes:
        pts: (n,) int64 presentation stamps in units of `time_base`, strictly increasing.
        keys: (k,) int64 stamps of the frames that decode without any other, increasing.
        time_base: seconds of one unit.
        origin_s: stamp of the file's clock at 0.
        is_stamped: the decoder gives each frame its stamp; else the frames are these, in the order they come.
        is_seekable: stamps are the same after a seek; else reading must begin at the beginning.
    """

    pts: NDArray[np.int64]
    keys: NDArray[np.int64]
    time_base: Fraction
    origin_s: Fraction
    is_stamped: bool = True
    is_seekable: bool = True

    @property
    def times_s(self) -> NDArray[np.float64]:
        """(n,) seconds on the file's clock, which its sound shares."""
        scaled = self.pts * float(self.time_base.numerator) / float(self.time_base.denominator)
        return np.asarray(scaled - float(self.origin_s), np.float64)

    def cut(self, start_s: float | None, end_s: float | None) -> FrameIndex:
        """Return only the frames with start_s <= time < end_s."""
        times_s = self.times_s
        keep = np.ones(len(times_s), bool)
        if start_s is not None:
            keep &= times_s >= start_s - _SAME_TIME_S
        if end_s is not None:
            keep &= times_s < end_s - _SAME_TIME_S
        return replace(self, pts=self.pts[keep])

    def at(self, times_s: NDArray[np.float64]) -> FrameIndex:
        """Return only the frames at these times, which are some of `times_s`."""
        stamps = (times_s + float(self.origin_s)) * self.time_base.denominator / self.time_base.numerator
        return replace(self, pts=np.rint(stamps).astype(np.int64))

    def key_at_or_before(self, pts: int) -> int | None:
        """Return the stamp of the last key frame that is not after `pts`."""
        at = int(np.searchsorted(self.keys, pts, side="right"))
        return int(self.keys[at - 1]) if at else None


def read_index(container: InputContainer, stream: av.VideoStream, path: Path | str) -> FrameIndex:
    """Count the frames of a stream and read their times, from the beginning of the container.

    A file that ends early has the frames that are wholly there.

    Raises:
        MediaError: there is no frame, or the film carries no times at all.
    """
    stamps, keys = _packet_stamps(container, stream, path)
    is_stamped = True
    if stamps is None or (_may_lack_order(container, stream) and stamps == sorted(stamps)):
        stamps, keys = _decoded_stamps(container, stream, path)
        is_stamped = stamps == sorted(stamps)
    if not stamps:
        raise MediaError(f"{path} holds no complete picture.", "Copy it again from where it came from.")
    return FrameIndex(
        _sorted(stamps),
        _sorted(keys),
        stream.time_base,
        clock_origin_s(container),
        is_stamped=is_stamped,
        is_seekable=is_stamped and container.format.name not in _STAMPS_DEPEND_ON_WHERE_READING_BEGAN,
    )


def stamps_tell_all(container: InputContainer) -> bool:
    """Tell whether the frames of a film can be found by their stamps alone, without its index."""
    return container.format.name not in {"avi", *_STAMPS_DEPEND_ON_WHERE_READING_BEGAN}


def _may_lack_order(container: InputContainer, stream: av.VideoStream) -> bool:
    """Tell whether stamps that only grow may be the order of decoding, not of showing: AVI knows no other."""
    return container.format.name == "avi" and bool(stream.codec_context.has_b_frames)


def _packet_stamps(
    container: InputContainer, stream: av.VideoStream, path: Path | str
) -> tuple[list[int] | None, list[int]]:
    """Return the stamps of all frames, None when some have none, and those of the key frames."""
    stamps: list[int] = []
    keys: list[int] = []
    for packet in _shown_packets(container, stream, path):
        if packet.pts is None:
            return None, []
        stamps.append(packet.pts)
        if packet.is_keyframe:
            keys.append(packet.pts)
    return stamps, keys


def _sorted(stamps: list[int]) -> NDArray[np.int64]:
    # Two frames with one stamp: the second would never be seen apart from the first, nor be asked for.
    return np.unique(np.asarray(stamps, np.int64))


def _shown_packets(
    container: InputContainer, stream: av.VideoStream, path: Path | str
) -> Iterator[av.Packet]:
    """Yield the packets that become a frame on the screen; the end of a cut-off file is the end."""
    is_vp8 = stream.codec_context.name == "vp8"
    with translated(path):
        try:
            for packet in container.demux(stream):
                is_whole = packet.size and not packet.is_corrupt
                # VP8 has packets of pictures that are only referred to, never shown (RFC 6386, 9.1: bit 4).
                is_hidden = packet.is_discard or (is_vp8 and is_whole and not bytes(packet)[0] & 0x10)
                if is_whole and not is_hidden:
                    yield packet
        except (av.InvalidDataError, av.EOFError):
            return


def _decoded_stamps(
    container: InputContainer, stream: av.VideoStream, path: Path | str
) -> tuple[list[int], list[int]]:
    """Decode the whole film; return the stamps of all frames in the order shown, and those of key frames."""
    try:
        container.seek(0)
        frames = [(frame.pts, frame.key_frame) for frame in container.decode(stream)]
    except av.FFmpegError:
        frames = []  # a bare stream of pictures, without a container, cannot even go back to its beginning
    if not frames or any(pts is None for pts, _ in frames):
        raise MediaError(f"{path} carries no times for its pictures.", "Convert it to MP4 (H.264).")
    return [pts for pts, _ in frames], [pts for pts, is_key in frames if is_key]
