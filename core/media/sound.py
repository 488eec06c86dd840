"""Sound of films and songs as samples, and samples as WAV files."""

from __future__ import annotations

import wave
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import av
import numpy as np
from av.container import InputContainer
from numpy.typing import NDArray

from core.errors import InputError, MediaError
from core.media.container import clock_origin_s, open_media, translated
from core.media.files import replacing

_PRE_ROLL_S = 0.5  # lossy codecs need a few packets before their output is right
_GAP_S = 0.02  # stamps of contiguous packets jitter by less
_LONGEST_GAP_S = 4 * 3600.0  # silence is memory; a stamp that asks for more is damaged or malicious

_Piece = tuple[int, NDArray[np.float32]]  # index of the first sample in the result, (n, C) samples


@dataclass(frozen=True, eq=False)
class Audio:
    """Sound.

    Attributes:
        samples: (N, C) float32, -1 to 1; C channels.
        rate: samples per second.
    """

    samples: NDArray[np.float32]
    rate: int

    def __post_init__(self) -> None:
        if self.samples.ndim != 2 or self.samples.shape[1] < 1 or self.rate < 1:
            raise InputError(
                f"Sound needs samples (N, C) and a rate; got {self.samples.shape} at {self.rate}."
            )
        object.__setattr__(self, "samples", np.asarray(self.samples, np.float32))

    @property
    def duration_s(self) -> float:
        return len(self.samples) / self.rate

    def mono(self) -> Audio:
        """Return the mean of the channels as one."""
        return Audio(self.samples.mean(axis=1, keepdims=True), self.rate)

    def slice(self, start_s: float, duration_s: float) -> Audio:
        """Return the sound from `start_s` on, silent where there is none, exactly `duration_s` long."""
        start, n = round(start_s * self.rate), round(duration_s * self.rate)
        out = np.zeros((n, self.samples.shape[1]), np.float32)
        there = self.samples[max(start, 0) : max(start + n, 0)]
        at = max(-start, 0)
        out[at : at + len(there)] = there
        return Audio(out, self.rate)


def load_audio(
    path: Path | str,
    *,
    mono: bool = False,
    rate: int | None = None,
    start_s: float = 0.0,
    duration_s: float | None = None,
) -> Audio:
    """Read the sound of a film or song.

    Sample 0 is at `start_s` on the file's clock, which a film's pictures share: sound that begins later than
    the pictures is preceded by silence. The result is shorter than `duration_s` where the file ends.

    Args:
        path: the file.
        mono: average the channels.
        rate: resample to this many samples per second; None keeps the file's.
        start_s: where to begin, seconds.
        duration_s: how much to read; None reads to the end.

    Raises:
        MediaError: the file cannot be read, or has no sound.
    """
    with open_media(path) as container:
        if not container.streams.audio:
            raise MediaError(f"{path} has no sound.", "Choose a file with sound.")
        with translated(path):
            rate = rate or container.streams.audio[0].rate
            pieces = _pieces(container, rate, start_s, duration_s, mono=mono)
            n_channels = 1 if mono else container.streams.audio[0].channels
    if pieces is None:
        raise MediaError(f"{path} has hours without sound between its sounds.", "Convert it to WAV or MP3.")
    if not pieces and start_s <= 0:
        raise MediaError(f"No sound in {path} can be decoded.", "Convert it to WAV or MP3.")
    end = max((at + len(block) for at, block in pieces), default=0)
    n = end if duration_s is None else min(end, round(duration_s * rate))
    return Audio(_joined(pieces, max(n, 0), n_channels), rate)


def _pieces(
    container: InputContainer, rate: int, start_s: float, duration_s: float | None, *, mono: bool
) -> list[_Piece] | None:
    """Return the decoded sound and where it belongs; None when its stamps cannot be true."""
    origin_s = float(clock_origin_s(container))
    if start_s > _PRE_ROLL_S:
        container.seek(round((start_s - _PRE_ROLL_S + origin_s) * av.time_base))
    stop_s = np.inf if duration_s is None else start_s + duration_s
    pieces: list[_Piece] = []
    cursor: int | None = None
    for at_s, block in _blocks(container, rate, mono=mono):
        at_s -= origin_s
        if at_s >= stop_s:
            break
        at = round((at_s - start_s) * rate)
        if cursor is None or abs(at - cursor) > _GAP_S * rate:
            if abs(at - (cursor or 0)) > _LONGEST_GAP_S * rate:
                return None
            cursor = at
        pieces.append((cursor, block))
        cursor += len(block)
    return pieces


def _joined(pieces: list[_Piece], n: int, n_channels: int) -> NDArray[np.float32]:
    """Return the (n, C) samples, silent where there is no piece."""
    out = np.zeros((n, n_channels), np.float32)
    for at, block in pieces:
        start, stop = max(at, 0), min(at + len(block), n)
        if start < stop:
            out[start:stop] = block[start - at : stop - at]
    return out


def _blocks(
    container: InputContainer, rate: int, *, mono: bool
) -> Iterator[tuple[float, NDArray[np.float32]]]:
    """Yield (seconds by the stream's stamps, (n, C) samples), resampled."""
    stream = container.streams.audio[0]
    resampler = av.AudioResampler(format="fltp", layout=stream.layout, rate=rate)
    next_s = 0.0
    for frame in chain(_audio_frames(container, stream), [None]):
        for out in resampler.resample(frame):
            samples = np.ascontiguousarray(out.to_ndarray().T, np.float32)
            if mono:
                samples = samples.mean(axis=1, keepdims=True)
            at_s = next_s if out.pts is None else float(out.pts * out.time_base)
            next_s = at_s + len(samples) / rate
            yield at_s, samples


def _audio_frames(container: InputContainer, stream: av.AudioStream) -> Iterator[av.AudioFrame]:
    """Yield what decodes; damaged packets and a cut-off end are left out."""
    try:
        for packet in container.demux(stream):
            try:
                yield from packet.decode()
            except av.InvalidDataError:
                continue
    except (av.InvalidDataError, av.EOFError):
        return


def save_wav(path: Path | str, audio: Audio) -> None:
    """Write 16-bit PCM; louder than full scale is clipped.

    Raises:
        StoreError: the disk is full or the folder closed to us.
    """
    pcm = np.rint(np.clip(audio.samples, -1, 1) * 32767).astype("<i2")
    with replacing(path) as part, wave.open(str(part), "wb") as file:
        file.setnchannels(pcm.shape[1])
        file.setsampwidth(2)
        file.setframerate(audio.rate)
        file.writeframes(pcm.tobytes())
