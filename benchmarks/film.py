"""Long films for the benchmarks: a dancer before a busy wall, seen by a camera that is not quite still."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from core.demo.choreography import choreograph
from core.media.opencv import cv2
from core.media.writer import VideoWriter
from core.render.frames import Painter
from workbench.actions.proxies import CRF, GOP

SIZE = (640, 360)
FPS = 25.0
LOOP_FRAMES = 1000


def long_film(path: Path, *, n_frames: int, as_proxy: bool = False) -> None:
    """Write `n_frames` of H.264. What is longer than the loop repeats it: packets are copied, not encoded.

    Args:
        as_proxy: encode it as `workbench.actions.proxies` does, else as people's films are: a whole picture
            every ten seconds.
    """
    kind = "proxy" if as_proxy else "film"
    loop = path.with_name(f"loop-{kind}-{min(n_frames, LOOP_FRAMES)}.mp4")
    if not loop.exists():
        _write_loop(loop, min(n_frames, LOOP_FRAMES), as_proxy=as_proxy)
    _repeat(loop, path, n_frames)


def _write_loop(path: Path, n_frames: int, *, as_proxy: bool) -> None:
    quality = (
        {"crf": CRF, "gop": GOP, "scrubbable": True}
        if as_proxy
        else {"crf": 26, "preset": "medium", "gop": 250}
    )
    with VideoWriter(path, width=SIZE[0], height=SIZE[1], fps=FPS, **quality) as writer:
        for picture in _pictures(n_frames):
            writer.write(picture)


def _pictures(n_frames: int) -> Iterator[NDArray[np.uint8]]:
    motion = choreograph("waltz", duration_s=n_frames / FPS + 1, tempo_bpm=90.0, seed=1, fps=FPS)
    painter = Painter(motion, *SIZE)
    wall = _wall(np.random.default_rng(0))
    empty = Painter(motion, *SIZE).frame(0).astype(np.int16)
    for t in range(n_frames):
        x, y = (round(12 + 10 * np.sin(t / period)) for period in (31, 47))
        background = wall[y : y + SIZE[1], x : x + SIZE[0]]
        drawn = painter.frame(t)
        is_body = np.abs(drawn.astype(np.int16) - empty[:1, :1]).max(axis=2, keepdims=True) > 40
        yield np.where(is_body, drawn, background)


def _wall(rng: np.random.Generator) -> NDArray[np.uint8]:
    """Soft blotches of several sizes with a little grain, larger than the picture."""
    height, width = SIZE[1] + 40, SIZE[0] + 40
    wall = np.full((height, width, 3), 120.0, np.float32)
    for size, strength in ((40, 60), (12, 30), (3, 12)):
        small = rng.normal(0, strength, (height // size + 2, width // size + 2, 3)).astype(np.float32)
        wall += cv2().resize(small, (width, height), interpolation=cv2().INTER_CUBIC)
    return np.clip(wall, 0, 255).astype(np.uint8)


def _repeat(loop: Path, path: Path, n_frames: int) -> None:
    part = path.with_suffix(".part.mp4")
    with av.open(str(loop)) as source, av.open(str(part), "w") as target:
        stream = source.streams.video[0]
        copy = target.add_stream_from_template(stream)
        for done in range(0, n_frames, stream.frames):
            source.seek(0)
            for packet in source.demux(stream):
                if not packet.size or packet.pts // packet.duration + done >= n_frames:
                    continue
                offset = done * packet.duration
                packet.pts, packet.dts = packet.pts + offset, packet.dts + offset
                packet.stream = copy
                target.mux(packet)
    part.rename(path)
