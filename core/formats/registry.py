"""Which module reads which motion file. The modules are imported when they are needed."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

from core.errors import MediaError
from core.formats.motion_file import MotionFile

_READERS = {
    ".npz": "core.formats.npz",
    ".bvh": "core.formats.bvh",
    ".c3d": "core.formats.c3d",
    ".pkl": "core.formats.aist",
}

AIST_NAME = re.compile(r"(g[A-Z]{2})_s[A-Z]{2}_c(All|\d{2})_.*")
"""How AIST++ calls a sequence, by its stem: style, situation, camera, dancer, music, choreography."""

MOTION_SUFFIXES = frozenset(_READERS)
"""Suffixes of files that are motions. A folder with `skeletons.json` is one too, see `is_motion`."""


def is_motion(path: Path | str) -> bool:
    """Return whether a path looks like a motion: by its suffix, or as a folder of the music-to-dance set."""
    path = Path(path)
    return path.suffix.lower() in MOTION_SUFFIXES or (path / "skeletons.json").is_file()


def is_aist_motion(path: Path | str) -> bool:
    """Return whether a file is called as AIST++ calls the motions of its sequences."""
    path = Path(path)
    return bool(AIST_NAME.fullmatch(path.stem)) and path.parent.name != "keypoints2d"


def read_motion(path: Path | str) -> MotionFile:
    """Read a motion file, or a folder of the music-to-dance set.

    Raises:
        MediaError: nothing here reads such files, or the file is damaged.
    """
    path = Path(path)
    if path.is_dir() or path.name == "skeletons.json":
        module = "core.formats.ballroom"
    elif path.suffix.lower() in _READERS:
        module = _READERS[path.suffix.lower()]
    else:
        known = ", ".join(sorted(MOTION_SUFFIXES))
        raise MediaError(
            f"{path} is not a motion file that Barre knows.", f"It reads {known} and ballroom folders."
        )
    reader = import_module(module)
    read = reader.read_motion if module == "core.formats.aist" else reader.read  # its `read` gives tracks
    motion: MotionFile = read(path)
    return motion
