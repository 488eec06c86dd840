"""Sound decoded in a thread, a few seconds ahead of what is heard."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.errors import MediaError

logger = logging.getLogger(__name__)

PIECE_S = 2.0  # decoded at a time
PIECES_AHEAD = 2
Samples = NDArray[np.float32]


@dataclass(frozen=True)
class SoundFile:
    """Which file is heard with a video: media time `t` sounds like ``t * rate + shift_s`` of the file.

    At another `rate` than 1 the file is played faster or slower than it was recorded, its pitch kept: a song
    in another tempo under a dance.
    """

    path: Path
    shift_s: float = 0.0
    rate: float = 1.0


class SoundFeed:
    """Samples of a file from a time on, in pieces; silence before its beginning and after its end.

    At another `speed` than 1 they are stretched; their pitch stays.
    """

    def __init__(self, file: SoundFile, rate: int, n_channels: int, at_s: float, speed: float = 1.0) -> None:
        self._file, self._rate, self._n_channels = file, rate, n_channels
        self._speed = speed * file.rate  # of the file's own time
        self._next_s = at_s * file.rate + file.shift_s
        self._pieces: queue.Queue[Samples] = queue.Queue(PIECES_AHEAD)
        self._stop = threading.Event()
        self._rest = np.zeros((0, n_channels), np.float32)
        self._thread = threading.Thread(target=self._fill, name="sound", daemon=True)
        self._thread.start()

    def read(self, n: int) -> Samples:
        """Return up to `n` samples (n', C) that are at hand, without waiting."""
        while len(self._rest) < n:
            try:
                self._rest = np.concatenate([self._rest, self._pieces.get_nowait()])
            except queue.Empty:
                break
        out, self._rest = self._rest[:n], self._rest[n:]
        return out

    def close(self) -> None:
        """Ask the thread to end; it does so within a piece."""
        self._stop.set()

    def join(self) -> None:
        """Wait for the thread."""
        self._thread.join()

    def _fill(self) -> None:
        stretched = self._stretcher()
        while not self._stop.is_set():
            piece = stretched(self._piece(self._next_s))
            self._next_s += PIECE_S
            while not self._stop.is_set():
                try:
                    self._pieces.put(piece, timeout=0.1)
                    break
                except queue.Full:
                    continue

    def _stretcher(self) -> Callable[[Samples], Samples]:
        if self._speed == 1.0:
            return lambda piece: piece
        # Beyond what stretching can do a song falls behind; only a fast player of a sped-up one gets there.
        from core.media.stretch import FASTEST, SLOWEST, Stretch

        return Stretch(self._rate, self._n_channels, min(max(self._speed, SLOWEST), FASTEST)).push

    def _piece(self, at_s: float) -> Samples:
        """Return (PIECE_S, C) samples from a time of the file on, silent where it has none."""
        from core.media.sound import load_audio

        n = round(PIECE_S * self._rate)
        out = np.zeros((n, self._n_channels), np.float32)
        begin_s = max(at_s, 0.0)
        if begin_s >= at_s + PIECE_S:
            return out
        try:
            audio = load_audio(
                self._file.path, rate=self._rate, start_s=begin_s, duration_s=at_s + PIECE_S - begin_s
            )
        except MediaError as e:  # after the end there is nothing to decode; a video must play on
            logger.info("no sound at %.1f s: %s", at_s, e)
            return out
        there = fit_channels(audio.samples, self._n_channels)
        start = n - round((at_s + PIECE_S - begin_s) * self._rate)
        there = there[: n - start]
        out[start : start + len(there)] = there
        return out


def fit_channels(samples: Samples, n_channels: int) -> Samples:
    """Return samples (N, C) on another number of channels: mixed down to mono, or the first repeated."""
    if samples.shape[1] == n_channels:
        return samples
    if n_channels == 1:
        mixed: Samples = samples.mean(axis=1, keepdims=True, dtype=np.float32)
        return mixed
    picked = np.minimum(np.arange(n_channels), samples.shape[1] - 1)
    repeated: Samples = samples[:, picked]
    return repeated
