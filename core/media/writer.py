"""Writing films: H.264 pictures and AAC sound in MP4, whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Self

import av
import numpy as np
from av.container import OutputContainer
from av.video.reformatter import VideoReformatter
from numpy.typing import NDArray

from core.errors import InputError, StoreError
from core.media.files import part_of, translated_write
from core.media.sound import Audio

_AAC_RATES = (8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000)
_SOUND_BLOCK = 1024  # samples an AAC frame holds


class VideoWriter:
    """A film being written. Its name appears when it is complete.

    H.264 as everybody plays it (4:2:0) has even sides: an odd width or height is made even by repeating the
    last column or row, so that pixel coordinates stay what they are. Sound after the last frame is left out.
    """

    def __init__(
        self,
        path: Path | str,
        *,
        width: int,
        height: int,
        fps: float,
        audio: Audio | None = None,
        crf: int = 20,
        preset: str = "veryfast",
        gop: int | None = None,
        scrubbable: bool = False,
    ) -> None:
        """Start a film.

        Args:
            path: where it will be, usually `*.mp4`; a film of that name is replaced.
            width, height: of the pictures, pixels.
            fps: pictures per second.
            audio: sound that begins with the first picture; one or two channels.
            crf: x264's quality, 0 (lossless) to 51; 20 cannot be told from the original.
            preset: x264's speed against size.
            gop: most frames from one key frame to the next; small makes random access cheap.
            scrubbable: leave out what decodes slowly (CABAC, deblocking, B-frames): a seventh larger, and a
                random frame costs a quarter.

        Raises:
            InputError: no such size or rate.
            StoreError: the folder is missing or closed to us.
        """
        if width < 1 or height < 1 or not 0 < fps <= 1000:
            raise InputError(f"A film needs a size and a frame rate; got {width} x {height} at {fps}.")
        self.path = Path(path)
        self.width, self.height = width, height
        self.fps = Fraction(fps).limit_denominator(1001)
        self.n_frames = 0
        self._audio = audio if audio is None or audio.samples.shape[1] <= 2 else audio.mono()
        self._reformatter = VideoReformatter()  # remembers how, where the encoder would find out each time
        self._n_heard = 0  # samples handed to the encoder
        self._part = part_of(self.path)
        self._container: OutputContainer | None = None
        with self._guarded():
            self._part.touch(exist_ok=False)  # libav opens its file only when the first picture is there
            self._container = av.open(str(self._part), "w", format="mp4")
            options = {"crf": str(crf), "preset": preset}
            if scrubbable:
                options |= {"tune": "fastdecode", "bf": "0"}
            self._pictures = self._add_pictures(options, gop)
            self._sound = self._add_sound()

    def write(self, rgb: NDArray[np.uint8]) -> None:
        """Add a picture, (height, width, 3) uint8 RGB.

        Raises:
            InputError: it has another size.
            StoreError: the disk is full; nothing is left of the film.
        """
        if rgb.shape != (self.height, self.width, 3) or rgb.dtype != np.uint8:
            raise InputError(
                f"A picture of this film is ({self.height}, {self.width}, 3) uint8; "
                f"got {rgb.shape} {rgb.dtype}."
            )
        with self._guarded():
            self._encode_picture(rgb)
            self._encode_sound(is_last=False)

    def close(self) -> None:
        """Finish the film and give it its name.

        Raises:
            InputError: it has no picture.
            StoreError: the disk is full; nothing is left of the film.
        """
        if self._container is None:
            return
        if not self.n_frames:
            self.abort()
            raise InputError(f"{self.path} would be a film without a picture.")
        with self._guarded():
            self._encode_sound(is_last=True)
            for stream in filter(None, (self._pictures, self._sound)):
                self._container.mux(stream.encode(None))
            self._container.close()
            self._container = None
            self._part.replace(self.path)

    def abort(self) -> None:
        """Leave nothing of the film; safe to call at any time."""
        container, self._container = self._container, None
        if container is not None:
            # A full disk fails here again; what we close is thrown away in any case.
            with suppress(av.FFmpegError):
                container.close()
        self._part.unlink(missing_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.close()
        else:
            self.abort()

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        """Leave nothing behind when the block fails, and say why in our words."""
        try:
            with translated_write(self.path):
                yield
        except av.FFmpegError as e:
            self.abort()
            raise StoreError(
                f"{self.path} cannot be written: {e.strerror}.", "Choose another size or rate."
            ) from e
        except BaseException:
            self.abort()
            raise

    def _add_pictures(self, options: dict[str, str], gop: int | None) -> av.VideoStream:
        stream = self._out.add_stream("libx264", rate=self.fps, options=options)
        stream.width, stream.height = self.width + self.width % 2, self.height + self.height % 2
        stream.pix_fmt = "yuv420p"
        stream.codec_context.time_base = 1 / self.fps
        if gop is not None:
            stream.codec_context.gop_size = gop
        return stream

    def _add_sound(self) -> av.AudioStream | None:
        if self._audio is None:
            return None
        return self._out.add_stream("aac", rate=_aac_rate(self._audio.rate), layout=_layout(self._audio))

    @property
    def _out(self) -> OutputContainer:
        if self._container is None:
            raise InputError(f"{self.path} is finished; nothing can be added to it.")
        return self._container

    def _encode_picture(self, rgb: NDArray[np.uint8]) -> None:
        if self.width % 2 or self.height % 2:
            rgb = np.pad(rgb, ((0, self.height % 2), (0, self.width % 2), (0, 0)), "edge")
        frame = self._reformatter.reformat(av.VideoFrame.from_ndarray(rgb, format="rgb24"), format="yuv420p")
        frame.pts, frame.time_base = self.n_frames, 1 / self.fps
        self._out.mux(self._pictures.encode(frame))
        self.n_frames += 1

    def _encode_sound(self, *, is_last: bool) -> None:
        """Keep the sound level with the pictures, so that neither waits in memory for the other."""
        if self._audio is None or self._sound is None:
            return
        stop = min(round(self.n_frames / self.fps * self._audio.rate), len(self._audio.samples))
        while self._n_heard < stop if is_last else self._n_heard + _SOUND_BLOCK <= stop:
            block = self._audio.samples[self._n_heard : min(self._n_heard + _SOUND_BLOCK, stop)]
            frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(block.T), "fltp", _layout(self._audio))
            frame.sample_rate = self._audio.rate
            frame.pts, frame.time_base = self._n_heard, Fraction(1, self._audio.rate)
            self._out.mux(self._sound.encode(frame))
            self._n_heard += len(block)


def _layout(audio: Audio) -> str:
    return "mono" if audio.samples.shape[1] == 1 else "stereo"


def _aac_rate(rate: int) -> int:
    """Return the slowest rate of AAC that loses nothing, else its fastest."""
    return min((r for r in _AAC_RATES if r >= rate), default=_AAC_RATES[-1])
