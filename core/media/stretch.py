"""Sound made slower or faster with its pitch kept, by libavfilter's ``atempo``."""

from __future__ import annotations

import math
from collections.abc import Iterator

import av
import numpy as np
from av.error import BlockingIOError as NothingYet
from av.error import EOFError as NothingMore
from av.filter import Graph
from numpy.typing import NDArray

from core.errors import InputError

SLOWEST, FASTEST = 0.1, 2.0
_LEAST_STEP = 0.5  # the slowest that one atempo can do: slower sound goes through several
_FRAME = 4096  # samples put in at a time: atempo gives what it made of a frame when the next one comes
_LAYOUTS = {1: "mono", 2: "stereo"}

Samples = NDArray[np.float32]


class Stretch:
    """Takes samples piece by piece and gives them back at another speed; the seams are not heard.

    Sample n of what comes in is heard about sample ``n / speed`` of what goes out: within 25 ms, which is
    what overlapping and adding alike stretches of the sound costs.
    """

    def __init__(self, rate: int, n_channels: int, speed: float) -> None:
        """Prepare for sound of `n_channels` (1 or 2) at `rate` samples a second.

        Raises:
            InputError: a speed that is not from `SLOWEST` to `FASTEST`, or too many channels.
        """
        if not SLOWEST <= speed <= FASTEST:
            raise InputError(f"Sound is played at {SLOWEST} to {FASTEST} times its speed, not at {speed:g}.")
        if n_channels not in _LAYOUTS:
            raise InputError(f"Sound of {n_channels} channels cannot be stretched; mix it down first.")
        self._rate, self._n_channels, self._layout = rate, n_channels, _LAYOUTS[n_channels]
        self._n_in = 0
        self._lead = _lead(rate, _steps(speed))
        self._graph = Graph()
        ends = [self._graph.add_abuffer(format="flt", sample_rate=rate, layout=self._layout)]
        ends += [self._graph.add("atempo", f"{step:.9f}") for step in _steps(speed)]
        ends += [
            self._graph.add("aformat", f"sample_fmts=flt:channel_layouts={self._layout}"),
            self._graph.add("abuffersink"),
        ]
        self._graph.link_nodes(*ends).configure()

    def push(self, samples: Samples) -> Samples:
        """Take (N, C) samples; return (N', C), as many as are ready."""
        if not len(samples):
            return np.zeros((0, self._n_channels), np.float32)
        if not self._n_in:
            samples = np.concatenate([np.zeros((self._lead, self._n_channels), np.float32), samples])
        pieces = [self._push(samples[i : i + _FRAME]) for i in range(0, len(samples), _FRAME)]
        return np.concatenate(pieces)

    def _push(self, samples: Samples) -> Samples:
        packed = np.ascontiguousarray(samples, np.float32).reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(packed, format="flt", layout=self._layout)
        frame.sample_rate, frame.pts = self._rate, self._n_in
        self._n_in += len(samples)
        self._graph.push(frame)
        return self._ready()

    def finish(self) -> Samples:
        """Return the (N', C) samples that are left; nothing can be pushed any more."""
        self._graph.push(None)
        return self._ready()

    def _ready(self) -> Samples:
        pieces = [np.zeros((0, self._n_channels), np.float32), *self._pulled()]
        return np.concatenate(pieces)

    def _pulled(self) -> Iterator[Samples]:
        while True:
            try:
                frame = self._graph.pull()
            except (NothingYet, NothingMore):
                return
            yield np.asarray(frame.to_ndarray(), np.float32).reshape(-1, self._n_channels)


def _lead(rate: int, steps: list[float]) -> int:
    """Return how many samples of silence to begin with: each atempo swallows the first half of its window,
    which is the power of two from a 24th of a second on."""
    half = 1 << math.ceil(math.log2(rate / 24)) >> 1
    speeds_before = np.cumprod([1.0, *steps[:-1]])
    return round(half * float(speeds_before.sum()))


def _steps(speed: float) -> list[float]:
    """Return equal factors whose product is the speed, none below what one filter can do."""
    n = 1
    while speed ** (1 / n) < _LEAST_STEP:
        n += 1
    return [speed ** (1 / n)] * n
