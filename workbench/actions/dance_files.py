"""Writing one motion as a file of the kind that its name says."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from core.errors import InputError
from core.motion import Motion
from workbench.actions.progress import OnProgress, ShouldStop, never, quiet

SUFFIXES = (".npz", ".bvh", ".mp4")


@dataclass(frozen=True)
class Music:
    """A song; frame 0 of the dance is heard at `start_s` of it."""

    path: Path
    start_s: float = 0.0


def check_out(path: Path) -> None:
    """Raise `InputError` for a name that says no kind we write, or a place that takes no file."""
    if path.suffix.lower() not in SUFFIXES:
        raise InputError(
            f"{path} cannot be written: its ending must be one of {', '.join(SUFFIXES)}.",
            "For example dance.mp4, a drawn dancer with the music in it.",
        )
    check_folder(path)


def check_folder(path: Path) -> None:
    """Raise `InputError` for a place that takes no file."""
    if not path.absolute().parent.is_dir():
        raise InputError(f"There is no folder {path.absolute().parent}.", "Make it first.")
    if path.is_dir():
        raise InputError(f"{path} is a folder, not a file.", "Name a file inside it.")
    if not os.access(path.absolute().parent, os.W_OK | os.X_OK):
        raise InputError(f"{path.absolute().parent} may not be written.", "Choose another folder.")


def write_dance(
    motion: Motion,
    path: Path,
    *,
    music: Music | None = None,
    on_progress: OnProgress = quiet,
    should_stop: ShouldStop = never,
) -> None:
    """Write a motion as ``.npz``, ``.bvh`` or ``.mp4`` (a drawn dancer with the music), or nothing at all."""
    check_out(path)
    suffix = path.suffix.lower()
    if suffix == ".mp4":
        from core.render.film import render_film

        render_film(
            motion,
            path,
            music=music.path if music else None,
            music_start_s=music.start_s if music else 0.0,
            on_progress=lambda share: on_progress(share, f"drawing {path.name}"),
            should_stop=should_stop,
        )
        return
    from core.formats import bvh, npz

    (npz if suffix == ".npz" else bvh).write(path, motion)
