"""Long films for the benchmarks: a dancer before a busy wall, seen by a camera that is not quite still."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from core.demo.choreography import choreograph
from core.media.opencv import cv2
from core.media.writer import VideoWriter
from core.render.frames import Painter

SIZE = (640, 360)
FPS = 25.0
LOOP_FRAMES = 1000


def long_film(path: Path, *, n_frames: int) -> None:
    """Write `n_frames` of H.264. What is longer than the loop repeats it: packets are copied, not encoded."""
    loop = path.with_name(f"loop-{min(n_frames, LOOP_FRAMES)}.mp4")
    if not loop.exists():
        _write_loop(loop, min(n_frames, LOOP_FRAMES))
    _repeat(loop, path, n_frames)


def _write_loop(path: Path, n_frames: int) -> None:
    # A real clip of this size has some 1 Mbit/s and a key frame every ten seconds: so has this one.
    with VideoWriter(path, width=SIZE[0], height=SIZE[1], fps=FPS, crf=26, preset="medium", gop=250) as writer:
        for picture in _pictures(n_frames):
            writer.write(picture)


def _pictures(n_frames: int):
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
        packets = [packet for packet in source.demux(stream) if packet.size]
        frame_ticks = packets[0].duration
        done = 0
        while done < n_frames:
            source.seek(0)
            done = _copy_once(source, stream, target, copy, done, n_frames, frame_ticks)
    part.rename(path)


def _copy_once(source, stream, target, copy, done: int, n_frames: int, frame_ticks: int) -> int:
    """Append the loop, cut at its end of frames, and return how many frames there are now."""
    offset = done * frame_ticks
    for packet in source.demux(stream):
        if not packet.size:
            continue
        if packet.pts // frame_ticks + done >= n_frames:
            continue
        packet.pts += offset
        packet.dts += offset
        packet.stream = copy
        target.mux(packet)
    return min(done + stream.frames, n_frames)


if __name__ == "__main__":
    import sys

    long_film(Path(sys.argv[1]), n_frames=int(sys.argv[2]))
