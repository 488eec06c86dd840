"""The demo's films: dancers of every style as real video files, with what is true about them beside each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.arrays import read_arrays, write_arrays
from core.demo.choreography import STYLES, choreograph, tempo_for
from core.demo.music import synthesise
from core.errors import Cancelled, InputError, MediaError
from core.media.files import translated_write
from core.media.writer import VideoWriter
from core.motion import Motion
from core.render.frames import Painter
from core.render.palette import OUTFITS
from core.skeleton import skeleton


@dataclass(frozen=True, eq=False)
class DemoVideo:
    """A film and the truth about it.

    Attributes:
        path: the film; its truth is in `truth_path_of(path)`.
        beats_s: (B,) beats of its music, seconds of the film.
        joints_px: (T, 33, 2) float32, where the drawn joints are, pixels, y down.
        height_px: how tall the dancer stands in the picture.
        motion: the dance, metres, y up.
    """

    path: Path
    style: str
    tempo_bpm: float
    beats_s: NDArray[np.float64]
    joints_px: NDArray[np.float32]
    height_px: float
    motion: Motion


def make_demo_videos(
    folder: Path | str,
    *,
    per_style: int = 5,
    duration_s: float = 8.0,
    fps: float = 25.0,
    size: int = 576,
    seed: int = 0,
    on_progress: Callable[[float], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> list[DemoVideo]:
    """Choreograph, draw and score dances of every style, and write them as MP4 (H.264, AAC).

    No two share a seed: build, order of moves, tempo, key and outfit differ. Films are named
    ``<style>-<number>.mp4``; the truth is written beside each.

    Args:
        folder: made when it is not there; films of these names in it are replaced.
        size: width and height in pixels.
        on_progress: told the share that is done, 0 to 1.
        should_stop: asked between frames.

    Raises:
        StoreError: the folder cannot be written to.
        Cancelled: `should_stop` said so; films that are finished stay.
    """
    folder = Path(folder)
    with translated_write(folder):
        folder.mkdir(parents=True, exist_ok=True)
    made: list[DemoVideo] = []
    wanted = [(style, number) for number in range(1, per_style + 1) for style in STYLES]
    for done, (style, number) in enumerate(wanted):

        def told(share: float, done: int = done) -> None:
            if should_stop is not None and should_stop():
                raise Cancelled
            if on_progress is not None:
                on_progress((done + share) / len(wanted))

        path = folder / f"{style}-{number}.mp4"
        made.append(_make(path, style, seed * 1000 + number, duration_s, fps, size, told))
    return made


def _make(
    path: Path,
    style: str,
    seed: int,
    duration_s: float,
    fps: float,
    size: int,
    told: Callable[[float], None],
) -> DemoVideo:
    tempo = tempo_for(style, seed)
    motion = choreograph(style, duration_s=duration_s, tempo_bpm=tempo, seed=seed, fps=fps)
    audio, beats_s = synthesise(style, tempo, motion.duration_s, seed)
    painter = Painter(motion, size, size, palette=OUTFITS[(seed + STYLES.index(style)) % len(OUTFITS)])
    with VideoWriter(path, width=size, height=size, fps=fps, audio=audio) as film:
        for t in range(motion.n_frames):
            told(t / motion.n_frames)
            film.write(painter.frame(t))
    joints_px = np.ascontiguousarray(painter.joints_px[..., :2])
    video = DemoVideo(path, style, tempo, beats_s, joints_px, painter.height_px, motion)
    _write_truth(video)
    told(1.0)
    return video


def truth_path_of(video: Path | str) -> Path:
    """Return where the truth about a demo film is: ``waltz-1.mp4`` -> ``waltz-1.truth.npz``."""
    return Path(video).with_suffix(".truth.npz")


def _write_truth(video: DemoVideo) -> None:
    truth = {
        "style": np.array(video.style),
        "tempo_bpm": np.array(video.tempo_bpm),
        "beats_s": video.beats_s,
        "joints_px": video.joints_px,
        "height_px": np.array(video.height_px),
        "positions": video.motion.positions,
        "fps": np.array(video.motion.fps),
    }
    write_arrays(truth_path_of(video.path), truth)


def read_truth(video: Path | str) -> DemoVideo:
    """Return what is true about a film of `make_demo_videos`; `MediaError` when that is missing or bad."""
    path = truth_path_of(video)
    names = ("style", "tempo_bpm", "beats_s", "joints_px", "height_px", "positions", "fps")
    truth = read_arrays(path, names)
    try:
        return DemoVideo(
            path=Path(video),
            style=str(truth["style"]),
            tempo_bpm=float(truth["tempo_bpm"]),
            beats_s=truth["beats_s"],
            joints_px=truth["joints_px"],
            height_px=float(truth["height_px"]),
            motion=Motion(truth["positions"], float(truth["fps"]), skeleton("blazepose33")),
        )
    except (TypeError, ValueError, InputError) as e:
        raise MediaError(f"{path} is not the truth about a demo film: {e}.", "Make the demo again.") from e
