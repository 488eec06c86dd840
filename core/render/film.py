"""A motion as a film with its music."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from core.errors import Cancelled, InputError
from core.media.sound import Audio, load_audio
from core.media.writer import VideoWriter
from core.motion import Motion
from core.render.frames import Drawing, Painter
from core.render.palette import RED_SHIRT, Palette


def render_film(
    motion: Motion,
    path: Path | str,
    *,
    music: Path | str | None = None,
    music_start_s: float = 0.0,
    drawing: Drawing = "doll",
    size: tuple[int, int] = (576, 576),
    palette: Palette = RED_SHIRT,
    on_progress: Callable[[float], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> None:
    """Write a motion as an MP4 (H.264, AAC) at its own frame rate.

    Args:
        path: the film; it appears when it is whole.
        music: sound file; frame 0 is heard at `music_start_s` of it. Where the music has ended, or has not
            begun (a negative start), the film is silent.
        size: width and height, pixels.
        on_progress: told the share drawn, 0 to 1.
        should_stop: asked before every frame.

    Raises:
        InputError: the motion has no frames.
        MediaError: the music cannot be read.
        StoreError: the film cannot be written.
        Cancelled: `should_stop` said so; no file is left.
    """
    if motion.n_frames == 0:
        raise InputError(f"A motion without frames cannot be filmed to {path}.")
    painter = Painter(motion, *size, drawing=drawing, palette=palette)
    audio = None if music is None else music_of(music, music_start_s, motion.duration_s)
    with VideoWriter(path, width=size[0], height=size[1], fps=motion.fps, audio=audio) as film:
        for t in range(motion.n_frames):
            if should_stop is not None and should_stop():
                raise Cancelled
            film.write(painter.frame(t))
            if on_progress is not None:
                on_progress((t + 1) / motion.n_frames)


def music_of(path: Path | str, start_s: float, duration_s: float) -> Audio:
    """Return the sound of a file from `start_s` on, silent where it has none; `MediaError` for a bad file."""
    audio = load_audio(path, start_s=max(start_s, 0.0), duration_s=duration_s)
    return audio.slice(min(start_s, 0.0), duration_s)
